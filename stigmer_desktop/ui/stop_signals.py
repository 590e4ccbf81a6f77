"""Ctrl+C and SIGTERM, brought into Qt's event loop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


class StopSignals(QObject):
    """`received` is emitted when the system asks the program to stop.

    Python runs a signal's handler only between two of its instructions, and an idle Qt loop executes
    none; so the signal also writes to a socket that wakes the loop.
    """

    received = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._former_wakeup = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._former = {number: signal.signal(number, self._note) for number in _NUMBERS}

    def close(self) -> None:
        """Gives the signals back to whom they belonged."""
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_wakeup)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.received.emit()

    @Slot()
    def _on_woken(self) -> None:
        self._reading.recv(64)
