"""The steps of submitApproval: a decision is stored, and everything that waited for it goes on."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.desktop import SIGNAL_KIND_DECISION
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE_ALL,
    EXECUTION_IN_PROGRESS,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentExecutionStatus,
    ApprovalAction,
    ToolCall,
    ToolCallStatus,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.api.phases import phase_name
from stigmer_desktop.backend.errors import ApiError, FailedPrecondition, NotFound
from stigmer_desktop.backend.executions.lifecycle_steps import tell_runner
from stigmer_desktop.backend.executions.phase_change import store_status
from stigmer_desktop.backend.executions.settlement import (
    Element,
    calls_of,
    class_of,
    element_of,
    pending_approvals,
    row_of,
    write_decision,
)
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import required_row
from stigmer_desktop.backend.store.clock import now_micros, rfc3339
from stigmer_desktop.backend.store.decision_rows import Decision
from stigmer_desktop.backend.store.execution_rows import PartRow


class ApprovalContext(RequestContext[Any, AgentExecution]):
    """The context of submitApproval.

    Attributes:
        tool_call: the tool call that is decided; None where the same was decided before.
    """

    tool_call: ToolCall | None = None


class LoadWaiting(StoreStep):
    """The execution that the decision is about."""

    name = "LoadExisting"

    def run(self, context: ApprovalContext) -> None:
        context.row = required_row(context.unit, AGENT_EXECUTION, context.request.agent_execution_id)


class CheckWaits(StoreStep):
    """The tool call must wait, unless the same was decided already."""

    def run(self, context: ApprovalContext) -> None:
        request, unit, row = context.request, context.unit, context.row
        earlier = unit.decisions.of(row.seq).get(request.tool_call_id)
        if earlier is not None and earlier.action == request.action:
            return
        if earlier is not None:
            raise FailedPrecondition(
                f"Tool call {request.tool_call_id} was decided already: "
                f"{ApprovalAction.Name(ApprovalAction.ValueType(earlier.action))}."
            )
        if row.phase != EXECUTION_WAITING_FOR_APPROVAL:
            raise FailedPrecondition(
                f"The execution is {phase_name(row.phase or 0)}; a decision can be given only while it "
                "is WAITING_FOR_APPROVAL."
            )
        for part in unit.executions.open_parts(row):
            for call, _ in calls_of(element_of(part)):
                if call.id == request.tool_call_id and call.status == TOOL_CALL_WAITING_APPROVAL:
                    context.tool_call = call
                    return
        raise _cannot_be_decided(unit.executions.snapshot(row).status, request.tool_call_id)


class StoreDecision(StoreStep):
    """Writes the decision on its call, and on others that it approves along; the last one lets it go on."""

    def run(self, context: ApprovalContext) -> None:
        unit, row = context.unit, context.row
        if context.tool_call is not None:
            self._decide(context, context.tool_call)
        context.row = required_row(unit, AGENT_EXECUTION, row.id)
        context.resource = unit.executions.snapshot(context.row)

    @staticmethod
    def _decide(context: ApprovalContext, decided: ToolCall) -> None:
        request, unit, row = context.request, context.unit, context.row
        moment = rfc3339(now_micros())
        all_of = class_of(decided) if request.action == APPROVAL_ACTION_APPROVE_ALL else ""
        changed: list[PartRow] = []
        waiting: list[PartRow] = []
        for part in unit.executions.open_parts(row):
            element = element_of(part)
            for call, _ in calls_of(element):
                alike = bool(all_of) and class_of(call) == all_of
                if call.status != TOOL_CALL_WAITING_APPROVAL or not (call.id == decided.id or alike):
                    continue
                decision = Decision(call.id, request.action, moment, request.comment, all_of)
                unit.decisions.add(row.seq, [decision])
                write_decision(call, decision)
                tell_runner(unit, row, SIGNAL_KIND_DECISION, row.phase or 0, tool_call=call)
            fresh = row_of(element, part.part, part.attempt, part.seq)
            waiting.append(fresh)
            if fresh != part:
                changed.append(fresh)
        status = unit.executions.status(row)
        goes_on = not pending_approvals(waiting)
        if goes_on:
            status.phase = EXECUTION_IN_PROGRESS
        store_status(unit, row, status, changed)
        if goes_on:
            unit.leases.enqueue(row.seq, row.parent_id or "")


def _cannot_be_decided(status: AgentExecutionStatus, tool_call_id: str) -> ApiError:
    """Why there is nothing to decide about a tool call: it does not wait, or is not there."""
    elements: list[Element] = [*status.tool_calls, *status.sub_agent_executions, *status.messages]
    for element in elements:
        for call, _ in calls_of(element):
            if call.id == tool_call_id:
                name = ToolCallStatus.Name(call.status).removeprefix("TOOL_CALL_")
                return FailedPrecondition(
                    f"Tool call {tool_call_id} is {name}; it does not wait for a decision."
                )
    return NotFound(f"Tool call not found: {tool_call_id[:200]}")
