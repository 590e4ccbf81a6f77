"""Which tool calls are listed: those of one kind, in one state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.execution import (
    TOOL_KIND_FETCH,
    TOOL_KIND_FILE_DELETE,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_READ,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_LIST,
    TOOL_KIND_MCP,
    TOOL_KIND_MEMORY,
    TOOL_KIND_SEARCH,
    TOOL_KIND_SHELL,
    TOOL_KIND_SUBAGENT,
    TOOL_KIND_THINK,
    TOOL_KIND_TODO,
    TOOL_KIND_WEB_SEARCH,
)
from stigmer_desktop.ui.executions.call_status import tool_call_status
from stigmer_desktop.ui.inspector.call_row import CallRow
from stigmer_desktop.ui.widgets.choice_button import Choice

ALL = ""
_KINDS: dict[int, str] = {
    TOOL_KIND_FILE_READ: str(QT_TRANSLATE_NOOP("ToolKind", "Reads files")),
    TOOL_KIND_FILE_WRITE: str(QT_TRANSLATE_NOOP("ToolKind", "Writes files")),
    TOOL_KIND_FILE_EDIT: str(QT_TRANSLATE_NOOP("ToolKind", "Edits files")),
    TOOL_KIND_FILE_DELETE: str(QT_TRANSLATE_NOOP("ToolKind", "Deletes files")),
    TOOL_KIND_SHELL: str(QT_TRANSLATE_NOOP("ToolKind", "Commands")),
    TOOL_KIND_SEARCH: str(QT_TRANSLATE_NOOP("ToolKind", "Searches files")),
    TOOL_KIND_LIST: str(QT_TRANSLATE_NOOP("ToolKind", "Lists folders")),
    TOOL_KIND_FETCH: str(QT_TRANSLATE_NOOP("ToolKind", "Fetches pages")),
    TOOL_KIND_WEB_SEARCH: str(QT_TRANSLATE_NOOP("ToolKind", "Searches the web")),
    TOOL_KIND_THINK: str(QT_TRANSLATE_NOOP("ToolKind", "Thinks")),
    TOOL_KIND_TODO: str(QT_TRANSLATE_NOOP("ToolKind", "Plans")),
    TOOL_KIND_SUBAGENT: str(QT_TRANSLATE_NOOP("ToolKind", "Sub-agents")),
    TOOL_KIND_MCP: str(QT_TRANSLATE_NOOP("ToolKind", "MCP tools")),
    TOOL_KIND_MEMORY: str(QT_TRANSLATE_NOOP("ToolKind", "Memory")),
}


@dataclass(frozen=True)
class CallFilter:
    """A kind and a state, each as the text of its number; ALL for any."""

    kind: str = ALL
    status: str = ALL

    @property
    def is_empty(self) -> bool:
        """Whether it lets everything through."""
        return self == CallFilter()

    def applied(self, rows: Sequence[CallRow]) -> Sequence[CallRow]:
        """The rows that it lets through, in their order."""
        if self.is_empty:
            return rows
        return [
            row
            for row in rows
            if self.kind in (ALL, str(row.call.tool_kind)) and self.status in (ALL, str(row.call.status))
        ]


def kind_choices(rows: Iterable[CallRow], chosen: str) -> list[Choice]:
    """All kinds, then each one that there is, with how many of it there are."""
    counts = Counter(str(row.call.tool_kind) for row in rows)
    found = sorted({*counts, chosen} - {ALL}, key=lambda kind: (-counts[kind], int(kind)))
    every = Choice(ALL, QCoreApplication.translate("ToolKind", "All kinds"), str(counts.total()))
    return [every, *(Choice(kind, kind_words(int(kind)), str(counts[kind])) for kind in found)]


def status_choices(rows: Iterable[CallRow], chosen: str) -> list[Choice]:
    """All states, then each one that there is, with how many calls are in it."""
    counts = Counter(str(row.call.status) for row in rows)
    found = sorted({*counts, chosen} - {ALL}, key=int)
    every = Choice(ALL, QCoreApplication.translate("ToolKind", "All states"), str(counts.total()))
    return [
        every,
        *(Choice(state, tool_call_status(int(state)).words, str(counts[state])) for state in found),
    ]


def kind_words(kind: int) -> str:
    """A ToolKind as people read it; any other is another tool."""
    return QCoreApplication.translate("ToolKind", _KINDS.get(kind, "Other tools"))
