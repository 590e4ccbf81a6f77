"""Collects Python's cyclic garbage on the window's own thread, in portions that nobody sees.

Python collects wherever it happens to run out of patience, so also on the server's thread. Widgets and
timers that are part of such garbage would then be destroyed away from Qt's thread, and Qt crashes when
their timers fire. So the automatic collection is off while a window is open, and this stands in for it.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

# Milliseconds. Young garbage is looked through often, so that there is never much of it: once a second it
# took up to 21 ms while ten executions grew, this often it takes 0.6.
_INTERVAL = 150
# What is there by then stays as long as the window does, and is not looked through again.
_SETTLED = 2000
# Seconds. All that there is takes up to 100 ms: done when nobody looks, or after this time at the latest.
_LONGEST_WAIT = 600.0
_OLDEST = 2


class GarbageCollector(QObject):
    """Looks once in a while whether there is enough to collect, by the interpreter's own thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_enabled = gc.isenabled()
        self._last_full = time.monotonic()
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL)
        self._timer.timeout.connect(self.collect_if_due)
        self._settling = QTimer(self, interval=_SETTLED, singleShot=True)
        self._settling.timeout.connect(self.settle)
        self._settling.start()

    @Slot()
    def settle(self) -> None:
        """Takes what is there now as there to stay, and begins to collect what comes and goes."""
        gc.collect(0)
        gc.freeze()
        self._timer.start()

    @Slot()
    def collect_if_due(self) -> None:
        """Collects the oldest generation that has reached its threshold, the whole only if it may."""
        counts = gc.get_count()
        for generation in (_OLDEST, 1, 0):
            if not counts[generation] > self._thresholds[generation] > 0:
                continue
            if generation == _OLDEST and not self._may_take_long():
                continue
            gc.collect(generation)
            return

    def close(self) -> None:
        """Collects what is left and gives the collection back to the interpreter."""
        self._settling.stop()
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        if self._was_enabled:
            gc.enable()

    def _may_take_long(self) -> bool:
        now = time.monotonic()
        looked_at = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if looked_at and now - self._last_full < _LONGEST_WAIT:
            return False
        self._last_full = now
        return True
