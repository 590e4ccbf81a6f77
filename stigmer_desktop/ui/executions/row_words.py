"""The words that rows put around what they were given: one reads and finds the same ones."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.execution import (
    EXECUTION_FAILED,
    MESSAGE_SYSTEM,
    MESSAGE_TOOL,
    MessageType,
    ToolCall,
)
from stigmer_desktop.ui.executions.proposed_change import shown_changes
from stigmer_desktop.ui.executions.tool_summary import summary_of
from stigmer_desktop.ui.executions.transcript_row import ErrorRow, NoticeRow, SubAgentRow, WarningRow
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.user_error import as_sentence

# What the reasons name that another model may not have.
_OF_MODEL = re.compile(r"\bmodels?\b|\bAPI key\b|\bquota\b", re.IGNORECASE)


def notice_words(row: NoticeRow | WarningRow) -> str:
    """What a notice says; who says it comes first, unless it is the system."""
    label = "" if isinstance(row, WarningRow) else _label(row.message_type)
    return f"{label}: {row.text}" if label else row.text


def error_words(row: ErrorRow) -> str:
    """Why an execution ended, as a sentence."""
    # The server begins a reason with the word that stands above it.
    reason = row.text.removeprefix(f"{phase_style(row.phase).words}: ")
    return as_sentence(reason) or QCoreApplication.translate(
        "ErrorItem", "It failed, and the runner gave no reason."
    )


def blames_model(row: ErrorRow) -> bool:
    """Whether another model may do better: the reason tells of the model, its server or its account."""
    return row.phase == EXECUTION_FAILED and bool(_OF_MODEL.search(row.text))


def tool_name(call: ToolCall) -> str:
    """How a tool call is called."""
    return call.name or QCoreApplication.translate("ToolItem", "tool")


def sub_agent_name(row: SubAgentRow) -> str:
    """How a sub-agent is called."""
    return row.name or QCoreApplication.translate("SubAgentItem", "sub-agent")


def tool_head_words(call: ToolCall) -> str:
    """What only the head of a tool call says: its name, and on a second line its summary if the arguments
    are not shown when it is open."""
    return f"{tool_name(call)}\n{summary_of(call)}" if shown_changes(call) else tool_name(call)


def sub_agent_head_words(row: SubAgentRow) -> str:
    """What the head of a sub-agent says, its name and its summary on two lines."""
    return f"{sub_agent_name(row)}\n{row.summary}"


def _label(message_type: int) -> str:
    if message_type == MESSAGE_SYSTEM:
        return ""
    if message_type == MESSAGE_TOOL:
        return QCoreApplication.translate("NoticeItem", "A tool says")
    known = message_type in MessageType.values()
    name = MessageType.Name(message_type) if known else str(message_type)  # type: ignore[arg-type]
    return QCoreApplication.translate("NoticeItem", "Message of type %1").replace("%1", name)
