"""Attempts: what an earlier one left open is ended in its place, what it ended stays as it is."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.desktop import AppendStatusRequest
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_PENDING,
    MESSAGE_AI,
    SUB_AGENT_CANCELLED,
    SUB_AGENT_COMPLETED,
    SUB_AGENT_IN_PROGRESS,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentExecutionId,
    AgentMessage,
    PauseAgentExecutionInput,
    RecoverAgentExecutionInput,
    ResumeAgentExecutionInput,
    SubmitApprovalInput,
)
from stigmer_desktop.api.message_facts import ASKED_AT, ENDED_AT, is_broken_off, text_fact
from stigmer_desktop.backend.server_thread import ServerThread
from tests.contract.conftest import Caller


def get(caller: Caller, execution_id: str) -> AgentExecution:
    return caller.execution_queries.get(AgentExecutionId(value=execution_id))


def report(execution_id: str, attempt: int, **fields: Any) -> AppendStatusRequest:
    return AppendStatusRequest(execution_id=execution_id, attempt=attempt, has_checkpoint=True, **fields)


def begun(caller: Caller) -> str:
    """An execution of which a first attempt has ended one call and left a call and a sub-agent open."""
    execution_id = caller.execution().metadata.id
    assert caller.claim("first").attempt == 1
    request = report(execution_id, 1)
    request.tool_calls.add(id="ended", name="ls", status=TOOL_CALL_COMPLETED, result="first")
    request.tool_calls.add(id="open", name="execute", status=TOOL_CALL_RUNNING)
    request.sub_agent_executions.add(id="helper", name="reviewer", status=SUB_AGENT_IN_PROGRESS)
    caller.runners.appendStatus(request)
    return execution_id


def goes_on(caller: Caller, execution_id: str, attempt: int) -> AgentExecution:
    """A later attempt that ends what was open, and says more."""
    assert caller.claim("second").attempt == attempt
    request = report(execution_id, attempt)
    request.tool_calls.add(id="open", name="execute", status=TOOL_CALL_COMPLETED, result="second")
    request.tool_calls.add(id="later", name="grep", status=TOOL_CALL_COMPLETED, result="third")
    request.sub_agent_executions.add(
        id="helper", name="reviewer", status=SUB_AGENT_COMPLETED, output="Nothing is wrong."
    )
    caller.runners.appendStatus(request)
    return get(caller, execution_id)


def check(now: AgentExecution) -> None:
    """Each stands once, in the order in which it was begun, as it was told last."""
    assert [(call.id, call.status, call.result) for call in now.status.tool_calls] == [
        ("ended", TOOL_CALL_COMPLETED, "first"),
        ("open", TOOL_CALL_COMPLETED, "second"),
        ("later", TOOL_CALL_COMPLETED, "third"),
    ]
    (helper,) = now.status.sub_agent_executions
    assert (helper.status, helper.output) == (SUB_AGENT_COMPLETED, "Nothing is wrong.")


def test_what_a_lost_runner_left_open_is_ended_in_its_place(server: ServerThread, caller: Caller) -> None:
    execution_id = begun(caller)
    server.submit(lambda running: running.runner_lost("first", "The runner ended.")).result()
    assert get(caller, execution_id).status.phase == EXECUTION_PENDING
    now = goes_on(caller, execution_id, 2)
    check(now)
    assert now.status.restarts == 1
    caller.runners.appendStatus(report(execution_id, 2, phase=EXECUTION_COMPLETED))
    check(get(caller, execution_id))


def test_what_was_settled_with_a_failure_is_ended_in_its_place_after_a_recovery(caller: Caller) -> None:
    execution_id = begun(caller)
    caller.runners.appendStatus(report(execution_id, 1, phase=EXECUTION_FAILED, error="No key."))
    failed = get(caller, execution_id)
    assert [call.status for call in failed.status.tool_calls] == [TOOL_CALL_COMPLETED, TOOL_CALL_INTERRUPTED]
    assert failed.status.sub_agent_executions[0].status == SUB_AGENT_CANCELLED
    assert failed.status.restarts == 0
    caller.executions.recover(RecoverAgentExecutionInput(id=execution_id))
    now = goes_on(caller, execution_id, 2)
    check(now)
    assert now.status.restarts == 1
    (rest,) = now.status.rests
    assert rest.stopped_at == failed.status.completed_at
    assert rest.stopped_at <= rest.resumed_at
    caller.runners.appendStatus(report(execution_id, 2, phase=EXECUTION_COMPLETED))
    assert list(get(caller, execution_id).status.rests) == [rest]


def test_what_was_decided_is_ended_in_its_place(caller: Caller) -> None:
    execution_id = begun(caller)
    request = report(execution_id, 1)
    request.tool_calls.add(id="open", name="execute", status=TOOL_CALL_WAITING_APPROVAL)
    caller.runners.appendStatus(request)
    decision = SubmitApprovalInput(
        agent_execution_id=execution_id, tool_call_id="open", action=APPROVAL_ACTION_APPROVE
    )
    caller.executions.submitApproval(decision)
    now = goes_on(caller, execution_id, 2)
    check(now)
    assert now.status.tool_calls[1].approval_action == APPROVAL_ACTION_APPROVE
    # It was claimed twice, and nothing has failed.
    assert (now.status.attempt, now.status.restarts) == (2, 0)
    # An attempt after that one finds it ended, and cannot write over it.
    caller.runners.appendStatus(report(execution_id, 2, phase=EXECUTION_FAILED, error="No key."))
    caller.executions.recover(RecoverAgentExecutionInput(id=execution_id))
    check(get(caller, execution_id))


def test_a_call_that_has_ended_is_never_written_over_by_a_later_attempt(caller: Caller) -> None:
    execution_id = begun(caller)
    caller.runners.appendStatus(report(execution_id, 1, phase=EXECUTION_FAILED, error="No key."))
    caller.executions.recover(RecoverAgentExecutionInput(id=execution_id))
    caller.claim("second")
    request = report(execution_id, 2)
    request.tool_calls.add(id="ended", name="ls", status=TOOL_CALL_COMPLETED, result="again")
    caller.runners.appendStatus(request)
    told = [(call.id, call.result) for call in get(caller, execution_id).status.tool_calls]
    assert told == [("ended", "first"), ("open", ""), ("ended", "again")]


def growing(caller: Caller) -> str:
    """An execution whose first attempt says something, and a sub-agent's message grows too."""
    execution_id = caller.execution().metadata.id
    caller.claim("first")
    request = report(execution_id, 1)
    request.messages.add(index=0).message.CopyFrom(AgentMessage(type=MESSAGE_AI, content="Whole."))
    half = AgentMessage(type=MESSAGE_AI, content="Half an ans", is_streaming=True)
    half.metadata.update({"asked_at": "2026-11-22T10:00:00.000Z"})
    request.messages.add(index=1).message.CopyFrom(half)
    helper = request.sub_agent_executions.add(id="helper", name="reviewer", status=SUB_AGENT_IN_PROGRESS)
    helper.messages.add(type=MESSAGE_AI, content="Half too", is_streaming=True)
    caller.runners.appendStatus(request)
    return execution_id


def broken(now: AgentExecution) -> list[bool]:
    """Which messages are said to be broken off, those of the sub-agent last; none may grow any more."""
    messages = [*now.status.messages, *now.status.sub_agent_executions[0].messages]
    assert not any(message.is_streaming for message in messages)
    for message in messages:
        assert bool(text_fact(message, ENDED_AT)) == is_broken_off(message)
    return [is_broken_off(message) for message in messages]


def test_what_a_lost_runner_was_saying_is_broken_off(server: ServerThread, caller: Caller) -> None:
    execution_id = growing(caller)
    server.submit(lambda running: running.runner_lost("first", "The runner ended.")).result()
    now = get(caller, execution_id)
    # Between the two stands the server's own word.
    assert broken(now) == [False, True, False, True]
    assert text_fact(now.status.messages[1], ASKED_AT) == "2026-11-22T10:00:00.000Z"


def test_what_a_paused_runner_left_growing_is_broken_off_when_it_goes_on(caller: Caller) -> None:
    execution_id = growing(caller)
    caller.executions.pause(PauseAgentExecutionInput(id=execution_id))
    caller.executions.resume(ResumeAgentExecutionInput(id=execution_id))
    assert caller.claim("second").attempt == 2
    assert broken(get(caller, execution_id)) == [False, True, True]
