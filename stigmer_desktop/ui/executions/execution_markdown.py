"""One execution as Markdown: what was asked, what the agent said and did, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.execution_rows import rows_of
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


def execution_markdown(execution: AgentExecution) -> str:
    """The whole execution; tool calls with their arguments and results, sub-agents with all they did."""
    rows = rows_of(execution, lambda key, by_itself: True, lambda key, text: [text])
    pieces = [piece for row in rows for piece in _pieces(row)]
    return "\n\n".join(piece for piece in pieces if piece.strip()) + "\n"


def _pieces(row: TranscriptRow) -> Iterator[str]:
    if isinstance(row, UserMessageRow):
        yield _quoted(row.text)
        yield "\n".join(f"- {path}" for path in row.attachments)
    elif isinstance(row, AnswerRow):
        yield row.text.strip("\n")
    elif isinstance(row, ThinkingRow):
        yield f"*{' '.join(row.text.split())}*"
    elif isinstance(row, ToolRow):
        yield from _call(row)
    elif isinstance(row, SubAgentRow):
        yield f"**{row.name}** {row.summary}".rstrip()
    elif isinstance(row, ErrorRow):
        yield f"**{row.text.strip()}**"
    elif isinstance(row, NoticeRow | WarningRow):
        yield f"> {' '.join(row.text.split())}"


def _call(row: ToolRow) -> Iterator[str]:
    call = row.call
    summary = summary_of(call)
    yield f"**{call.name}** `{summary}`" if summary and "`" not in summary else f"**{call.name}** {summary}"
    for change in call.file_changes:
        yield _fenced(change.unified_diff, "diff")
    if not call.file_changes:
        yield _fenced(arguments_text(call))
    yield _fenced(call.result)
    yield _fenced(call.error)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip("\n").split("\n"))


def _fenced(text: str, language: str = "") -> str:
    """`text` as code, behind a fence that is longer than any in it."""
    if not text.strip():
        return ""
    fence = "```"
    while fence in text:
        fence += "`"
    body = text.strip("\n")
    return f"{fence}{language}\n{body}\n{fence}"
