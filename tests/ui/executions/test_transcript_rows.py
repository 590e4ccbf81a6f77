"""Rows of the transcript that unfold, and what they ask for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import (
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_SHELL,
    AgentExecution,
    SubAgentExecution,
)
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.execution_snapshots import execution, said, thought, tool
from tests.ui.executions.drawn import conversation, find, settle


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


def test_a_command_is_watched_until_it_ends(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    def snapshot(revision: int, status: int, lines: int = 0) -> AgentExecution:
        call = tool("c1", "shell", tool_kind=TOOL_KIND_SHELL, status=status, arguments={"command": "make"})
        call.result = "\n".join(f"line {n}" for n in range(lines))
        return execution(calls=[call], revision=revision, phase=EXECUTION_IN_PROGRESS)

    model.load([snapshot(1, TOOL_CALL_WAITING_APPROVAL)])
    settle(view, qtbot)
    header = find(view, FoldHeader)
    assert isinstance(header, FoldHeader)
    for revision, (status, lines) in enumerate(
        [(TOOL_CALL_PENDING, 0), (TOOL_CALL_RUNNING, 3), (TOOL_CALL_RUNNING, 400)], start=2
    ):
        model.apply(snapshot(revision, status, lines))
        settle(view, qtbot)
        assert header.isChecked()
    shown = [surface.text_between(0, surface.length) for surface in view.surfaces_at(view.row_count() - 1)]
    shown = shown or [
        surface.text_between(0, surface.length)
        for index in view.drawn_rows()
        for surface in view.surfaces_at(index)
    ]
    assert any(text.endswith("line 399") for text in shown)
    model.apply(snapshot(5, TOOL_CALL_COMPLETED, 400))
    settle(view, qtbot)
    assert not header.isChecked()


def test_a_command_that_the_user_opened_stays_open(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    def snapshot(revision: int, status: int) -> AgentExecution:
        call = tool("c1", "shell", tool_kind=TOOL_KIND_SHELL, status=status, arguments={"command": "make"})
        return execution(calls=[call], revision=revision, phase=EXECUTION_IN_PROGRESS)

    model.load([snapshot(1, TOOL_CALL_RUNNING)])
    settle(view, qtbot)
    header = find(view, FoldHeader)
    assert isinstance(header, FoldHeader)
    for opened in (False, True):
        QTest.keyClick(header, Qt.Key.Key_Space)
        assert header.isChecked() is opened
    model.apply(snapshot(2, TOOL_CALL_COMPLETED))
    settle(view, qtbot)
    assert header.isChecked()


def test_an_open_thought_is_said_once(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load([execution(messages=[thought("First I look.\nThen I write.")])])
    settle(view, qtbot)
    header = find(view, FoldHeader)
    assert isinstance(header, FoldHeader)
    assert header.head.summary == "First I look. Then I write."
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert header.head.summary == ""
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert header.head.summary == "First I look. Then I write."


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
    for words, deed in (("Go on where it stood", Deed.RECOVER), ("Send again", Deed.REPEAT)):
        (button,) = [each for each in view.findChildren(PushButton) if each.text() == words]
        with qtbot.waitSignal(view.deed_requested) as asked:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == ["aex-1", deed]


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
