"""How the states of tool calls and sub-agents look and read: an icon, a colour and words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.execution import (
    SUB_AGENT_CANCELLED,
    SUB_AGENT_COMPLETED,
    SUB_AGENT_FAILED,
    SUB_AGENT_IN_PROGRESS,
    SUB_AGENT_PENDING,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_SKIPPED,
    TOOL_CALL_WAITING_APPROVAL,
    SubAgentStatus,
    ToolCallStatus,
)


@dataclass(frozen=True)
class CallStatus:
    """The look of one state; `icon` is "spinner" for work under way."""

    icon: str
    token: str
    words: str


_PENDING = CallStatus("circle-dashed", "third_text", str(QT_TRANSLATE_NOOP("CallStatus", "Waiting")))
_RUNNING = CallStatus("spinner", "blue", str(QT_TRANSLATE_NOOP("CallStatus", "Running")))
_DONE = CallStatus("check-circle", "green", str(QT_TRANSLATE_NOOP("CallStatus", "Done")))
_FAILED = CallStatus("x-circle", "red", str(QT_TRANSLATE_NOOP("CallStatus", "Failed")))
_CANCELLED = CallStatus("prohibit", "second_text", str(QT_TRANSLATE_NOOP("CallStatus", "Cancelled")))

_TOOL_CALLS: dict[int, CallStatus] = {
    TOOL_CALL_PENDING: _PENDING,
    TOOL_CALL_RUNNING: _RUNNING,
    TOOL_CALL_COMPLETED: _DONE,
    TOOL_CALL_FAILED: _FAILED,
    TOOL_CALL_WAITING_APPROVAL: CallStatus(
        "hand", "waiting_text", str(QT_TRANSLATE_NOOP("CallStatus", "Waiting for you"))
    ),
    TOOL_CALL_SKIPPED: CallStatus(
        "skip-forward", "second_text", str(QT_TRANSLATE_NOOP("CallStatus", "Skipped"))
    ),
    TOOL_CALL_INTERRUPTED: CallStatus(
        "prohibit", "second_text", str(QT_TRANSLATE_NOOP("CallStatus", "Interrupted"))
    ),
}
_SUB_AGENTS: dict[int, CallStatus] = {
    SUB_AGENT_PENDING: _PENDING,
    SUB_AGENT_IN_PROGRESS: _RUNNING,
    SUB_AGENT_COMPLETED: _DONE,
    SUB_AGENT_FAILED: _FAILED,
    SUB_AGENT_CANCELLED: _CANCELLED,
}


def tool_call_status(status: int) -> CallStatus:
    """The look of a ToolCallStatus; an unknown one is grey with its raw name."""
    return _translated(_TOOL_CALLS.get(status)) or _unknown(ToolCallStatus, status)


def sub_agent_status(status: int) -> CallStatus:
    """The look of a SubAgentStatus; an unknown one is grey with its raw name."""
    return _translated(_SUB_AGENTS.get(status)) or _unknown(SubAgentStatus, status)


def _translated(known: CallStatus | None) -> CallStatus | None:
    if known is None:
        return None
    return CallStatus(known.icon, known.token, QCoreApplication.translate("CallStatus", known.words))


def _unknown(names: type[ToolCallStatus] | type[SubAgentStatus], status: int) -> CallStatus:
    try:
        name = names.Name(status)  # type: ignore[arg-type]
    except ValueError:
        name = str(status)
    return CallStatus("question", "third_text", name)
