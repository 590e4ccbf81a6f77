"""Measures how long the window is busy while a transcript opens, scrolls and grows.

    python scripts/measure_transcript.py            # on the display that there is
    QT_QPA_PLATFORM=offscreen python scripts/measure_transcript.py

Prints, for each task, the milliseconds that one event took (median, 95th percentile, worst) and how late
a timer of 5 ms was.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    TOOL_KIND_FILE_READ,
    AgentExecution,
)
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.fonts import load_fonts, text_font
from stigmer_desktop.ui.theme import Theme

MESSAGES, TOOL_CALLS, PER_EXECUTION = 2000, 500, 40
LIVE, LIVE_MESSAGES, UPDATES_PER_SECOND = 10, 200, 20
WORDS = ("parser", "reads", "token", "and", "writes", "it", "down", "before", "any", "input", "is", "left")


class MeasuredApplication(QApplication):
    """Notes how long each event from the outermost loop took."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.spent: list[float] = []
        self._inside = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._inside:
            return super().notify(receiver, event)
        self._inside = True
        before = time.perf_counter()
        try:
            return super().notify(receiver, event)
        finally:
            self._inside = False
            self.spent.append((time.perf_counter() - before) * 1000)


class Lateness:
    """A timer of 5 ms that notes by how much it came too late."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        self.late.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - 5))
        self._last = now


def long_session(chance: random.Random) -> Iterator[AgentExecution]:
    """2,000 messages of some 500 characters and 500 tool calls, in executions of 40 messages."""
    for number in range(MESSAGES // PER_EXECUTION):
        execution = AgentExecution()
        execution.metadata.id = f"aex-{number:05}"
        execution.spec.message = sentence(chance, 100)
        execution.status.phase = EXECUTION_COMPLETED
        execution.status.revision = 1
        execution.status.audit.spec_audit.created_at.seconds = number
        for index in range(PER_EXECUTION):
            message = execution.status.messages.add(type=MESSAGE_AI, content=answer(chance, index))
            if index % (MESSAGES // TOOL_CALLS) == 0:
                call = execution.status.tool_calls.add(id=f"call-{index}", name="read_file")
                call.tool_kind, call.status = TOOL_KIND_FILE_READ, TOOL_CALL_COMPLETED
                call.args.update({"path": f"src/file_{index}.py"})
                call.result = "line\n" * 50
                message.tool_calls.add(id=call.id)
        yield execution


def answer(chance: random.Random, index: int) -> str:
    """One message; some carry code, some a list."""
    text = sentence(chance, 450)
    if index % 8 == 3:
        code = "\n".join(f"def f{n}(x: int) -> str:\n    return str(x + {n})" for n in range(5))
        return f"{text}\n\n```python\n{code}\n```\n\nDone."
    if index % 8 == 5:
        return f"## {sentence(chance, 30)}\n\n" + "\n".join(
            f"- `item` {sentence(chance, 60)}" for _ in range(5)
        )
    return text


def sentence(chance: random.Random, length: int) -> str:
    """Words that make no sense, about `length` characters of them."""
    words = " ".join(chance.choice(WORDS) for _ in range(length // 4))
    return f"{words[:length].capitalize()}."


def live_execution(number: int) -> AgentExecution:
    """An execution at work, with 200 messages."""
    execution = AgentExecution()
    execution.metadata.id = f"aex-9{number:04}"
    execution.spec.message = f"Live {number}"
    execution.status.phase = EXECUTION_IN_PROGRESS
    execution.status.revision = 1
    execution.status.audit.spec_audit.created_at.seconds = 10**6 + number
    for _ in range(LIVE_MESSAGES):
        execution.status.messages.add(type=MESSAGE_AI, content="word " * 100)
    return execution


class Bench:
    """One window, and the tasks in their order."""

    def __init__(self, application: MeasuredApplication) -> None:
        self._application = application
        self._lateness = Lateness()
        self._chance = random.Random(1)
        self._model = ExecutionModel()
        self._view = TranscriptView(Theme(application, "light"), self._model)
        self._view.resize(1000, 800)
        self._view.show()
        self._live = [live_execution(number) for number in range(LIVE)]
        self._step = 0
        self.turn(0.5)

    def run(self) -> None:
        self._open()
        self._during("scroll by wheel, 60 notches a second", 6, 1 / 60, lambda: self._wheel(120))
        self._during("and back down", 4, 1 / 60, lambda: self._wheel(-240))
        bar = self._view.verticalScrollBar()
        self._during("drag the bar", 3, 1 / 30, lambda: bar.setValue((bar.value() - 2000) % bar.maximum()))
        self._view.jump_to_end()
        for execution in self._live:
            self._model.apply(execution)
        pause = 1 / (LIVE * UPDATES_PER_SECOND)
        words = f"{LIVE} executions grow {UPDATES_PER_SECOND} times a second"
        self._during(words, 8, pause, self._grow)
        bar.setValue(bar.maximum() // 2)
        self._during("the same, scrolled away from them", 5, pause, self._grow)

    def turn(self, seconds: float) -> None:
        """Lets the window live; a real loop, since widgets are only deleted in one."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def _open(self) -> None:
        executions = list(long_session(self._chance))
        before = time.perf_counter()
        self._model.load(executions)
        self._application.processEvents()
        self._view.repaint()
        spent = (time.perf_counter() - before) * 1000
        print(f"open {MESSAGES} messages and {TOOL_CALLS} tool calls: {spent:.0f} ms")

    def _during(self, name: str, seconds: float, pause: float, act: Callable[[], None]) -> None:
        self.turn(0.3)
        timer = QTimer(interval=round(pause * 1000))
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(act)
        self._application.spent.clear()
        self._lateness.start()
        timer.start()
        self.turn(seconds)
        timer.stop()
        self._lateness.stop()
        print(f"{name}: events {summary(self._application.spent)}; lateness {summary(self._lateness.late)}")

    def _wheel(self, delta: int) -> None:
        point = QPointF(400, 400)
        event = QWheelEvent(
            point,
            QPointF(self._view.viewport().mapToGlobal(point.toPoint())),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._view.viewport(), event)

    def _grow(self) -> None:
        execution = self._live[self._step % LIVE]
        self._step += 1
        grown = AgentExecution()
        grown.CopyFrom(execution)
        grown.status.revision = 1 + self._step
        last = grown.status.messages[-1]
        last.content += f" And **{sentence(self._chance, 12)}**"
        if len(last.content) > 3000:
            grown.status.messages.add(type=MESSAGE_AI, content="Next.")
        self._live[self._step % LIVE - 1] = grown
        self._model.apply(grown)


def summary(values: list[float]) -> str:
    """Median, 95th percentile and worst, of values above a hundredth of a millisecond."""
    told = sorted(value for value in values if value > 0.01)
    if not told:
        return "none"
    return f"p50 {told[len(told) // 2]:.1f}, p95 {told[int(len(told) * 0.95)]:.1f}, worst {told[-1]:.1f} ms"


def main() -> int:
    application = MeasuredApplication(sys.argv[:1])
    application.setStyle("Fusion")
    load_fonts()
    application.setFont(text_font())
    Bench(application).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
