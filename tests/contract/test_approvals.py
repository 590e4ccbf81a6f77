"""submitApproval: each action, the last decision, whole classes, and what a late report cannot undo."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.desktop import (
    SIGNAL_KIND_DECISION,
    AppendStatusRequest,
    WatchSignalsRequest,
)
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    APPROVAL_ACTION_UNSPECIFIED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_WAITING_FOR_APPROVAL,
    MESSAGE_AI,
    SUB_AGENT_IN_PROGRESS,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_SKIPPED,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_MCP,
    TOOL_KIND_SHELL,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    SubmitApprovalInput,
)
from tests.contract.conftest import Caller, refused

WAITING = TOOL_CALL_WAITING_APPROVAL


def waiting_execution(caller: Caller, *calls: dict[str, object]) -> str:
    execution_id = caller.execution().metadata.id
    caller.claim()
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    for call in calls or ({"id": "c1", "name": "shell"},):
        status.tool_calls.add(status=WAITING, **call)  # type: ignore[arg-type]
    assert caller.report(execution_id, status, attempt=1).status.phase == EXECUTION_WAITING_FOR_APPROVAL
    return execution_id


def decide(caller: Caller, execution_id: str, call_id: str, action: int, comment: str = "") -> AgentExecution:
    return caller.executions.submitApproval(
        SubmitApprovalInput(
            agent_execution_id=execution_id,
            tool_call_id=call_id,
            action=action,
            comment=comment,  # type: ignore[arg-type]
        )
    )


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (APPROVAL_ACTION_APPROVE, TOOL_CALL_PENDING),
        (APPROVAL_ACTION_APPROVE_ALL, TOOL_CALL_PENDING),
        (APPROVAL_ACTION_SKIP, TOOL_CALL_SKIPPED),
        (APPROVAL_ACTION_REJECT, TOOL_CALL_SKIPPED),
    ],
)
def test_each_action(caller: Caller, action: int, status: int) -> None:
    execution_id = waiting_execution(caller)
    after = decide(caller, execution_id, "c1", action, "because").status
    (call,) = after.tool_calls
    assert (call.status, call.approval_action, call.approved_by) == (status, action, "user")
    assert call.approval_decided_at
    if status == TOOL_CALL_SKIPPED:
        assert call.error == "because"
    assert after.phase == EXECUTION_IN_PROGRESS
    assert not after.pending_approvals
    # It is claimed anew, with the decision in it.
    claimed = caller.claim("runner-2")
    assert claimed.execution.status.tool_calls[0].approval_action == action


def test_only_the_last_decision_lets_it_go_on(caller: Caller) -> None:
    execution_id = waiting_execution(caller, {"id": "c1", "name": "a"}, {"id": "c2", "name": "b"})
    first = decide(caller, execution_id, "c1", APPROVAL_ACTION_APPROVE).status
    assert first.phase == EXECUTION_WAITING_FOR_APPROVAL
    assert [each.tool_call_id for each in first.pending_approvals] == ["c2"]
    assert not caller.claim("runner-2").HasField("execution")
    assert decide(caller, execution_id, "c2", APPROVAL_ACTION_SKIP).status.phase == EXECUTION_IN_PROGRESS


def test_the_same_decision_twice_does_nothing_and_another_is_refused(caller: Caller) -> None:
    execution_id = waiting_execution(caller)
    once = decide(caller, execution_id, "c1", APPROVAL_ACTION_APPROVE)
    assert decide(caller, execution_id, "c1", APPROVAL_ACTION_APPROVE) == once
    with refused("FAILED_PRECONDITION", "decided already"):
        decide(caller, execution_id, "c1", APPROVAL_ACTION_REJECT)


def test_bad_decisions(caller: Caller) -> None:
    execution_id = waiting_execution(caller)
    with refused("NOT_FOUND", "c9"):
        decide(caller, execution_id, "c9", APPROVAL_ACTION_APPROVE)
    status = AgentExecutionStatus()
    status.messages.add(type=MESSAGE_AI).tool_calls.add(id="c2", status=TOOL_CALL_COMPLETED)
    helper = status.sub_agent_executions.add(id="s1", status=SUB_AGENT_IN_PROGRESS)
    helper.messages.add(type=MESSAGE_AI).tool_calls.add(id="c3", status=TOOL_CALL_RUNNING)
    caller.report(execution_id, status, attempt=1)
    for call_id, words in (("c2", "COMPLETED"), ("c3", "RUNNING")):
        with refused("FAILED_PRECONDITION", f"Tool call {call_id} is {words}"):
            decide(caller, execution_id, call_id, APPROVAL_ACTION_APPROVE)
    with refused("NOT_FOUND", "aex-none"):
        decide(caller, "aex-none", "c1", APPROVAL_ACTION_APPROVE)
    for action in (APPROVAL_ACTION_UNSPECIFIED, 99):
        with refused("INVALID_ARGUMENT", "action"):
            decide(caller, execution_id, "c1", action)
    running = caller.execution("Other").metadata.id
    caller.report(running, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
    with refused("FAILED_PRECONDITION", "IN_PROGRESS"):
        decide(caller, running, "c1", APPROVAL_ACTION_APPROVE)


def test_a_sub_agents_call_and_one_placed_in_a_message(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    message = status.messages.add(type=MESSAGE_AI)
    message.tool_calls.add(id="c1", name="shell", status=WAITING)
    status.tool_calls.add(id="c1", name="shell", status=WAITING)
    helper = status.sub_agent_executions.add(id="s1", name="helper", status=SUB_AGENT_IN_PROGRESS)
    helper.messages.add(type=MESSAGE_AI).tool_calls.add(id="c2", name="edit", status=WAITING)
    waiting = caller.report(execution_id, status, attempt=1).status
    assert [each.tool_call_id for each in waiting.pending_approvals] == ["c1", "c2"]
    decide(caller, execution_id, "c1", APPROVAL_ACTION_APPROVE)
    after = decide(caller, execution_id, "c2", APPROVAL_ACTION_REJECT, "no").status
    assert after.tool_calls[0].status == after.messages[0].tool_calls[0].status == TOOL_CALL_PENDING
    assert after.sub_agent_executions[0].messages[0].tool_calls[0].status == TOOL_CALL_SKIPPED


def test_approve_all_takes_the_open_ones_of_its_class_and_the_later_ones(caller: Caller) -> None:
    execution_id = waiting_execution(
        caller,
        {"id": "w1", "name": "write", "tool_kind": TOOL_KIND_FILE_WRITE},
        {"id": "w2", "name": "edit", "tool_kind": TOOL_KIND_FILE_EDIT},
        {"id": "sh", "name": "shell", "tool_kind": TOOL_KIND_SHELL},
        {"id": "m1", "name": "x", "tool_kind": TOOL_KIND_MCP, "mcp_server_slug": "git"},
    )
    after = decide(caller, execution_id, "w1", APPROVAL_ACTION_APPROVE_ALL).status
    assert [each.tool_call_id for each in after.pending_approvals] == ["sh", "m1"]
    decide(caller, execution_id, "sh", APPROVAL_ACTION_SKIP)
    decide(caller, execution_id, "m1", APPROVAL_ACTION_APPROVE_ALL)
    caller.claim("runner-2")
    later = AppendStatusRequest(execution_id=execution_id, attempt=2, phase=EXECUTION_WAITING_FOR_APPROVAL)
    later.tool_calls.add(id="w3", name="edit", tool_kind=TOOL_KIND_FILE_EDIT, status=WAITING)
    later.tool_calls.add(id="m2", name="y", tool_kind=TOOL_KIND_MCP, mcp_server_slug="git", status=WAITING)
    assert caller.runners.appendStatus(later).phase == EXECUTION_IN_PROGRESS
    other = AppendStatusRequest(execution_id=execution_id, attempt=2)
    other.tool_calls.add(id="m3", name="y", tool_kind=TOOL_KIND_MCP, mcp_server_slug="mail", status=WAITING)
    assert caller.runners.appendStatus(other).phase == EXECUTION_WAITING_FOR_APPROVAL
    stored = caller.execution_queries.get(AgentExecutionId(value=execution_id)).status
    by_id = {call.id: call for call in stored.tool_calls}
    assert by_id["w3"].status == by_id["m2"].status == TOOL_CALL_PENDING
    assert by_id["w3"].approval_action == APPROVAL_ACTION_APPROVE_ALL
    assert [each.tool_call_id for each in stored.pending_approvals] == ["m3"]


def test_a_report_under_way_cannot_undo_a_decision(caller: Caller) -> None:
    execution_id = waiting_execution(caller)
    decide(caller, execution_id, "c1", APPROVAL_ACTION_APPROVE)
    late = AgentExecutionStatus()
    late.tool_calls.add(id="c1", name="shell", status=WAITING)
    after = caller.report(execution_id, late, attempt=1).status
    assert after.tool_calls[0].status == TOOL_CALL_PENDING
    assert after.phase == EXECUTION_IN_PROGRESS
    for status in (TOOL_CALL_RUNNING, TOOL_CALL_COMPLETED):
        late.tool_calls[0].status = status
        call = caller.report(execution_id, late, attempt=1).status.tool_calls[0]
        assert (call.status, call.approval_action) == (status, APPROVAL_ACTION_APPROVE)
        assert call.approval_decided_at


def test_the_runner_hears_of_decisions(caller: Caller) -> None:
    listening = caller.runners.watchSignals(WatchSignalsRequest(runner_id="runner-1"))
    next(listening)
    execution_id = waiting_execution(caller)
    decide(caller, execution_id, "c1", APPROVAL_ACTION_REJECT, "too risky")
    signal = next(each for each in listening if each.kind == SIGNAL_KIND_DECISION)
    assert (signal.execution_id, signal.tool_call.id) == (execution_id, "c1")
    assert signal.tool_call.error == "too risky"
    listening.cancel()
