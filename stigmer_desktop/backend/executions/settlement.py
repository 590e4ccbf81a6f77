"""What an execution owes when it ends or waits: open work settled, pending approvals named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    SUB_AGENT_CANCELLED,
    SUB_AGENT_IN_PROGRESS,
    SUB_AGENT_PENDING,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_SKIPPED,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_FILE_DELETE,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_SHELL,
    AgentMessage,
    ApprovalAction,
    PendingApproval,
    SubAgentExecution,
    ToolCall,
)
from stigmer_desktop.api.message_facts import break_off
from stigmer_desktop.backend.store.decision_rows import Decision
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.tables import MESSAGES, SUB_AGENTS, TOOL_CALLS

OPEN_TOOL_CALLS = (TOOL_CALL_PENDING, TOOL_CALL_RUNNING, TOOL_CALL_WAITING_APPROVAL)
FILE_CHANGES = (TOOL_KIND_FILE_WRITE, TOOL_KIND_FILE_EDIT, TOOL_KIND_FILE_DELETE)
# There is one user.
APPROVER = "user"
OPEN_SUB_AGENTS = (SUB_AGENT_PENDING, SUB_AGENT_IN_PROGRESS)

Element = AgentMessage | ToolCall | SubAgentExecution
ELEMENTS: dict[int, type[AgentMessage] | type[ToolCall] | type[SubAgentExecution]] = {
    MESSAGES: AgentMessage,
    TOOL_CALLS: ToolCall,
    SUB_AGENTS: SubAgentExecution,
}


def element_of(row: PartRow) -> Element:
    """The message, tool call or sub-agent that a row holds."""
    return ELEMENTS[row.part].FromString(row.data)


def row_of(element: Element, part: int, attempt: int, seq: int) -> PartRow:
    """The row that holds `element` at a place."""
    key = "" if isinstance(element, AgentMessage) else element.id
    data = element.SerializeToString(deterministic=True)
    return PartRow(part, attempt, seq, key, is_open(element), data)


def is_open(element: Element) -> bool:
    """Whether `element` holds work that has not ended, or text that still grows."""
    if isinstance(element, AgentMessage):
        return element.is_streaming or any(is_open(call) for call in element.tool_calls)
    if isinstance(element, ToolCall):
        return element.status in OPEN_TOOL_CALLS or element.is_streaming
    return element.status in OPEN_SUB_AGENTS or any(is_open(each) for each in element.messages)


def settled(rows: Iterable[PartRow], moment: str) -> list[PartRow]:
    """`rows` with all open work ended, as the contract's lifecycle rules say.

    Args:
        moment: when, in RFC 3339; it becomes completed_at where there is none.
    """
    changed = []
    for row in rows:
        element = element_of(row)
        _settle(element, moment)
        changed.append(replace(row, open=False, data=element.SerializeToString(deterministic=True)))
    return changed


def broken_off(rows: Iterable[PartRow], moment: str) -> list[PartRow]:
    """Those of `rows` in which a message still grew when its runner was last heard, with its end told.

    Args:
        moment: when that was, in RFC 3339.
    """
    changed = []
    for row in rows:
        element = element_of(row)
        growing = [message for message in _messages_of(element) if message.is_streaming]
        for message in growing:
            break_off(message, moment)
        if growing:
            changed.append(row_of(element, row.part, row.attempt, row.seq))
    return changed


def _messages_of(element: Element) -> Iterable[AgentMessage]:
    if isinstance(element, AgentMessage):
        return (element,)
    return () if isinstance(element, ToolCall) else element.messages


def _settle(element: Element, moment: str) -> None:
    if isinstance(element, AgentMessage):
        element.is_streaming = False
        for call in element.tool_calls:
            _settle(call, moment)
    elif isinstance(element, ToolCall):
        element.is_streaming = False
        if element.status in OPEN_TOOL_CALLS:
            element.status = TOOL_CALL_INTERRUPTED
            element.completed_at = element.completed_at or moment
    else:
        if element.status in OPEN_SUB_AGENTS:
            element.status = SUB_AGENT_CANCELLED
            element.completed_at = element.completed_at or moment
        for message in element.messages:
            _settle(message, moment)


def pending_approvals(rows: Iterable[PartRow]) -> list[PendingApproval]:
    """The tool calls that wait for the user, each once, in order; sub-agents' calls too."""
    found: dict[str, PendingApproval] = {}
    for row in rows:
        element = element_of(row)
        for call, sub_agent in calls_of(element):
            if call.status == TOOL_CALL_WAITING_APPROVAL and call.id not in found:
                found[call.id] = PendingApproval(
                    tool_call_id=call.id,
                    tool_name=call.name,
                    message=call.approval_message,
                    args_preview=call.args_preview,
                    requested_at=call.approval_requested_at,
                    from_sub_agent=sub_agent is not None,
                    sub_agent_name=sub_agent.name if sub_agent else "",
                    mcp_server_slug=call.mcp_server_slug,
                    tool_kind=call.tool_kind,
                )
    return list(found.values())


def calls_of(element: Element) -> Iterator[tuple[ToolCall, SubAgentExecution | None]]:
    """Every tool call in `element`, with the sub-agent that made it."""
    if isinstance(element, ToolCall):
        yield element, None
    elif isinstance(element, AgentMessage):
        yield from ((call, None) for call in element.tool_calls)
    else:
        for message in element.messages:
            yield from ((call, element) for call in message.tool_calls)


def keep_decisions(element: Element, decisions: Mapping[str, Decision]) -> None:
    """Puts back what the server wrote on tool calls that the user has decided about.

    Args:
        element: what a runner has sent, changed in place.
        decisions: the execution's decisions by tool call id.
    """
    for call, _ in calls_of(element):
        decision = decisions.get(call.id)
        if decision is not None:
            write_decision(call, decision)


def write_decision(call: ToolCall, decision: Decision) -> None:
    """Writes a decision on its call; one that still waits goes on or is skipped."""
    call.approval_action = ApprovalAction.ValueType(decision.action)
    call.approval_decided_at = decision.decided_at
    call.approved_by = APPROVER
    if call.status != TOOL_CALL_WAITING_APPROVAL:
        return
    if decision.action in (APPROVAL_ACTION_APPROVE, APPROVAL_ACTION_APPROVE_ALL):
        call.status = TOOL_CALL_PENDING
    else:
        call.status = TOOL_CALL_SKIPPED
        call.completed_at = call.completed_at or decision.decided_at
        call.error = call.error or decision.comment


def class_of(call: ToolCall) -> str:
    """What an "approve all" on this call approves: file writes, shell, one MCP server, or one tool."""
    if call.tool_kind in FILE_CHANGES:
        return "files"
    if call.tool_kind == TOOL_KIND_SHELL:
        return "shell"
    if call.mcp_server_slug:
        return f"mcp {call.mcp_server_slug}"
    return f"tool {call.name}"


def decide_by_class(element: Element, classes: Set[str], moment: str) -> list[Decision]:
    """The decisions that earlier ones bring about for the calls in `element` that still wait."""
    return [
        Decision(call.id, APPROVAL_ACTION_APPROVE_ALL, moment, tool_class=class_of(call))
        for call, _ in calls_of(element)
        if call.status == TOOL_CALL_WAITING_APPROVAL and class_of(call) in classes
    ]
