"""Cancel, terminate, pause, resume, recover: in which phases, with which effects, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stigmer_desktop.api.desktop import (
    SIGNAL_KIND_CANCEL,
    SIGNAL_KIND_PAUSE,
    SIGNAL_KIND_TERMINATE,
    SIGNAL_KIND_WORK,
    AppendStatusRequest,
    WatchSignalsRequest,
)
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
    TOOL_CALL_COMPLETED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    CancelAgentExecutionInput,
    ExecutionPhase,
    PauseAgentExecutionInput,
    RecoverAgentExecutionInput,
    ResumeAgentExecutionInput,
    TerminateAgentExecutionInput,
)
from stigmer_desktop.backend.server_thread import ServerThread
from tests.contract.conftest import Caller, refused

COMMANDS: dict[str, tuple[type, set[int], int]] = {
    "cancel": (CancelAgentExecutionInput, {1, 2, 6, 7}, EXECUTION_CANCELLED),
    "terminate": (TerminateAgentExecutionInput, {1, 2, 6, 7}, EXECUTION_TERMINATED),
    "pause": (PauseAgentExecutionInput, {1, 2}, EXECUTION_PAUSED),
    "resume": (ResumeAgentExecutionInput, {7}, EXECUTION_IN_PROGRESS),
    "recover": (RecoverAgentExecutionInput, {4}, EXECUTION_IN_PROGRESS),
}
NO_OPS = {("cancel", EXECUTION_CANCELLED)}


def get(caller: Caller, execution_id: str) -> AgentExecution:
    return caller.execution_queries.get(AgentExecutionId(value=execution_id))


def command(caller: Caller, rpc: str, execution_id: str, **fields: str) -> AgentExecution:
    call: Callable[..., AgentExecution] = getattr(caller.executions, rpc)
    return call(COMMANDS[rpc][0](id=execution_id, **fields))


def brought_to(caller: Caller, phase: int) -> str:
    """An execution in a phase, by the shortest way."""
    execution_id = caller.execution(f"To {phase} {id(object())}").metadata.id
    ways = {
        EXECUTION_PENDING: [],
        EXECUTION_PAUSED: [EXECUTION_IN_PROGRESS, EXECUTION_PAUSED],
    }
    for step in ways.get(phase, [phase]):  # type: ignore[call-overload]
        status = AgentExecutionStatus(phase=step)
        if step == EXECUTION_WAITING_FOR_APPROVAL:
            status.tool_calls.add(id="c1", status=TOOL_CALL_WAITING_APPROVAL)
        caller.report(execution_id, status)
    return execution_id


@pytest.mark.parametrize("rpc", COMMANDS)
@pytest.mark.parametrize("phase", [phase for phase in ExecutionPhase.values() if phase])
def test_a_command_works_in_its_phases_only(caller: Caller, rpc: str, phase: int) -> None:
    execution_id = brought_to(caller, phase)
    _, allowed, leads_to = COMMANDS[rpc]
    before = get(caller, execution_id)
    if phase in allowed:
        after = command(caller, rpc, execution_id)
        assert after.status.phase == leads_to
        assert get(caller, execution_id) == after
    elif (rpc, phase) in NO_OPS:
        assert command(caller, rpc, execution_id) == before
    else:
        with refused("FAILED_PRECONDITION", ExecutionPhase.Name(phase).removeprefix("EXECUTION_")):
            command(caller, rpc, execution_id)
        assert get(caller, execution_id) == before


@pytest.mark.parametrize("rpc", COMMANDS)
def test_a_command_needs_an_execution(caller: Caller, rpc: str) -> None:
    with refused("NOT_FOUND", "aex-none"):
        command(caller, rpc, "aex-none")
    with refused("INVALID_ARGUMENT", "id"):
        command(caller, rpc, "")


@pytest.mark.parametrize(("rpc", "word"), [("cancel", "Cancelled"), ("terminate", "Terminated")])
def test_a_reason_becomes_the_error(caller: Caller, rpc: str, word: str) -> None:
    execution_id = brought_to(caller, EXECUTION_IN_PROGRESS)
    assert command(caller, rpc, execution_id, reason="changed my mind").status.error == (
        f"{word}: changed my mind"
    )
    other = brought_to(caller, EXECUTION_IN_PROGRESS)
    assert command(caller, rpc, other).status.error == ""


def test_a_paused_execution_has_not_ended_and_holds_no_lease(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim("runner-1")
    paused = command(caller, "pause", execution_id)
    assert not paused.status.completed_at
    assert not caller.claim("runner-2").HasField("execution")
    resumed = command(caller, "resume", execution_id)
    assert resumed.status.phase == EXECUTION_IN_PROGRESS
    claimed = caller.claim("runner-2")
    assert (claimed.execution.metadata.id, claimed.attempt) == (execution_id, 2)
    with refused("FAILED_PRECONDITION", "leased"):
        caller.report(execution_id, AgentExecutionStatus(error="late"), attempt=1)


def test_pausing_what_waits_takes_it_out_of_the_queue(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    assert not command(caller, "pause", execution_id).status.started_at
    assert not caller.claim().HasField("execution")
    command(caller, "resume", execution_id)
    assert caller.claim().execution.metadata.id == execution_id


def test_recover_clears_the_end_and_is_claimed_anew(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    failed = AgentExecutionStatus(phase=EXECUTION_FAILED, error="It broke")
    failed.messages.add(type=MESSAGE_AI, content="First try")
    failed.tool_calls.add(id="c1", status=TOOL_CALL_COMPLETED, result="kept")
    caller.report(execution_id, failed, attempt=1)
    recovered = command(caller, "recover", execution_id).status
    assert (recovered.error, recovered.completed_at) == ("", "")
    claimed = caller.claim("runner-2")
    assert claimed.attempt == 2
    second = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
    second.messages.add(type=MESSAGE_AI, content="Second try")
    ended = caller.report(execution_id, second, attempt=2).status
    # What an earlier attempt said stays, and stands before what the later one says.
    assert [message.content for message in ended.messages] == ["First try", "Second try"]
    assert ended.tool_calls[0].result == "kept"
    assert ended.attempt == 2


def test_after_a_cancel_its_runner_may_add_what_it_had(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    running = AgentExecutionStatus()
    running.tool_calls.add(id="c1", status=TOOL_CALL_RUNNING)
    running.messages.add(type=MESSAGE_AI, content="Half", is_streaming=True)
    caller.report(execution_id, running, attempt=1)
    cancelled = command(caller, "cancel", execution_id, reason="enough").status
    assert cancelled.tool_calls[0].status == TOOL_CALL_INTERRUPTED
    late = AgentExecutionStatus(phase=EXECUTION_CANCELLED, error="mine")
    late.messages.add(type=MESSAGE_AI, content="Half an answer", is_streaming=True)
    late.tool_calls.add(id="c1", status=TOOL_CALL_COMPLETED, result="found")
    late.tool_calls.add(id="c2", status=TOOL_CALL_RUNNING)
    ended = caller.report(execution_id, late, attempt=1).status
    assert ended.messages[0].content == "Half an answer"
    assert not ended.messages[0].is_streaming
    assert [(call.status, call.result) for call in ended.tool_calls] == [
        (TOOL_CALL_COMPLETED, "found"),
        (TOOL_CALL_INTERRUPTED, ""),
    ]
    assert (ended.phase, ended.error) == (EXECUTION_CANCELLED, "Cancelled: enough")
    assert ended.completed_at == cancelled.completed_at
    for attempt, phase in ((None, EXECUTION_CANCELLED), (1, EXECUTION_COMPLETED), (2, EXECUTION_CANCELLED)):
        with refused("FAILED_PRECONDITION"):
            other = AgentExecutionStatus(phase=phase)
            other.messages.add(type=MESSAGE_AI, content="Not this")
            caller.report(execution_id, other, attempt)


def test_the_grace_ends(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stigmer_desktop.backend.executions.lifecycle_steps.GRACE_MICROS", 0)
    execution_id = caller.execution().metadata.id
    caller.claim()
    command(caller, "cancel", execution_id)
    late = AgentExecutionStatus()
    late.messages.add(type=MESSAGE_AI, content="Too late")
    with refused("FAILED_PRECONDITION", "CANCELLED"):
        caller.report(execution_id, late, attempt=1)


def test_a_terminated_execution_takes_nothing_more(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    command(caller, "terminate", execution_id)
    late = AgentExecutionStatus()
    late.messages.add(type=MESSAGE_AI, content="Too late")
    with refused("FAILED_PRECONDITION", "TERMINATED"):
        caller.report(execution_id, late, attempt=1)


@pytest.mark.parametrize(
    ("rpc", "kind"),
    [
        ("cancel", SIGNAL_KIND_CANCEL),
        ("terminate", SIGNAL_KIND_TERMINATE),
        ("pause", SIGNAL_KIND_PAUSE),
    ],
)
def test_the_runner_hears_of_it(caller: Caller, rpc: str, kind: int) -> None:
    listening = caller.runners.watchSignals(WatchSignalsRequest(runner_id="runner-1"))
    assert next(listening).kind == SIGNAL_KIND_WORK
    execution_id = caller.execution().metadata.id
    caller.claim("runner-1")
    command(caller, rpc, execution_id)
    signal = next(each for each in listening if each.kind != SIGNAL_KIND_WORK)
    assert (signal.kind, signal.execution_id, signal.attempt) == (kind, execution_id, 1)
    assert signal.phase == COMMANDS[rpc][2]
    listening.cancel()


def test_work_is_told_to_those_who_listen(caller: Caller) -> None:
    with refused("INVALID_ARGUMENT", "runner_id"):
        next(caller.runners.watchSignals(WatchSignalsRequest()))
    listening = caller.runners.watchSignals(WatchSignalsRequest(runner_id="runner-1"))
    next(listening)
    caller.execution()
    assert next(listening).kind == SIGNAL_KIND_WORK
    listening.cancel()


def test_a_lost_runner_with_a_checkpoint_is_given_one_more_chance(
    server: ServerThread, caller: Caller
) -> None:
    execution_id = caller.execution().metadata.id
    for attempt, phase in ((1, EXECUTION_PENDING), (2, EXECUTION_FAILED)):
        claimed = caller.claim(f"runner-{attempt}")
        assert claimed.attempt == attempt
        caller.runners.appendStatus(
            AppendStatusRequest(execution_id=execution_id, attempt=attempt, has_checkpoint=True)
        )
        server.submit(lambda s, n=attempt: s.leases.runner_lost(f"runner-{n}", "It was stopped.")).result()  # type: ignore[misc]
        status = get(caller, execution_id).status
        assert status.phase == phase
    assert status.error == "It was stopped."
    (note,) = status.messages
    assert "It was stopped. It goes on from its checkpoint" in note.content
    # The user's own recover gives a new chance.
    command(caller, "recover", execution_id)
    assert caller.claim("runner-3").attempt == 3


def test_commands_on_a_completed_execution_name_its_phase(caller: Caller) -> None:
    execution_id = brought_to(caller, EXECUTION_COMPLETED)
    with refused("FAILED_PRECONDITION", "COMPLETED", "PENDING or IN_PROGRESS"):
        command(caller, "cancel", execution_id)
