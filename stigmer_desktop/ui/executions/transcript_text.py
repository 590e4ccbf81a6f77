"""What a whole row says as plain text, for copying."""

from __future__ import annotations

from stigmer_desktop.ui.executions.tool_summary import arguments_text, summary_of
from stigmer_desktop.ui.executions.transcript_row import (
    AnswerRow,
    ErrorRow,
    NoticeRow,
    SubAgentRow,
    ThinkingRow,
    ToolRow,
    TranscriptRow,
    UserMessageRow,
    WarningRow,
)


def row_text(row: TranscriptRow, *, whole_calls: bool = False) -> str:
    """The text of a row: messages as they were written, a tool call as its one line.

    Args:
        row: any row; those that only show a state give nothing.
        whole_calls: also what a tool was given and what it answered.
    """
    if isinstance(row, UserMessageRow | AnswerRow | ThinkingRow | NoticeRow | WarningRow | ErrorRow):
        return row.text.strip("\n")
    if isinstance(row, SubAgentRow):
        return f"{row.name}: {row.summary}" if row.summary else row.name
    if isinstance(row, ToolRow):
        line = f"{row.call.name} {summary_of(row.call)}".strip()
        if not whole_calls:
            return line
        parts = [row.call.name, arguments_text(row.call), row.call.result, row.call.error]
        return "\n".join(part for part in parts if part)
    return ""


def joined(texts: list[str]) -> str:
    """The texts of rows below each other, with a blank line between them."""
    return "\n\n".join(text for text in texts if text)
