"""The transcript: what is drawn, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
)
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.theme import Theme
from tests.execution_snapshots import execution, said
from tests.ui.executions.drawn import areas, conversation, settle


def test_it_opens_at_the_end(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load(conversation(100))
    settle(view, qtbot)
    assert view.follows
    row, _, bottom = areas(view)[-1]
    assert row == model.rowCount() - 1
    assert view.viewport().height() - 40 <= bottom <= view.viewport().height()


def test_only_rows_near_the_visible_part_are_drawn(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(conversation(700))
    settle(view, qtbot)
    assert len(areas(view)) < 80
    for value in range(view.verticalScrollBar().maximum(), 0, -900):
        view.verticalScrollBar().setValue(value)
    settle(view, qtbot)
    assert len(areas(view)) < 80


def test_rows_never_overlap(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load(conversation(60, 90))
    settle(view, qtbot)
    for value in (0, 700, 1900, 350):
        view.verticalScrollBar().setValue(value)
        settle(view, qtbot)
        shown = areas(view)
        assert [row for row, _, _ in shown] == list(range(shown[0][0], shown[-1][0] + 1))
        assert all(above[2] <= below[1] for above, below in pairwise(shown))


def test_growing_text_is_followed_at_the_end(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(conversation(30))
    for revision in range(1, 30):
        text = "line\n\n" * revision
        live = execution("aex-9", created=99, phase=EXECUTION_IN_PROGRESS, revision=revision)
        live.status.messages.append(said(text, is_streaming=True))
        model.apply(live)
        settle(view, qtbot)
        assert view.follows
        assert areas(view)[-1][2] <= view.viewport().height()


def test_what_one_reads_stays_where_it_is(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load(conversation(80))
    settle(view, qtbot)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    settle(view, qtbot)
    assert not view.follows
    row = view.row_at_y(300)
    key, before = view.row_at_index(row).key, view.widget_at_index(row)
    assert before is not None
    place = before.y()
    model.apply(execution("aex-9999", created=999, messages=[said("new " * 200)]))
    model.apply(execution("aex-0000a", created=-5, messages=[said("older " * 400)]))
    first = conversation(1, 600)[0]
    first.status.revision = 5
    model.apply(first)
    model.remove("aex-0002")
    settle(view, qtbot)
    after = view.widget_at_index(view.index_of(key))
    assert after is not None
    assert after.y() == place
    assert not view.follows


def test_rows_above_may_be_taller_than_guessed(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(messages=[said("- x\n" * 60 if n % 2 else "y") for n in range(80)])])
    settle(view, qtbot)
    for _ in range(40):
        row = view.row_at_y(500)
        key, widget = view.row_at_index(row).key, view.widget_at_index(row)
        before = widget.y() if widget is not None else 0
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() - 90)
        settle(view, qtbot)
        moved = view.widget_at_index(view.index_of(key))
        assert moved is not None
        assert moved.y() - before == 90


def test_jump_to_latest(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load(conversation(40))
    settle(view, qtbot)
    assert not view._jump.isVisible()
    view.verticalScrollBar().setValue(0)
    assert view._jump.isVisible()
    qtbot.mouseClick(view._jump, Qt.MouseButton.LeftButton)
    assert view.follows
    assert not view._jump.isVisible()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_reaching_the_top_asks_for_older_pages(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(conversation(40))
    settle(view, qtbot)
    with qtbot.waitSignal(view.top_approached):
        view.verticalScrollBar().setValue(10)


def test_home_leads_to_the_very_beginning(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load([execution(messages=[said("- x\n" * 60) for _ in range(60)])])
    settle(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_Home)
    settle(view, qtbot)
    first = view.widget_at_index(0)
    assert first is not None
    assert first.y() == 18
    QTest.keyClick(view, Qt.Key.Key_End)
    settle(view, qtbot)
    assert view.follows


def test_a_place_can_be_come_back_to(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load(conversation(60))
    settle(view, qtbot)
    view.verticalScrollBar().setValue(1500)
    settle(view, qtbot)
    place, key = view.place(), view.row_at_index(view.row_at_y(200)).key
    widget = view.widget_at_index(view.index_of(key))
    assert widget is not None
    before = widget.y()
    model.load(conversation(60))
    settle(view, qtbot)
    assert view.follows
    view.go_to(place)
    settle(view, qtbot)
    again = view.widget_at_index(view.index_of(key))
    assert again is not None
    assert again.y() == before


def test_nothing_runs_while_nothing_changes(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(messages=[said("x\n\n```python\ny = 1\n```")], phase=EXECUTION_COMPLETED)])
    settle(view, qtbot)
    painted: list[object] = []
    original: Callable[..., None] = TranscriptView.paintEvent
    try:
        TranscriptView.paintEvent = lambda self, event: painted.append(event) or original(self, event)  # type: ignore[method-assign,func-returns-value]
        qtbot.wait(150)
    finally:
        TranscriptView.paintEvent = original  # type: ignore[method-assign]
    assert painted == []


def test_a_switch_of_theme_draws_anew_and_moves_nothing(
    view: TranscriptView, model: ExecutionModel, theme: Theme, qtbot: QtBot
) -> None:
    model.load(conversation(30))
    settle(view, qtbot)
    view.verticalScrollBar().setValue(900)
    settle(view, qtbot)
    before, light = {row: top for row, top, _ in areas(view)}, view.grab().toImage()
    theme.set_mode("dark")
    settle(view, qtbot)
    shared = {row: top for row, top, _ in areas(view) if row in before}
    assert shared
    assert shared.items() <= before.items()
    assert view.grab().toImage().pixelColor(10, 300) != light.pixelColor(10, 300)
    theme.set_mode("light")


def test_another_width_keeps_the_place(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load(conversation(60, 120))
    settle(view, qtbot)
    view.verticalScrollBar().setValue(2000)
    settle(view, qtbot)
    key = view.row_at_index(view.row_at_y(5)).key
    view.resize(460, 600)
    settle(view, qtbot)
    assert abs(view.index_of(key) - view.row_at_y(5)) <= 1
    row = view.widget_at_index(view.row_at_y(300))
    assert row is not None
    assert row.width() <= 460 - 48


def test_tab_leads_to_the_jump_behind_the_rows(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(conversation(30))
    settle(view, qtbot)
    view.verticalScrollBar().setValue(0)
    settle(view, qtbot)
    assert view._jump.isVisible()
    view.activateWindow()
    view.setFocus()
    stops = 0
    while not view._jump.hasFocus() and stops < 100:
        QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Tab)
        stops += 1
    assert view._jump.hasFocus()
    QTest.keyClick(view._jump, Qt.Key.Key_Return)
    assert view.follows
