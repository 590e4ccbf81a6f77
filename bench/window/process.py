"""The window as its users open it, in this process, doing what it is told line by line.

    python -m bench.window.process DATA_FOLDER

Reads one JSON command a line and answers each with one line; says {"usable_at": moment} by itself as soon as
one can type a message. Commands: open (a session), wheel (through the session), list (scroll the list of
sessions), watch (only look on), idle (let the focus go), paints (count them for a while), quit.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from bench.window.measured import MeasuredApplication
from stigmer_desktop import app
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui import application
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.main_window import MainWindow

_LOOK_AGAIN = 2
_NOTCH = 120
_NOTCHES_PER_SECOND = 60
# What is done before a measurement is over before it begins.
_SETTLING = 300


class _Told(MeasuredApplication):
    """The application, which begins to obey as soon as it is there."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._orders: _Orders | None = None
        QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        self._orders = _Orders(self)


class _PaintCounter(QObject):
    """Counts what is painted anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class _Orders(QObject):
    """Carries out the commands, one at a time."""

    def __init__(self, measured: MeasuredApplication) -> None:
        super().__init__(measured)
        self._measured = measured
        self._window: MainWindow | None = None
        self._begun = 0.0
        self._look = QTimer(self, interval=_LOOK_AGAIN)
        self._look.timeout.connect(self._on_look)
        self._look.start()
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._on_input)
        self._wanted: Callable[[], bool] = self._is_usable

    @property
    def _transcript(self) -> TranscriptView:
        assert self._window is not None
        return self._window.findChildren(TranscriptView)[0]

    def _on_look(self) -> None:
        if self._wanted():
            self._look.stop()

    def _is_usable(self) -> bool:
        windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
        if not windows or not (handle := windows[0].windowHandle()) or not handle.isExposed():
            return False
        # The one that has the focus as soon as the window is the active one.
        field = windows[0].focusWidget()
        if field is None or not field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            return False
        self._window = windows[0]
        _say(usable_at=time.monotonic())
        return True

    def _on_input(self) -> None:
        order = json.loads(sys.stdin.readline() or '{"do": "quit"}')
        getattr(self, f"_{order.pop('do')}")(**order)

    def _open(self, session: str) -> None:
        assert self._window is not None
        self._begun = time.perf_counter()
        self._window.centre.show_session(session)
        self._wanted = self._is_open
        self._look.start()

    def _is_open(self) -> bool:
        transcript = self._transcript
        if not transcript.isVisible() or transcript.verticalScrollBar().maximum() <= 0:
            return False
        transcript.repaint()
        _say(opened=(time.perf_counter() - self._begun) * 1000)
        return True

    def _wheel(self, seconds: float) -> None:
        self._scroll(self._transcript, seconds)

    def _list(self, seconds: float) -> None:
        assert self._window is not None
        self._scroll(self._window.sessions.view, seconds)

    def _watch(self, seconds: float) -> None:
        self._during(seconds, lambda: None)

    def _scroll(self, area: QAbstractScrollArea, seconds: float) -> None:
        """Turns the wheel up and down through all there is, as fast as a hurried hand."""
        bar = area.verticalScrollBar()
        bar.setValue(bar.maximum())
        up = [True]

        def turn() -> None:
            if bar.value() <= bar.minimum():
                up[0] = False
            elif bar.value() >= bar.maximum():
                up[0] = True
            _turn_wheel(area, _NOTCH if up[0] else -_NOTCH)

        self._during(seconds, turn)

    def _during(self, seconds: float, act: Callable[[], None]) -> None:
        hand = QTimer(self, interval=round(1000 / _NOTCHES_PER_SECOND))
        hand.setTimerType(Qt.TimerType.PreciseTimer)
        hand.timeout.connect(act)

        def begin() -> None:
            self._measured.begin()
            hand.start()

        def end() -> None:
            hand.deleteLater()
            _say(**self._measured.end().as_dict())

        QTimer.singleShot(_SETTLING, begin)
        QTimer.singleShot(_SETTLING + round(seconds * 1000), end)

    def _idle(self) -> None:
        assert self._window is not None
        # A cursor that blinks is painted, and is not what is asked about.
        self._window.centre.setFocus()
        _say()

    def _paints(self, seconds: float) -> None:
        counter = _PaintCounter()
        self._measured.installEventFilter(counter)

        def end() -> None:
            self._measured.removeEventFilter(counter)
            _say(paints=counter.count)

        QTimer.singleShot(round(seconds * 1000), end)

    def _quit(self) -> None:
        self._input.setEnabled(False)
        if self._window is not None:
            self._window.close()


def _turn_wheel(area: QAbstractScrollArea, delta: int) -> None:
    view = area.viewport()
    point = QPointF(view.rect().center())
    event = QWheelEvent(
        point,
        QPointF(view.mapToGlobal(point.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def _say(**answer: Any) -> None:
    print(json.dumps(answer), flush=True)


def main() -> int:
    """Opens the window of the folder that the command line names; returns the exit status."""
    # The window is the product's own in every part; only its application also measures.
    setattr(application, "QApplication", _Told)  # noqa: B010
    return app.open_window(DataFolder(Path(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
