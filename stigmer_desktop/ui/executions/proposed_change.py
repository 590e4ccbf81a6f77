"""What an edit that has not changed its file yet, or never will, is to put in place of what."""

from __future__ import annotations

import difflib

from stigmer_desktop.api.execution import TOOL_KIND_FILE_EDIT, FileChange, ToolCall
from stigmer_desktop.ui.executions.tool_summary import arguments_of

_OLD, _NEW = "old_string", "new_string"
_PATHS = ("file_path", "path", "filename", "file")
# What a diff and its head say of an edit's arguments.
IN_DIFF = (_OLD, _NEW, *_PATHS)
# Longer ones are read as arguments: comparing them would hold the window up.
_LONGEST = 20_000


def shown_changes(call: ToolCall) -> list[FileChange]:
    """The changes that a call made; for an edit that made none, the one that it asks for."""
    if call.file_changes or call.tool_kind != TOOL_KIND_FILE_EDIT:
        return list(call.file_changes)
    arguments = arguments_of(call)
    old, new = arguments.get(_OLD), arguments.get(_NEW)
    path = next((arguments[name] for name in _PATHS if isinstance(arguments.get(name), str)), "")
    if not isinstance(old, str) or not isinstance(new, str) or not path or len(old) + len(new) > _LONGEST:
        return []
    before, after = old.split("\n"), new.split("\n")
    lines = list(difflib.unified_diff(before, after, n=len(before), lineterm=""))
    if not lines:
        return []
    added = sum(line.startswith("+") for line in lines[2:])
    removed = sum(line.startswith("-") for line in lines[2:])
    diff = "\n".join(lines)
    return [FileChange(path=path, unified_diff=diff, lines_added=added, lines_removed=removed)]
