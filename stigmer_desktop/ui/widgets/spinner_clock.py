"""Turns the signs of work under way: one timer for all that are in sight, so that they turn together."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from stigmer_desktop.ui.motion import motion_allowed

# Few steps a turn: each one of them paints, on every sign that is in sight.
_FRAME_MILLISECONDS = 100
_STEPS = 12


class SpinnerClock(QObject):
    """What one sign hears of the turning: it ticks only while the sign needs it, and never where reduced
    motion was asked for."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turning: _Turning | None = None

    @property
    def degrees(self) -> float:
        """Where the arc stands now."""
        return self._turning.degrees if self._turning is not None else 0.0

    @property
    def is_running(self) -> bool:
        return self._turning is not None

    def set_running(self, running: bool) -> None:
        """Starts or stops the ticks."""
        wanted = running and motion_allowed()
        if wanted and self._turning is None:
            self._turning = _turning_of(QCoreApplication.instance())
            self._turning.join(self)
        elif not wanted and self._turning is not None:
            self._turning.leave(self)
            self._turning = None

    def tick(self) -> None:
        """A step of the turning; where motion is no longer wanted, it is the last one."""
        if not motion_allowed():
            self.set_running(False)
        self.ticked.emit()


class _Turning(QObject):
    """The one timer of a program; it rests while nobody listens."""

    def __init__(self, application: QObject | None) -> None:
        super().__init__(application)
        self._clocks: dict[int, SpinnerClock] = {}
        self._timer = QTimer(self, interval=_FRAME_MILLISECONDS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._since = QElapsedTimer()
        self._since.start()

    @property
    def degrees(self) -> float:
        return self._since.elapsed() // _FRAME_MILLISECONDS % _STEPS * 360 / _STEPS

    @property
    def is_active(self) -> bool:
        return self._timer.isActive()

    def join(self, clock: SpinnerClock) -> None:
        self._clocks[id(clock)] = clock
        if not self._timer.isActive():
            self._timer.start()

    def leave(self, clock: SpinnerClock) -> None:
        self._clocks.pop(id(clock), None)
        if not self._clocks:
            self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        for clock in list(self._clocks.values()):
            if isValid(clock):
                clock.tick()
            else:
                # Its sign was deleted while it turned.
                self.leave(clock)


def _turning_of(application: QObject | None) -> _Turning:
    found = application.findChild(_Turning) if application is not None else None
    return found if isinstance(found, _Turning) else _Turning(application)
