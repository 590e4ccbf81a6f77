"""The files that a session has changed as rows: each path once, with all that was done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from stigmer_desktop.api.execution import TOOL_KIND_FILE_DELETE, FileChange
from stigmer_desktop.ui.executions.diff_lines import diff_lines
from stigmer_desktop.ui.inspector.call_row import CallRow
from stigmer_desktop.ui.inspector.code_line import CodeLine

_MOST_LINES = 20_000


@dataclass(frozen=True)
class FileEdit:
    """One change of a file: the execution and the key of the call that made it, and what it was."""

    execution_id: str
    part: str
    change: FileChange
    deletes: bool = False


@dataclass(frozen=True)
class FileRow:
    """One file.

    Attributes:
        path: as the agent calls it.
        edits: what was done to it, oldest first.
    """

    path: str
    edits: tuple[FileEdit, ...] = ()

    @property
    def added(self) -> int:
        return sum(edit.change.lines_added for edit in self.edits)

    @property
    def removed(self) -> int:
        return sum(edit.change.lines_removed for edit in self.edits)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePath(self.path).name or self.path

    @property
    def folder(self) -> str:
        """The path without its last part; empty for a file at the top."""
        parent = str(PurePath(self.path).parent)
        return "" if parent == "." else parent

    @property
    def is_deleted(self) -> bool:
        """Whether the last that happened to it was its end."""
        return self.edits[-1].deletes

    @property
    def is_new(self) -> bool:
        """Whether it was not there before."""
        return self.edits[0].change.unified_diff.startswith("--- /dev/null")

    @property
    def renamed_from(self) -> str:
        """What it was called before; empty if it was called the same."""
        return next((edit.change.rename_from for edit in self.edits if edit.change.rename_from), "")


def file_rows(calls: Sequence[CallRow]) -> list[FileRow]:
    """A row for each path, by the time of its first change."""
    edits: dict[str, list[FileEdit]] = {}
    for row in calls:
        for change in row.call.file_changes:
            deletes = row.call.tool_kind == TOOL_KIND_FILE_DELETE
            edit = FileEdit(row.execution_id, row.key, change, deletes)
            edits.setdefault(change.path, []).append(edit)
    return [FileRow(path, tuple(found)) for path, found in edits.items()]


def diff_of(row: FileRow, between: str) -> list[CodeLine]:
    """The lines of all changes of a file; in front of the second and further ones stands `between`.

    `between` may hold %1 for the number of the change and %2 for how many there are.
    """
    lines: list[CodeLine] = []
    count = len(row.edits)
    for number, edit in enumerate(row.edits, start=1):
        if count > 1:
            words = between.replace("%1", str(number)).replace("%2", str(count))
            lines.append(CodeLine(words, color="second_text", fill="user_message"))
        text, marks = diff_lines(edit.change.unified_diff)
        lines += [
            CodeLine(line, mark.number, mark.sign, mark.color, mark.fill)
            for line, mark in zip(text.split("\n"), marks, strict=False)
        ]
        if len(lines) > _MOST_LINES:
            break
    return lines[:_MOST_LINES]
