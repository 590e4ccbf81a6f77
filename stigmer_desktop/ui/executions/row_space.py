"""How much room rows leave between them, and how tall they probably are before they are drawn."""

from __future__ import annotations

from stigmer_desktop.ui.executions.transcript_row import (
    ActivityRow,
    AgainRow,
    AnswerRow,
    EndRow,
    ErrorRow,
    HeaderRow,
    NoticeRow,
    RestartRow,
    SubAgentRow,
    ThinkingRow,
    ToolRow,
    TranscriptRow,
    UserMessageRow,
    WarningRow,
)

TOP = 18
BOTTOM = 24
BETWEEN_EXECUTIONS = 30
_LETTER_WIDTH = 7.1


def space_before(row: TranscriptRow, previous: TranscriptRow | None) -> int:
    """Pixels between `row` and the one above it."""
    if previous is None:
        return TOP
    if row.execution_id != previous.execution_id:
        return BETWEEN_EXECUTIONS
    if isinstance(row, HeaderRow):
        return 12
    if isinstance(row, AgainRow):
        return 6
    if isinstance(previous, HeaderRow):
        return 8
    if isinstance(row, ToolRow) and isinstance(previous, ToolRow):
        return 8
    if isinstance(row, ToolRow | SubAgentRow) and isinstance(previous, ToolRow | SubAgentRow):
        return 6
    if isinstance(row, AnswerRow) and isinstance(previous, AnswerRow):
        return 10
    if isinstance(row, ErrorRow | UserMessageRow):
        return 14
    return 12


def probable_height(row: TranscriptRow, width: int, percent: int) -> int:
    """A guess at the height that `row` will have at `width` pixels."""
    return round(_usual_height(row, round(width * 100 / percent)) * percent / 100)


def _usual_height(row: TranscriptRow, width: int) -> int:
    if isinstance(row, UserMessageRow):
        return _text_height(row.text[:6000], width - 28, 22) + 20
    if isinstance(row, AnswerRow):
        return _markdown_height(row.text, width)
    if isinstance(row, ToolRow):
        return 36
    if isinstance(row, SubAgentRow):
        return 30
    if isinstance(row, ThinkingRow):
        return 26
    if isinstance(row, ErrorRow):
        return _text_height(row.text[:1000], width - 60, 22) + 80
    if isinstance(row, NoticeRow | WarningRow):
        return _text_height(row.text[:6000], width - 24, 20)
    if isinstance(row, ActivityRow | HeaderRow | AgainRow | EndRow | RestartRow):
        return 22
    return 40


def _text_height(text: str, width: int, line_height: int) -> int:
    per_line = max(1.0, width / _LETTER_WIDTH)
    lines = 1 + text.count("\n") + int(len(text) / per_line * 0.8)
    return min(lines, 70) * line_height


def _markdown_height(text: str, width: int) -> int:
    # Half of the line feeds of Markdown are blank lines, which are drawn as a gap of half a line.
    per_line = max(1.0, width / _LETTER_WIDTH)
    return 22 + int(len(text) / per_line * 22) + text.count("\n") * 13
