"""The tool call that an approval is about: as far as its preview goes, and whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from stigmer_desktop.api.execution import TOOL_KIND_SHELL, AgentExecution, PendingApproval, ToolCall
from stigmer_desktop.ui.executions.tool_summary import arguments_of, arguments_text

_TEXT = re.compile(r'"([^"\\]+)": ("(?:[^"\\]|\\.)*")')


def call_of(approval: PendingApproval) -> ToolCall:
    """The call with those arguments that its preview holds whole."""
    call = ToolCall(
        id=approval.tool_call_id,
        name=approval.tool_name,
        tool_kind=approval.tool_kind,
        mcp_server_slug=approval.mcp_server_slug,
        approval_message=approval.message,
        args_preview=approval.args_preview,
    )
    call.args.update(_arguments(approval.args_preview))
    return call


def whole_call(execution: AgentExecution, call_id: str) -> ToolCall | None:
    """The call as it stands in the execution, a sub-agent's too; None if it is not there."""
    return next((call for call in _calls(execution) if call.id == call_id), None)


def asked_text(call: ToolCall) -> str:
    """What is to be decided, to read: the tool, the question, and the arguments as the session shows them."""
    command = arguments_of(call).get("command") if call.tool_kind == TOOL_KIND_SHELL else None
    arguments = f"$ {command}" if isinstance(command, str) and command else arguments_text(call)
    return "\n".join(part for part in (call.name, call.approval_message.strip(), arguments) if part)


def _calls(execution: AgentExecution) -> Iterator[ToolCall]:
    yield from execution.status.tool_calls
    for agent in execution.status.sub_agent_executions:
        for message in agent.messages:
            yield from message.tool_calls


def _arguments(preview: str) -> dict[str, Any]:
    """A preview is the only argument, or all of them as JSON, which may be cut."""
    if not preview.startswith("{"):
        return {}
    try:
        found = json.loads(preview)
    except ValueError:
        return {name: json.loads(value, strict=False) for name, value in _TEXT.findall(preview)}
    return found if isinstance(found, dict) else {}
