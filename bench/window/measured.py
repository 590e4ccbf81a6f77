"""How long the window's thread was busy: the time inside each event, and how late a timer came."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bench.figure import percentile

# The timer that is to come on time, in milliseconds.
TICK = 5
# Events that take less say nothing; there are thousands of them.
SHORTEST = 0.01


@dataclass(frozen=True)
class Spent:
    """Milliseconds: of the events by themselves, and by which the timer came too late."""

    event_p95: float
    event_p999: float
    event_worst: float
    late_p95: float
    late_p999: float
    late_worst: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


class MeasuredApplication(QApplication):
    """An application that notes how long each event from the outermost loop took, while told to."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._inside = False
        self._measuring = False
        self._events: list[float] = []
        self._late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(interval=TICK)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def begin(self) -> None:
        """Forgets what was noted and begins to note."""
        self._events.clear()
        self._late.clear()
        self._due = time.perf_counter() + TICK / 1000
        self._measuring = True
        self._timer.start()

    def end(self) -> Spent:
        """Stops noting; what was noted since the beginning."""
        self._timer.stop()
        self._measuring = False
        events = [each for each in self._events if each > SHORTEST]
        return Spent(
            *(percentile(events, share) for share in (0.95, 0.999, 1.0)),
            *(percentile(self._late, share) for share in (0.95, 0.999, 1.0)),
        )

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._inside or not self._measuring:
            return super().notify(receiver, event)
        self._inside = True
        before = time.perf_counter()
        try:
            return super().notify(receiver, event)
        finally:
            self._inside = False
            self._events.append((time.perf_counter() - before) * 1000)

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self._late.append(max(0.0, (now - self._due) * 1000))
        self._due = now + TICK / 1000
