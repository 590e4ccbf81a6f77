"""The session pane against the real server, with a runner that the test itself plays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_SHELL,
    AgentExecutionUpdateStatusInput,
    ToolCall,
)
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.backend.server_thread import ServerThread
from stigmer_desktop.ui.executions.approval_item import ApprovalItem
from stigmer_desktop.ui.executions.header_item import HeaderItem
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.row_words import blames_model
from stigmer_desktop.ui.executions.transcript_row import (
    ActivityRow,
    AnswerRow,
    ApprovalRow,
    ErrorRow,
    HeaderRow,
)
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.execution_snapshots import said
from tests.ui.executions.pane import Pane
from tests.ui.resources.made import INSTRUCTIONS, new_agent

Until = Callable[..., Awaitable[None]]


def offered(pane: Pane, words: str) -> list[PushButton]:
    """The buttons with these words that can be seen in the transcript."""
    found = pane.view.transcript.findChildren(PushButton)
    return [child for child in found if child.text() == words and child.isVisible()]


async def test_the_main_job(pane: Pane, until: Until) -> None:
    view = pane.view
    assert view.page.part is view.welcome
    assert view.composer.agent.text() == "Helper"
    pane.write("Hello there")
    pane.send()
    await until(lambda: pane.opened)
    assert view.session_id == pane.opened[0]
    assert view.page.part is view.transcript
    assert view.composer.message == ""
    assert pane.texts() == ["Hello there"]
    assert view.page.bar.title.text == "Hello there"
    await until(lambda: view.page.bar.detail.text == "Helper")
    first = pane.last_id()
    await pane.report(first, EXECUTION_IN_PROGRESS)
    await until(lambda: isinstance(view.model.rows()[-1], ActivityRow))
    await pane.report(first, EXECUTION_IN_PROGRESS, said("Hel", is_streaming=True))
    await until(lambda: pane.texts() == ["Hello there", "Hel"])
    await pane.report(first, EXECUTION_COMPLETED, said("Hello!"))
    await until(lambda: pane.texts() == ["Hello there", "Hello!"])
    header = view.model.rows()[1]
    assert isinstance(header, HeaderRow)
    assert header.phase == EXECUTION_COMPLETED
    pane.write("More")
    pane.send()
    await until(lambda: pane.texts() == ["Hello there", "Hello!", "More"])
    assert pane.opened == [view.session_id]


async def test_a_session_is_loaded_again_in_pages(pane: Pane, operations: Operations, until: Until) -> None:
    made = await operations.send_message(message="0", agent_id=pane.agent_id)
    session_id = made.spec.session_id
    for number in range(24):
        answer = said("word " * 60)
        await pane.report(made.metadata.id, EXECUTION_COMPLETED, answer)
        made = await operations.send_message(message=str(number + 1), session_id=session_id)
    pane.view.show_session(session_id)
    await until(lambda: pane.view.page.part is pane.view.transcript)
    await until(lambda: pane.texts() and pane.texts()[-1] == "24")
    assert pane.texts()[0] != "0"
    pane.view.transcript.verticalScrollBar().setValue(0)
    await until(lambda: pane.texts()[0] not in ("15", "14"))
    while pane.texts()[0] != "0":
        pane.view.transcript.verticalScrollBar().setValue(0)
        await asyncio.sleep(0.01)
    asked = [text for text in pane.texts() if text.isdigit()]
    assert asked == [str(number) for number in range(25)]


async def test_what_others_do_in_the_session_is_seen(
    pane: Pane, operations: Operations, until: Until
) -> None:
    first = await operations.send_message(message="mine", agent_id=pane.agent_id)
    pane.view.show_session(first.spec.session_id)
    await until(lambda: pane.texts() == ["mine"])
    other = await operations.send_message(message="theirs", session_id=first.spec.session_id)
    await until(lambda: pane.texts() == ["mine", "theirs"])
    await pane.report(other.metadata.id, EXECUTION_COMPLETED, said("done"))
    await until(lambda: pane.texts() == ["mine", "theirs", "done"])
    await pane.client.execution_command.delete(ApiResourceId(value=other.metadata.id))
    await until(lambda: pane.texts() == ["mine"])


async def test_a_failure_says_why_and_can_be_sent_again(pane: Pane, until: Until, qtbot: QtBot) -> None:
    pane.write("Try")
    pane.send()
    await until(lambda: pane.opened)
    await pane.report(pane.last_id(), EXECUTION_FAILED, error="The model is gone.")
    await until(lambda: isinstance(pane.view.model.rows()[-1], ErrorRow))
    await until(lambda: offered(pane, "Send again"))
    (again,) = offered(pane, "Send again")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    await until(lambda: pane.texts() == ["Try", "The model is gone.", "Try"])


async def test_what_failed_goes_on_where_it_stood(pane: Pane, until: Until, qtbot: QtBot) -> None:
    pane.write("Try")
    pane.send()
    await until(lambda: pane.opened)
    await pane.report(pane.last_id(), EXECUTION_FAILED, error="The program was ended.")
    await until(lambda: isinstance(pane.view.model.rows()[-1], ErrorRow))
    await until(lambda: offered(pane, "Go on where it stood"))
    (go_on,) = offered(pane, "Go on where it stood")
    qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    await until(lambda: pane.texts() == ["Try"])


async def test_what_failed_for_the_model_can_run_with_another(pane: Pane, until: Until, qtbot: QtBot) -> None:
    pane.write("Try")
    pane.send()
    await until(lambda: pane.opened)
    await pane.report(pane.last_id(), EXECUTION_FAILED, error='It does not know the model "x".')
    await until(lambda: isinstance(pane.view.model.rows()[-1], ErrorRow))
    await until(lambda: offered(pane, "Choose another model"))
    (other,) = offered(pane, "Choose another model")
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert pane.view.composer.message == "Try"
    assert pane.view.composer.send.text().startswith("Run again")
    await until(lambda: isinstance(QApplication.activePopupWidget(), Menu))
    QApplication.activePopupWidget().close()


@pytest.mark.parametrize(
    ("reason", "blames"),
    [
        ("The model server refuses the connection.", True),
        ("The account at example.com has no quota left.", True),
        ("It was ended after 30 minutes.", False),
    ],
)
def test_which_reasons_blame_the_model(reason: str, blames: bool) -> None:
    assert blames_model(ErrorRow("k", "e", text=reason, phase=EXECUTION_FAILED)) is blames


async def test_what_is_queued_says_that_it_begins_also_after_a_failure(pane: Pane, until: Until) -> None:
    pane.write("Try")
    pane.send()
    await until(lambda: pane.view.transcript.findChildren(HeaderItem))
    (header,) = pane.view.transcript.findChildren(HeaderItem)
    assert header.facts == "begins in its turn, also after a failure"


async def test_a_message_that_does_not_go_is_kept(pane: Pane, server: ServerThread, until: Until) -> None:
    pane.write("Precious")
    pane.view.composer.model.set_model("openai:x")
    server.stop()
    await until(lambda: not pane.view.composer.send.isEnabled(), seconds=10)
    assert pane.view.composer.send.toolTip()
    pane.send()
    assert pane.view.composer.message == "Precious"


async def test_an_error_of_the_server_stands_beneath_the_text(
    pane: Pane, operations: Operations, until: Until
) -> None:
    made = await operations.send_message(message="x", agent_id=pane.agent_id)
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.texts() == ["x"])
    pane.view.desk.open.key = "ses-gone"
    pane.write("Into the void")
    pane.send()
    await until(lambda: pane.view.composer.error.isVisible())
    assert "ses-gone" in pane.view.composer.error.text()
    assert pane.view.composer.message == "Into the void"
    assert pane.view.composer.send.isEnabled()


async def test_drafts_and_places_are_kept_per_session(
    pane: Pane, operations: Operations, until: Until
) -> None:
    one = await operations.send_message(message="one", agent_id=pane.agent_id)
    await pane.report(one.metadata.id, EXECUTION_COMPLETED, *(said("- a\n- b\n- c") for _ in range(40)))
    two = await operations.send_message(message="two", agent_id=pane.agent_id)
    view = pane.view
    pane.write("for a new one")
    view.show_session(one.spec.session_id)
    await until(lambda: len(pane.texts()) == 41)
    assert view.composer.message == ""
    pane.write("for one")
    view.transcript.verticalScrollBar().setValue(700)
    await asyncio.sleep(0.1)
    row = view.model.row(view.transcript.row_at_y(0)).key
    view.show_session(two.spec.session_id)
    await until(lambda: pane.texts() == ["two"])
    assert view.composer.message == ""
    view.show_session(one.spec.session_id)
    await until(lambda: len(pane.texts()) == 41)
    assert view.composer.message == "for one"
    assert not view.transcript.follows
    assert view.model.row(view.transcript.row_at_y(0)).key == row
    view.show_new_session()
    assert view.composer.message == "for a new one"


async def test_leaving_while_a_message_is_on_its_way(
    pane: Pane, operations: Operations, until: Until
) -> None:
    other = await operations.send_message(message="other", agent_id=pane.agent_id)
    pane.write("new one")
    pane.send()
    pane.view.show_session(other.spec.session_id)
    await until(lambda: pane.texts() == ["other"])
    await asyncio.sleep(0.2)
    assert pane.opened == []
    assert pane.view.session_id == other.spec.session_id
    pane.view.show_new_session()
    assert pane.view.composer.message == ""
    assert pane.view.composer.send.toolTip() == "Write a message first."


async def test_what_is_typed_while_a_message_goes_is_kept(pane: Pane, until: Until) -> None:
    pane.write("First")
    pane.send()
    pane.write(" and more")
    await until(lambda: pane.opened)
    assert pane.texts() == ["First"]
    assert pane.view.composer.message == "First and more"


async def test_a_session_without_executions_says_so(pane: Pane, operations: Operations, until: Until) -> None:
    made = await operations.send_message(message="x", agent_id=pane.agent_id)
    await pane.report(made.metadata.id, EXECUTION_COMPLETED)
    await pane.client.execution_command.delete(ApiResourceId(value=made.metadata.id))
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.state.sentence.isVisible())
    assert pane.view.state.sentence.text() == "Nothing was asked in this session yet."
    pane.write("Now")
    pane.send()
    await until(lambda: pane.texts() == ["Now"])
    assert pane.view.page.part is pane.view.transcript


async def test_writing_while_reading_goes_to_the_composer(pane: Pane, until: Until) -> None:
    pane.write("Hi")
    pane.send()
    await until(lambda: pane.opened)
    pane.view.transcript.setFocus()
    QTest.keyClicks(pane.view.transcript, "y")
    assert pane.view.composer.message == "y"


async def test_the_chosen_model_is_asked_for_and_stays(
    pane: Pane, operations: Operations, until: Until
) -> None:
    view = pane.view
    assert "SmolLM2 135M" in view.welcome._model.text()
    view.composer.model.set_model("openai:big")
    view.composer.model.model_chosen.emit("openai:big")
    assert view.welcome._model.text() == ""
    pane.write("Hi")
    pane.send()
    await until(lambda: pane.opened)
    assert view.model.snapshots()[0].spec.execution_config.model_name == "openai:big"
    view.show_new_session()
    view.show_session(pane.opened[0])
    await until(lambda: pane.texts() == ["Hi"])
    assert view.composer.model.model == "openai:big"


async def test_an_example_fills_the_composer(pane: Pane, qtbot: QtBot) -> None:
    prompt = pane.view.welcome.prompts[0]
    qtbot.mouseClick(prompt, Qt.MouseButton.LeftButton)
    assert pane.view.composer.message == prompt.text()
    assert pane.view.composer.send.isEnabled()


async def test_an_unknown_session_shows_no_blank_pane(pane: Pane, until: Until) -> None:
    pane.view.show_session("ses-unknown")
    await until(lambda: pane.view.state.sentence.text() == "This session was deleted.")
    assert pane.view.state.sentence.isVisible()
    assert not pane.view.composer.isVisible()


async def test_a_session_that_cannot_be_loaded_can_be_tried_again(
    pane: Pane, operations: Operations, until: Until, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await operations.send_message(message="x", agent_id=pane.agent_id)
    real = pane.client.execution_query.listBySession

    async def slow_and_failing(request: object) -> None:
        await asyncio.sleep(0.3)
        raise OSError("The line is down")

    monkeypatch.setattr(pane.client.execution_query, "listBySession", slow_and_failing)
    pane.view.show_session(made.spec.session_id)
    assert not pane.view.state.is_loading_shown
    await until(lambda: pane.view.state.is_loading_shown)
    await until(lambda: pane.view.state.sentence.isVisible())
    assert pane.view.state.sentence.text() == "The line is down."
    monkeypatch.setattr(pane.client.execution_query, "listBySession", real)
    qtbot.mouseClick(pane.view.state.retry, Qt.MouseButton.LeftButton)
    await until(lambda: pane.texts() == ["x"])


async def test_a_deleted_session_says_so(pane: Pane, operations: Operations, until: Until) -> None:
    made = await operations.send_message(message="x", agent_id=pane.agent_id)
    await pane.report(made.metadata.id, EXECUTION_COMPLETED, said("y"))
    pane.view.show_session(made.spec.session_id)
    await until(lambda: "y" in pane.texts())
    assert isinstance(pane.view.model.rows()[-1], AnswerRow)
    await pane.client.session_command.delete(SessionId(value=made.spec.session_id))
    await until(lambda: pane.view.state.sentence.isVisible())
    assert pane.view.state.sentence.text() == "This session was deleted."
    assert not pane.view.state.retry.isVisible()
    pane.view.show_new_session()
    assert pane.view.page.part is pane.view.welcome


async def test_a_running_execution_is_stopped_by_its_button(pane: Pane, until: Until, qtbot: QtBot) -> None:
    pane.write("Count to a million")
    pane.send()
    await until(lambda: len(pane.view.model.snapshots()) == 1)
    await pane.report(pane.last_id(), EXECUTION_IN_PROGRESS, said("1, 2, 3"))
    await until(lambda: "1, 2, 3" in pane.texts())
    (button,) = [each for each in pane.view.widget.findChildren(LinkButton) if each.text() == "Stop"]
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: pane.view.model.snapshots()[-1].status.phase == EXECUTION_CANCELLED)
    assert "1, 2, 3" in pane.texts()
    await until(lambda: not button.isVisible())


async def test_escape_stops_what_was_just_asked(pane: Pane, until: Until) -> None:
    pane.write("Wait for me")
    pane.send()
    await until(lambda: len(pane.view.model.snapshots()) == 1)
    QTest.keyClick(pane.view.composer.text, Qt.Key.Key_Escape)
    await until(lambda: pane.view.model.snapshots()[-1].status.phase == EXECUTION_CANCELLED)
    # With nothing to stop, the key does nothing.
    QTest.keyClick(pane.view.composer.text, Qt.Key.Key_Escape)
    assert pane.view.model.snapshots()[-1].status.phase == EXECUTION_CANCELLED


async def waiting_call(pane: Pane, until: Until) -> ApprovalItem:
    """An execution that asks about a command, and its card."""
    pane.write("Run the tests")
    pane.send()
    await until(lambda: len(pane.view.model.snapshots()) == 1)
    update = AgentExecutionUpdateStatusInput(execution_id=pane.last_id())
    update.status.phase = EXECUTION_IN_PROGRESS
    update.status.tool_calls.add(
        id="c1", name="shell", tool_kind=TOOL_KIND_SHELL, status=TOOL_CALL_WAITING_APPROVAL
    )
    await pane.client.execution_command.updateStatus(update)
    await until(lambda: pane.view.widget.findChildren(ApprovalItem))
    (card,) = pane.view.widget.findChildren(ApprovalItem)
    await until(card.isVisible)
    return card


@pytest.mark.parametrize(
    ("key", "action"),
    [
        (Qt.Key.Key_Y, APPROVAL_ACTION_APPROVE),
        (Qt.Key.Key_S, APPROVAL_ACTION_SKIP),
        (Qt.Key.Key_A, APPROVAL_ACTION_APPROVE_ALL),
    ],
)
async def test_a_tool_call_is_decided_by_a_key(pane: Pane, until: Until, key: Qt.Key, action: int) -> None:
    card = await waiting_call(pane, until)
    QTest.keyClick(card, key)
    await until(lambda: pane.view.model.snapshots()[-1].status.tool_calls[0].approval_action == action)
    await until(lambda: not any(isinstance(row, ApprovalRow) for row in pane.view.model.rows()))


async def test_a_tool_call_is_rejected_with_a_reason(pane: Pane, until: Until, qtbot: QtBot) -> None:
    card = await waiting_call(pane, until)
    buttons = {each.text().split()[0]: each for each in card.findChildren(PushButton)}
    qtbot.mouseClick(buttons["Reject…"], Qt.MouseButton.LeftButton)
    (reason,) = card.findChildren(QLineEdit)
    QTest.keyClicks(reason, "only the lexer's")
    QTest.keyClick(reason, Qt.Key.Key_Return)

    def call() -> ToolCall:
        return pane.view.model.snapshots()[-1].status.tool_calls[0]

    await until(lambda: call().approval_action == APPROVAL_ACTION_REJECT)
    assert call().error == "only the lexer's"


async def test_examples_suit_the_agent(pane: Pane, around: Surroundings, until: Until) -> None:
    def shown() -> list[str]:
        return [each.text() for each in pane.view.welcome.prompts]

    talk = shown()
    toolsmith = new_agent("Toolsmith")
    toolsmith.spec.sub_agents.add(name="reviewer", instructions=INSTRUCTIONS)
    made = await pane.client.agent_command.create(toolsmith)
    agents = await around.operations.list_agents()
    around.agents.apply(agents.entries)
    by_name = {each.agent.metadata.name: each.agent.metadata.id for each in agents.entries}
    pane.view.show_new_session(by_name["Repository helper"])
    assert any("this folder" in text for text in shown())
    helper = shown()
    pane.view.show_new_session(made.metadata.id)
    await until(lambda: shown()[0].startswith("Which tools do you have"))
    assert shown() not in (talk, helper)
    pane.view.show_new_session(by_name["Assistant"])
    assert shown() == talk
