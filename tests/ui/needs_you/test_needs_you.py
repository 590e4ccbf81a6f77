"""What needs the user: found, told, decided and seen, on the real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_REJECT,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_FILE_WRITE,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
    CancelAgentExecutionInput,
    TerminateAgentExecutionInput,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.needs_you.need import Need, NeedKind
from stigmer_desktop.ui.needs_you.needs_you_feed import NeedsYouFeed
from stigmer_desktop.ui.needs_you.needs_you_page import NeedsYouPage


class Memory:
    def __init__(self) -> None:
        self.needs_seen_until = 0.0
        self.needs_unread: frozenset[str] = frozenset()

    def save(self) -> None:
        pass


class Goer:
    """A Navigator that remembers where it was sent."""

    def __init__(self) -> None:
        self.spots: list[object] = []

    def show_session_at(self, spot: object) -> None:
        self.spots.append(spot)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def make_feed(around, memory) -> Callable[[], NeedsYouFeed]:
    def make() -> NeedsYouFeed:
        return NeedsYouFeed(around.client, around.scope, around.changes, around.sessions, memory)

    return make


@pytest.fixture
async def feed(around, make_feed, until) -> NeedsYouFeed:
    """A feed that lives from the change stream."""
    made = make_feed()
    opened: list[None] = []
    around.changes.opened.connect(lambda: opened.append(None))
    around.changes.start()
    await until(lambda: opened)
    return made


async def ask(around, message: str, session_id: str = "") -> AgentExecution:
    agents = await around.operations.list_agents()
    execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    execution.metadata.SetInParent()
    execution.spec.session_id = session_id
    execution.spec.agent_id = "" if session_id else agents.entries[0].agent.metadata.id
    execution.spec.message = message
    made: AgentExecution = await around.client.execution_command.create(execution)
    return made


async def report(around, execution: AgentExecution, status: AgentExecutionStatus) -> None:
    update = AgentExecutionUpdateStatusInput(execution_id=execution.metadata.id, status=status)
    await around.client.execution_command.updateStatus(update)


async def wait_for_approval(around, message: str, *call_ids: str) -> AgentExecution:
    execution = await ask(around, message)
    status = AgentExecutionStatus(phase=EXECUTION_WAITING_FOR_APPROVAL)
    for call_id in call_ids:
        path, content = f"{call_id}.md", "# One\n\nfirst\n" + 80 * "x"
        call = status.tool_calls.add(
            id=call_id,
            name="write_file",
            tool_kind=TOOL_KIND_FILE_WRITE,
            status=TOOL_CALL_WAITING_APPROVAL,
            approval_message="Write this file?",
            args_preview=json.dumps({"path": path, "content": content})[:79] + "…",
        )
        call.args.update({"path": path, "content": content})
    await report(around, execution, status)
    return execution


def told(feed: NeedsYouFeed) -> list[tuple[NeedKind, str]]:
    return [(need.kind, need.title) for need in feed.model.needs]


async def test_what_waits_fails_and_ends_is_listed_by_what_is_to_do(around, feed, until) -> None:
    came: list[Need] = []
    feed.came.connect(came.append)
    first = await ask(around, "Ends well")
    await report(around, first, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    second = await ask(around, "Ends badly")
    await report(around, second, AgentExecutionStatus(phase=EXECUTION_FAILED, error="No model."))
    await until(lambda: feed.model.count == 2)
    third = await wait_for_approval(around, "Wants two things", "a", "b")
    await until(lambda: feed.model.count == 4)
    kinds = [need.kind for need in feed.model.needs]
    assert kinds == [NeedKind.APPROVAL, NeedKind.APPROVAL, NeedKind.FAILURE, NeedKind.RESULT]
    assert feed.model.told == "4: 2 approvals, 1 failure, 1 new result"
    assert [need.words for need in feed.model.needs][2] == "No model."
    assert len(came) == 4
    assert around.sessions.unseen == {first.spec.session_id}
    await ExecutionOperations(around.client, around.scope).stop(execution_id=third.metadata.id)
    await until(lambda: feed.model.count == 2)


async def test_what_the_user_stopped_is_no_news_a_limit_is(around, feed, until) -> None:
    stopped, limited = await ask(around, "Stopped"), await ask(around, "Limited")
    await around.client.execution_command.terminate(
        TerminateAgentExecutionInput(id=stopped.metadata.id, reason="enough")
    )
    status = AgentExecutionStatus(phase=EXECUTION_TERMINATED, error="It took 200 steps, which is the limit.")
    await report(around, limited, status)
    await until(lambda: feed.model.count == 1)
    assert told(feed) == [(NeedKind.FAILURE, "Limited")]


async def test_what_ends_in_the_watched_session_is_seen(around, feed, until) -> None:
    first = await ask(around, "Watched")
    feed.set_watched(first.spec.session_id)
    await report(around, first, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    second = await ask(around, "Elsewhere")
    await report(around, second, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    await until(lambda: feed.model.count == 1)
    assert told(feed) == [(NeedKind.RESULT, "Elsewhere")]
    feed.set_watched(second.spec.session_id)
    assert feed.model.count == 0
    assert around.sessions.unseen == frozenset()
    # A later change of it is no news.
    await around.operations.rename_session(session_id=second.spec.session_id, subject="Other")
    third = await ask(around, "And more")
    await report(around, third, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    await until(lambda: feed.model.count == 1)
    assert told(feed) == [(NeedKind.RESULT, "And more")]


async def test_a_restart_remembers_what_was_seen(around, memory, feed, make_feed, until) -> None:
    seen, unread = await ask(around, "Seen"), await ask(around, "Unread")
    for execution in (seen, unread):
        await report(around, execution, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    await until(lambda: feed.model.count == 2)
    feed.see([need for need in feed.model.needs if need.title == "Seen"])
    assert memory.needs_unread == {unread.metadata.id}

    await around.changes.stop()
    meanwhile = await ask(around, "Meanwhile")
    await report(around, meanwhile, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    again = make_feed()
    came: list[Need] = []
    again.came.connect(came.append)
    again.load()
    await until(lambda: again.model.count == 2)
    assert {title for _, title in told(again)} == {"Unread", "Meanwhile"}
    assert memory.needs_unread == {unread.metadata.id, meanwhile.metadata.id}
    # What is found at the start is shown, not told.
    assert came == []


async def test_the_first_start_calls_nothing_unread(around, make_feed, until) -> None:
    old = await ask(around, "Long ago")
    await report(around, old, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, completed_at="2020-01-01T00:00:00Z")
    await report(around, old, status)
    waiting = await wait_for_approval(around, "Waits", "a")
    feed = make_feed()
    feed.load()
    await until(lambda: feed.model.count == 1)
    assert feed.model.needs[0].header.metadata.id == waiting.metadata.id


@pytest.fixture
async def page(around, feed, qtbot, until) -> NeedsYouPage:
    """The page with two approvals of one execution and a failure, the failure last."""
    failed = await ask(around, "Ends badly")
    await report(around, failed, AgentExecutionStatus(phase=EXECUTION_FAILED, error="No model."))
    await until(lambda: feed.model.count == 1)
    await wait_for_approval(around, "Wants two things", "a", "b")
    await until(lambda: feed.model.count == 3)
    made = NeedsYouPage(around.theme, around.operations, feed, Goer())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    await until(made.isActiveWindow)
    made.enter()
    return made


async def test_keys_alone_decide_and_mark(around, feed, page, until) -> None:
    assert page.view.hasFocus()
    assert page.header.detail.text == "2 to decide · 1 to look at"
    need = page.view.current
    assert need is not None and need.approval is not None
    assert [each.words for each in feed.model.needs[:2]] == [
        "write_file a.md · Write this file?",
        "write_file b.md · Write this file?",
    ]
    assert page.panel.buttons["A"].text() == "Always for files in this run"
    await until(lambda: "path: a.md\ncontent:\n  # One\n\n  first\n" in page.panel.body.toPlainText())
    QTest.keyClick(page.view, Qt.Key.Key_Y)
    await until(lambda: feed.model.count == 2)
    rest = page.view.current
    assert rest is not None and rest.kind is NeedKind.APPROVAL
    QTest.keyClick(page.view, Qt.Key.Key_R)
    assert page.panel.reason.isVisible()
    QTest.keyClick(page.panel.reason, Qt.Key.Key_Escape)
    assert page.view.hasFocus()
    QTest.keyClick(page.view, Qt.Key.Key_R)
    QTest.keyClicks(page.panel.reason, "Use the other file")
    QTest.keyClick(page.panel.reason, Qt.Key.Key_Return)
    await until(lambda: feed.model.count == 1)
    execution_id = need.header.metadata.id
    # A row goes at once; the server hears of it a little later.
    stored = AgentExecution()
    async with asyncio.timeout(10):
        while sum(call.approval_action != 0 for call in stored.status.tool_calls) < 2:
            stored = await around.client.execution_query.get(AgentExecutionId(value=execution_id))
    actions = {call.id: call.approval_action for call in stored.status.tool_calls}
    assert actions[need.approval.tool_call_id] == APPROVAL_ACTION_APPROVE
    assert APPROVAL_ACTION_REJECT in actions.values()
    assert {call.error for call in stored.status.tool_calls} == {"", "Use the other file"}
    QTest.keyClick(page.view, Qt.Key.Key_M)
    assert feed.model.count == 0
    assert page.stack.currentWidget() is page.note


async def test_a_decision_frees_the_keys_for_the_next_one_at_once(around, feed, page, until) -> None:
    first = page.view.current
    assert first is not None
    QTest.keyClick(page.view, Qt.Key.Key_Y)
    second = page.view.current
    assert second is not None and second.kind is NeedKind.APPROVAL and second.key != first.key
    QTest.keyClick(page.view, Qt.Key.Key_R)
    QTest.keyClicks(page.panel.reason, "Say it")
    # What was asked for before the decision names the first one still.
    feed._take(first.header, is_news=True)
    assert [need.key for need in feed.model.needs[:1]] == [second.key]
    newest = await wait_for_approval(around, "Comes meanwhile", "c")
    await until(lambda: feed.model.of(newest.metadata.id))
    assert page.view.current is not None and page.view.current.key == second.key
    assert page.panel.reason.text() == "Say it"
    assert page.panel.reason.hasFocus()
    page.view.choose_need(feed.model.of(newest.metadata.id)[0])
    assert not page.panel.is_asking
    page.view.choose_need(second)
    assert page.panel.reason.isVisible() and page.panel.reason.text() == "Say it"


async def test_a_reason_outlives_what_it_was_for(around, feed, page, until) -> None:
    need = page.view.current
    assert need is not None
    QTest.keyClick(page.view, Qt.Key.Key_R)
    QTest.keyClicks(page.panel.reason, "Say it")
    await ExecutionOperations(around.client, around.scope).stop(execution_id=need.header.metadata.id)
    await until(lambda: feed.model.count == 1)
    assert page.panel.reason.hasFocus() and page.panel.reason.text() == "Say it"
    assert "no longer waits" in page.panel.title.text
    QTest.keyClick(page.panel.reason, Qt.Key.Key_Return)
    assert page.view.hasFocus()
    assert page.panel.need == page.view.current
    # A letter that was on its way is for nobody.
    QTest.keyClick(page.view, Qt.Key.Key_M)
    assert feed.model.count == 1


async def test_a_decision_that_did_not_arrive_is_to_be_made_again(around, feed, page, until) -> None:
    need = page.view.current
    assert need is not None
    await around.client.execution_command.cancel(CancelAgentExecutionInput(id=need.header.metadata.id))
    feed.deciding(need)
    feed.undecided(need)
    assert need.key in {each.key for each in feed.model.needs}
    # And the server has the last word on whether it still waits.
    await until(lambda: feed.model.count == 1)


async def test_j_and_k_go_through_it_and_return_opens(feed, page) -> None:
    rows = []
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K):
        QTest.keyClick(page.view, key)
        rows.append(page.view.currentIndex().row())
    assert rows == [1, 2, 2, 1]
    page.step()
    assert page.view.currentIndex().row() == 2
    # Letters of approvals do nothing where nothing waits.
    QTest.keyClick(page.view, Qt.Key.Key_Y)
    assert feed.model.count == 3
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    page.step()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    failed, waits = page._navigator.spots
    assert failed.part.endswith("/error")
    assert "/call/" in waits.part


async def test_what_failed_goes_on_where_it_stood(around, feed, page, until) -> None:
    page.view.choose(2)
    need = page.view.current
    assert need is not None and need.can_go_on
    assert page.panel.buttons["G"].isVisible()
    QTest.keyClick(page.view, Qt.Key.Key_G)
    await until(lambda: feed.model.count == 2)
    stored = await around.client.execution_query.get(AgentExecutionId(value=need.key[0]))
    assert stored.status.phase in (EXECUTION_PENDING, EXECUTION_IN_PROGRESS)
    assert not page.panel.buttons["G"].isVisible()


async def test_all_seen_leaves_what_waits(feed, page) -> None:
    page.all_seen.click()
    assert [need.kind for need in feed.model.needs] == [NeedKind.APPROVAL, NeedKind.APPROVAL]
    assert not page.all_seen.isVisible()
