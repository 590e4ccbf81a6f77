"""The transcript: what is drawn, where it stands, and what one can do with it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    TOOL_CALL_FAILED,
    TOOL_CALL_RUNNING,
    AgentExecution,
    SubAgentExecution,
)
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.text_surface import widget_of
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.execution_snapshots import execution, said, thought, tool


@pytest.fixture
def model() -> ExecutionModel:
    return ExecutionModel()


@pytest.fixture
def view(theme: Theme, model: ExecutionModel, qtbot: QtBot) -> TranscriptView:
    made = TranscriptView(theme, model)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def conversation(count: int, words: int = 40) -> list[AgentExecution]:
    return [
        execution(
            f"aex-{number:04}",
            message=f"Question {number}",
            messages=[said(f"Answer {number}. " + "word " * words)],
            created=number,
        )
        for number in range(count)
    ]


def settle(view: TranscriptView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (view._ahead.isActive() or view._next_turn.isActive() or view._is_asked))


def areas(view: TranscriptView) -> list[tuple[int, int, int]]:
    """Row, top and bottom of what is drawn, in order."""
    drawn = sorted(view.drawn_rows())
    widgets = [(row, view.widget_at_index(row)) for row in drawn]
    return [(row, w.y(), w.y() + w.height()) for row, w in widgets if w is not None]


def find(view: TranscriptView, kind: type[QWidget], number: int = 0) -> QWidget:
    found = [child for child in view.viewport().findChildren(kind) if child.isVisibleTo(view)]
    return sorted(found, key=lambda child: child.mapTo(view.viewport(), QPoint(0, 0)).y())[number]


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


def test_a_tool_call_unfolds_under_the_pointer(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    call = tool("c1", arguments={"command": "ls"}, result="\n".join(f"file {n}" for n in range(400)))
    model.load(
        [*conversation(20), execution("aex-x", created=50, messages=[said("a", places=["c1"])], calls=[call])]
    )
    settle(view, qtbot)
    header = find(view, FoldHeader)
    top = header.mapTo(view.viewport(), QPoint(0, 0)).y()
    total = view.verticalScrollBar().maximum()
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    settle(view, qtbot)
    assert header.mapTo(view.viewport(), QPoint(0, 0)).y() == top
    assert view.verticalScrollBar().maximum() > total
    more = find(view, LinkButton)
    assert isinstance(more, LinkButton)
    assert more.text() == "Show all 400 lines"
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    settle(view, qtbot)
    assert view.verticalScrollBar().maximum() > total + 300 * 18
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    settle(view, qtbot)
    assert view.verticalScrollBar().maximum() == total
    assert view.follows


def test_a_failed_call_is_open_and_a_choice_to_fold_it_stays(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    def snapshot(revision: int, status: int) -> AgentExecution:
        call = tool("c1", status=status, error="exit status 1" if status == TOOL_CALL_FAILED else "")
        return execution(calls=[call], revision=revision, phase=EXECUTION_IN_PROGRESS)

    model.load([snapshot(1, TOOL_CALL_RUNNING)])
    settle(view, qtbot)
    header = find(view, FoldHeader)
    assert isinstance(header, FoldHeader)
    assert not header.isChecked()
    assert header.head.status_icon == "spinner"
    model.apply(snapshot(2, TOOL_CALL_FAILED))
    settle(view, qtbot)
    assert header.isChecked()
    assert "Failed" in header.accessibleName()
    QTest.keyClick(header, Qt.Key.Key_Space)
    model.apply(execution(calls=[tool("c1", status=TOOL_CALL_FAILED, error="exit status 2")], revision=3))
    settle(view, qtbot)
    assert not header.isChecked()


def test_a_sub_agent_opens_in_place(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    agent = SubAgentExecution(id="s", name="helper", messages=[said("I do it"), thought("hm")])
    model.load([execution(sub_agents=[agent])])
    settle(view, qtbot)
    rows = model.rowCount()
    header = find(view, FoldHeader)
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    settle(view, qtbot)
    assert model.rowCount() == rows + 2
    inner = view.widget_at_index(model.rowCount() - 1)
    outer = view.widget_at_index(0)
    assert inner is not None
    assert outer is not None
    assert inner.x() > outer.x()


def test_an_error_offers_to_send_again(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load([execution(message="Ask this", phase=EXECUTION_FAILED, error="The model is gone.")])
    settle(view, qtbot)
    with qtbot.waitSignal(view.deed_requested) as asked:
        qtbot.mouseClick(find(view, PushButton), Qt.MouseButton.LeftButton)
    assert asked.args == ["aex-1", Deed.REPEAT]


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    ground = view.viewport()
    target = ground.childAt(start) or ground
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(ground, start))
    for step in range(1, 9):
        point = start + (end - start) * step / 8
        QTest.mouseMove(target, target.mapFrom(ground, point))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(ground, end))


def test_text_is_selected_across_messages_and_copied(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(
        [
            execution(
                message="The question",
                messages=[said("First **bold** answer", places=["c"]), said("Last answer")],
                calls=[tool("c", "grep", arguments={"pattern": "x"})],
            )
        ]
    )
    settle(view, qtbot)
    first, last = view.surfaces_at(0)[0], view.surfaces_at(4)[0]
    start = widget_of(first).mapTo(view.viewport(), first.caret_rect(4).center())
    end = widget_of(last).mapTo(view.viewport(), last.caret_rect(4).center())
    drag(view, start, end)
    expected = "question\n\nFirst **bold** answer\n\ngrep x\n\nLast"
    assert view.selected_text() == expected
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == expected


def test_a_part_of_one_message_is_copied_as_it_reads(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(messages=[said("Some **bold** words and `code`.\n\n```\na = 1\nb = 2\n```")])])
    settle(view, qtbot)
    text, code = view.surfaces_at(2)
    start = widget_of(text).mapTo(view.viewport(), text.caret_rect(5).center())
    end = widget_of(code).mapTo(view.viewport(), code.caret_rect(5).center())
    drag(view, end, start)
    assert view.selected_text() == "bold words and code.\na = 1"


def test_the_keyboard_selects(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load([execution(message="One two", messages=[said("Three four")])])
    settle(view, qtbot)
    view.setFocus()
    surface = view.surfaces_at(0)[0]
    point = widget_of(surface).mapTo(view.viewport(), surface.caret_rect(4).center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(view, Qt.Key.Key_Right, shift)
    assert view.selected_text() == "t"
    QTest.keyClick(view, Qt.Key.Key_End, shift)
    assert view.selected_text() == "two"
    QTest.keyClick(view, Qt.Key.Key_Right, shift)
    QTest.keyClick(view, Qt.Key.Key_Right, shift | control)
    assert view.selected_text() == "two\n\nThree "
    QTest.keyClick(view, Qt.Key.Key_A, control)
    assert view.selected_text() == "One two\n\nThree four"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_text() == ""


def test_a_double_click_takes_the_word_and_a_third_the_line(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(message="One two three")])
    settle(view, qtbot)
    surface = view.surfaces_at(0)[0]
    point = widget_of(surface).mapTo(view.viewport(), surface.caret_rect(5).center())
    ground = view.viewport()
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseDClick(ground, Qt.MouseButton.LeftButton, pos=point)
    assert view.selected_text() == "two"
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=point)
    assert view.selected_text() == "One two three"


def test_everything_is_copied_though_little_is_drawn(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(conversation(500, 3))
    settle(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    text = view.selected_text()
    assert "Question 0\n\nAnswer 0. word word word" in text
    assert text.count("Answer") == 500
    assert len(areas(view)) < 80


@pytest.mark.parametrize(
    ("address", "opened"),
    [("https://example.org/a", True), ("file:///etc/passwd", False), ("javascript:alert(1)", False)],
)
def test_only_web_links_are_opened(
    view: TranscriptView,
    model: ExecutionModel,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    opened: bool,
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: seen.append(url.toString()))
    model.load([execution(messages=[said(f"See [this page]({address}).")])])
    settle(view, qtbot)
    surface = view.surfaces_at(2)[0]
    point = widget_of(surface).mapTo(view.viewport(), surface.caret_rect(7).center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert seen == ([address] if opened else [])


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


def test_a_huge_message_is_cut_until_it_is_asked_for(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(message="word " * 400_000)])
    settle(view, qtbot)
    more = find(view, LinkButton)
    assert isinstance(more, LinkButton)
    assert more.text() == "Show all 2.0 MB"
    view.verticalScrollBar().setValue(0)
    more.click()
    settle(view, qtbot)
    assert view.verticalScrollBar().maximum() > 100_000
    assert more.text() == "Show less"
