"""Which tool calls wait for the user's word before they run."""

from __future__ import annotations

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.desktop import (
    APPROVAL_MODE_ALLOW_ALL,
    APPROVAL_MODE_ALLOW_READS,
    APPROVAL_MODE_ASK,
    ApprovalMode,
)
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_UNSPECIFIED,
    TOOL_KIND_FILE_DELETE,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_SHELL,
    AgentExecution,
    ToolCall,
)
from stigmer_desktop.runner.tool import HARMLESS_KINDS, Tool

_SENTENCES: dict[int, str] = {
    TOOL_KIND_FILE_WRITE: "Write this file?",
    TOOL_KIND_FILE_EDIT: "Change this file?",
    TOOL_KIND_FILE_DELETE: "Delete this file?",
    TOOL_KIND_SHELL: "Run this command?",
}

# A decision as it goes into the agent loop and its checkpoint.
Decision = dict[str, str]
APPROVED: Decision = {"action": "approve", "comment": ""}


def approval_mode(execution: AgentExecution, agent: Agent) -> ApprovalMode.ValueType:
    """The execution's mode, else the agent's, else asking."""
    if execution.spec.auto_approve_all:
        return APPROVAL_MODE_ALLOW_ALL
    return execution.spec.execution_config.approval_mode or agent.spec.approval_mode or APPROVAL_MODE_ASK


def must_ask(tool: Tool, mode: ApprovalMode.ValueType) -> bool:
    """Whether a call of `tool` waits for the user."""
    if mode == APPROVAL_MODE_ALLOW_ALL or tool.kind in HARMLESS_KINDS:
        return False
    return not (mode == APPROVAL_MODE_ALLOW_READS and tool.read_only)


def question(tool: Tool) -> str:
    """What the user is asked about a call of `tool`."""
    if tool.server:
        return f"Run {tool.name} of the MCP server “{tool.server}”?"
    return _SENTENCES.get(tool.kind, f"Run {tool.name}?")


def decision_on(call: ToolCall) -> Decision | None:
    """What the user decided about a call, as it came with the claim; None if nothing yet."""
    action = call.approval_action
    if action in (APPROVAL_ACTION_APPROVE, APPROVAL_ACTION_APPROVE_ALL):
        return dict(APPROVED)
    if action == APPROVAL_ACTION_UNSPECIFIED:
        return None
    return {"action": "reject" if action == APPROVAL_ACTION_REJECT else "skip", "comment": call.error}


def refusal(decision: Decision) -> str:
    """What the model is told of a call that the user did not want."""
    comment = decision["comment"].strip()
    said = f' They said: "{comment}"' if comment else ""
    if decision["action"] == "reject":
        return f"The user rejected this call; it was not run.{said} Take that into account before you go on."
    return f"The user skipped this call; it was not run.{said} Go on without it."
