"""Collects Python's cyclic garbage on the window's own thread.

Python collects wherever it happens to run out of patience, so also on the server's thread. Widgets and
timers that are part of such garbage would then be destroyed away from Qt's thread, and Qt crashes when
their timers fire. So the automatic collection is off while a window is open, and this stands in for it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL = 1000


class GarbageCollector(QObject):
    """Looks once in a while whether there is enough to collect, by the interpreter's own thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start()

    @Slot()
    def collect_if_due(self) -> None:
        """Collects the oldest generation that has reached its threshold."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation] > 0:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Collects what is left and gives the collection back to the interpreter."""
        self._timer.stop()
        gc.collect()
        if self._was_enabled:
            gc.enable()
