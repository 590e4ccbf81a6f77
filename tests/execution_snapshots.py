"""Makes snapshots of executions for tests, with only what a test cares about."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    MESSAGE_AI,
    MESSAGE_HUMAN,
    MESSAGE_SYSTEM,
    MESSAGE_THINKING,
    TOOL_CALL_COMPLETED,
    AgentExecution,
    AgentMessage,
    SubAgentExecution,
    ToolCall,
)


def execution(
    execution_id: str = "aex-1",
    *,
    message: str = "Hello",
    messages: list[AgentMessage] | None = None,
    calls: list[ToolCall] | None = None,
    sub_agents: list[SubAgentExecution] | None = None,
    phase: int = EXECUTION_COMPLETED,
    revision: int = 1,
    created: int = 0,
    session_id: str = "ses-1",
    **status: Any,
) -> AgentExecution:
    """One snapshot; `created` is in seconds, further arguments are fields of its status."""
    result = AgentExecution(api_version="agentic.stigmer.ai/v1", kind="AgentExecution")
    result.metadata.id = execution_id
    result.spec.message = message
    result.spec.session_id = session_id
    result.status.phase = phase  # type: ignore[assignment]
    result.status.revision = revision
    result.status.messages.extend(messages or [])
    result.status.tool_calls.extend(calls or [])
    result.status.sub_agent_executions.extend(sub_agents or [])
    result.status.audit.spec_audit.created_at.seconds = created
    for name, value in status.items():
        if isinstance(value, list):
            getattr(result.status, name).extend(value)
        else:
            setattr(result.status, name, value)
    return result


def said(text: str, *, places: list[str] | None = None, at: str = "", **more: Any) -> AgentMessage:
    """What the model said; `places` are the ids of the tool calls that follow it."""
    calls = [ToolCall(id=call_id) for call_id in places or []]
    return AgentMessage(type=MESSAGE_AI, content=text, timestamp=at, tool_calls=calls, **more)


def thought(text: str, **more: Any) -> AgentMessage:
    """What the model thought."""
    return AgentMessage(type=MESSAGE_THINKING, content=text, **more)


def heard(text: str) -> AgentMessage:
    """What a person said."""
    return AgentMessage(type=MESSAGE_HUMAN, content=text)


def noted(text: str) -> AgentMessage:
    """A message of the system."""
    return AgentMessage(type=MESSAGE_SYSTEM, content=text)


def tool(call_id: str, name: str = "grep", *, status: int = TOOL_CALL_COMPLETED, **more: Any) -> ToolCall:
    """One tool call; `arguments` become its args."""
    arguments = more.pop("arguments", {})
    call = ToolCall(id=call_id, name=name, status=status, **more)  # type: ignore[arg-type]
    call.args.update(arguments)
    return call
