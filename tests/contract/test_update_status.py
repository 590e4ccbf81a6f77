"""updateStatus: what is sent replaces, what is not sent stays; phases move only as they may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from stigmer_desktop.api.desktop import AppendStatusRequest
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
    MESSAGE_AI,
    SUB_AGENT_CANCELLED,
    SUB_AGENT_IN_PROGRESS,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    ExecutionPhase,
)
from stigmer_desktop.api.phases import REPORTED_TRANSITIONS, TERMINAL_PHASES
from stigmer_desktop.backend.executions import report
from tests.contract.conftest import Caller, refused


@pytest.fixture
def execution_id(caller: Caller) -> str:
    return caller.execution().metadata.id


def get(caller: Caller, execution_id: str) -> AgentExecution:
    return caller.execution_queries.get(AgentExecutionId(value=execution_id))


def test_what_is_not_sent_stays(caller: Caller, execution_id: str) -> None:
    first = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS, error="early")
    first.messages.add(type=MESSAGE_AI, content="Hello")
    first.tool_calls.add(id="c1", name="grep", status=TOOL_CALL_RUNNING)
    first.todos["t1"].content = "look"
    caller.report(execution_id, first)
    second = AgentExecutionStatus()
    second.messages.add(type=MESSAGE_AI, content="Hello there")
    status = caller.report(execution_id, second).status
    assert [message.content for message in status.messages] == ["Hello there"]
    assert status.phase == EXECUTION_IN_PROGRESS
    assert status.error == "early"
    assert [call.id for call in status.tool_calls] == ["c1"]
    assert status.todos["t1"].content == "look"


def test_lists_and_maps_replace_as_a_whole(caller: Caller, execution_id: str) -> None:
    first = AgentExecutionStatus()
    for text in ("a", "b", "c"):
        first.messages.add(type=MESSAGE_AI, content=text)
        first.todos[text].content = text
    caller.report(execution_id, first)
    second = AgentExecutionStatus()
    second.messages.add(type=MESSAGE_AI, content="a")
    second.todos["z"].content = "z"
    status = caller.report(execution_id, second).status
    assert [message.content for message in status.messages] == ["a"]
    assert list(status.todos) == ["z"]
    assert get(caller, execution_id).status == status


def test_the_server_sets_the_times(caller: Caller, execution_id: str) -> None:
    assert not get(caller, execution_id).status.started_at
    running = caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)).status
    assert running.started_at.endswith("Z")
    assert not running.completed_at
    ended = caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED)).status
    assert ended.started_at == running.started_at
    assert ended.completed_at >= ended.started_at


def test_the_runners_own_times_are_kept(caller: Caller, execution_id: str) -> None:
    sent = AgentExecutionStatus(
        phase=EXECUTION_COMPLETED, started_at="2026-01-01T00:00:00Z", completed_at="2026-01-01T00:01:00Z"
    )
    status = caller.report(execution_id, sent).status
    assert (status.started_at, status.completed_at) == (sent.started_at, sent.completed_at)


def test_spec_and_metadata_are_never_touched_and_the_audit_moves(caller: Caller, execution_id: str) -> None:
    before = get(caller, execution_id)
    after = caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
    assert (after.spec, after.metadata) == (before.spec, before.metadata)
    assert after.status.audit.status_audit.event == "updated"
    assert after.status.audit.status_audit.created_at == before.status.audit.status_audit.created_at
    assert after.status.revision > before.status.revision


PHASES = [phase for phase in ExecutionPhase.values() if phase]
REACH = {
    EXECUTION_PENDING: [],
    EXECUTION_IN_PROGRESS: [EXECUTION_IN_PROGRESS],
    EXECUTION_WAITING_FOR_APPROVAL: [EXECUTION_WAITING_FOR_APPROVAL],
    EXECUTION_PAUSED: [EXECUTION_IN_PROGRESS, EXECUTION_PAUSED],
    **{phase: [phase] for phase in TERMINAL_PHASES},
}


@pytest.mark.parametrize("current", PHASES)
def test_phases_move_only_as_the_table_says(caller: Caller, current: int) -> None:
    for wanted in PHASES:
        execution_id = caller.execution(f"{current} to {wanted}").metadata.id
        for phase in REACH[current]:  # type: ignore[index]
            caller.report(execution_id, AgentExecutionStatus(phase=phase))
        allowed = wanted == current or wanted in REPORTED_TRANSITIONS.get(current, ())  # type: ignore[call-overload]
        if allowed:
            assert caller.report(execution_id, AgentExecutionStatus(phase=wanted)).status.phase == wanted
        else:
            with refused("FAILED_PRECONDITION"):
                caller.report(execution_id, AgentExecutionStatus(phase=wanted))
            assert get(caller, execution_id).status.phase == current


def test_an_ended_execution_takes_nothing_more(caller: Caller, execution_id: str) -> None:
    said = AgentExecutionStatus(phase=EXECUTION_FAILED, error="It broke")
    said.messages.add(type=MESSAGE_AI, content="Hello")
    ended = caller.report(execution_id, said)
    # The same once more changes nothing, and is accepted.
    assert caller.report(execution_id, said) == ended
    assert caller.report(execution_id, AgentExecutionStatus()) == ended
    for late in (
        AgentExecutionStatus(phase=EXECUTION_COMPLETED),
        AgentExecutionStatus(error="Other"),
        AgentExecutionStatus(messages=[said.messages[0], said.messages[0]]),
    ):
        with refused("FAILED_PRECONDITION", "FAILED"):
            caller.report(execution_id, late)
    assert get(caller, execution_id) == ended


@pytest.mark.parametrize(
    "phase", [EXECUTION_COMPLETED, EXECUTION_FAILED, EXECUTION_CANCELLED, EXECUTION_TERMINATED]
)
def test_open_work_is_settled_when_it_ends(
    caller: Caller, execution_id: str, phase: ExecutionPhase.ValueType
) -> None:
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    message = status.messages.add(type=MESSAGE_AI, content="Working", is_streaming=True)
    message.tool_calls.add(id="c2", name="sh", status=TOOL_CALL_RUNNING)
    for number, open_status in enumerate(
        (TOOL_CALL_PENDING, TOOL_CALL_RUNNING, TOOL_CALL_COMPLETED), start=1
    ):
        status.tool_calls.add(id=f"c{number}", name="sh", status=open_status)
    helper = status.sub_agent_executions.add(id="s1", name="helper", status=SUB_AGENT_IN_PROGRESS)
    helper.messages.add(type=MESSAGE_AI).tool_calls.add(id="c9", status=TOOL_CALL_RUNNING)
    status.todos["t"].status = 2
    caller.report(execution_id, status)
    ended = caller.report(execution_id, AgentExecutionStatus(phase=phase)).status
    assert [call.status for call in ended.tool_calls] == [
        TOOL_CALL_INTERRUPTED,
        TOOL_CALL_INTERRUPTED,
        TOOL_CALL_COMPLETED,
    ]
    assert ended.messages[0].tool_calls[0].status == TOOL_CALL_INTERRUPTED
    assert not ended.messages[0].is_streaming
    assert ended.sub_agent_executions[0].status == SUB_AGENT_CANCELLED
    assert ended.sub_agent_executions[0].messages[0].tool_calls[0].status == TOOL_CALL_INTERRUPTED
    assert ended.todos["t"].status == 2
    assert get(caller, execution_id).status == ended


def test_work_sent_open_with_the_end_is_settled_too(caller: Caller, execution_id: str) -> None:
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
    status.tool_calls.add(id="c1", status=TOOL_CALL_RUNNING)
    assert caller.report(execution_id, status).status.tool_calls[0].status == TOOL_CALL_INTERRUPTED


def test_pending_approvals_are_computed(caller: Caller, execution_id: str) -> None:
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    status.pending_approvals.add(tool_call_id="forged")
    status.tool_calls.add(id="c1", name="shell", status=TOOL_CALL_WAITING_APPROVAL, args_preview="ls")
    helper = status.sub_agent_executions.add(id="s1", name="helper", status=SUB_AGENT_IN_PROGRESS)
    helper.messages.add(type=MESSAGE_AI).tool_calls.add(id="c2", status=TOOL_CALL_WAITING_APPROVAL)
    waiting = caller.report(execution_id, status).status
    assert waiting.phase == EXECUTION_WAITING_FOR_APPROVAL
    assert [(each.tool_call_id, each.from_sub_agent) for each in waiting.pending_approvals] == [
        ("c1", False),
        ("c2", True),
    ]
    assert waiting.pending_approvals[1].sub_agent_name == "helper"
    done = AgentExecutionStatus(phase=EXECUTION_FAILED)
    ended = caller.report(execution_id, done).status
    assert not ended.pending_approvals


@pytest.mark.parametrize(
    "break_it",
    [
        lambda s: setattr(s, "phase", 99),
        lambda s: s.messages.add(type=99),
        lambda s: s.tool_calls.add(status=99),
        lambda s: s.sub_agent_executions.add(status=99),
        lambda s: setattr(s.todos["t"], "status", 99),
        lambda s: setattr(s.sub_agent_executions.add().todos["t"], "status", 99),
    ],
)
def test_unknown_enum_numbers_are_refused(caller: Caller, execution_id: str, break_it) -> None:  # type: ignore[no-untyped-def]
    status = AgentExecutionStatus()
    break_it(status)
    with refused("INVALID_ARGUMENT") as seen:
        caller.report(execution_id, status)
    assert set(seen["violations"].values()) == {"enum.defined_only"}


def test_an_unknown_execution(caller: Caller) -> None:
    with refused("NOT_FOUND", "aex-none"):
        caller.report("aex-none", AgentExecutionStatus())


def test_concurrent_updates_lose_nothing(caller: Caller, execution_id: str) -> None:
    caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))

    def warn(number: int) -> None:
        caller.report(execution_id, AgentExecutionStatus(warnings=[f"w{number}"]))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(warn, range(30)))
    assert sorted(get(caller, execution_id).status.warnings) == sorted(f"w{n}" for n in range(30))


def test_an_execution_stays_small_enough_to_be_read(
    caller: Caller, execution_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "LARGEST_EXECUTION", 300_000)
    caller.claim()

    def said(letter: str, *indexes: int) -> AppendStatusRequest:
        request = AppendStatusRequest(execution_id=execution_id, attempt=1)
        for index in indexes:
            message = request.messages.add(index=index).message
            message.type, message.content = MESSAGE_AI, letter * 100_000
        return request

    caller.runners.appendStatus(said("a", 0, 1))
    for letter in "bcde":
        caller.runners.appendStatus(said(letter, 0))
    before = get(caller, execution_id)
    with refused("RESOURCE_EXHAUSTED", "could not be read any more"):
        caller.runners.appendStatus(said("f", 2))
    whole = AgentExecutionStatus(messages=before.status.messages)
    whole.messages.add(type=MESSAGE_AI, content="g" * 100_000)
    with refused("RESOURCE_EXHAUSTED", "could not be read any more"):
        caller.report(execution_id, whole, attempt=1)
    assert get(caller, execution_id) == before
    shorter = AgentExecutionStatus(messages=before.status.messages[:1])
    assert len(caller.report(execution_id, shorter, attempt=1).status.messages) == 1
    caller.runners.appendStatus(said("h", 1))
    with refused("RESOURCE_EXHAUSTED"):
        caller.runners.appendStatus(said("i", 2))
    failed = AgentExecutionStatus(phase=EXECUTION_FAILED, error="Too much was said.")
    assert caller.report(execution_id, failed, attempt=1).status.phase == EXECUTION_FAILED
