"""What a tool call shows in its one row: an icon by its kind, and its arguments in a few words."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import Any

from google.protobuf.json_format import MessageToDict
from PySide6.QtCore import QCoreApplication

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
    ToolCall,
)
from stigmer_desktop.ui.executions.amount_text import line_count, lines_text
from stigmer_desktop.ui.executions.todo_text import plan_of, plan_text

SUMMARY_LENGTH = 80

_ICONS: dict[int, str] = {
    TOOL_KIND_FILE_READ: "file-text",
    TOOL_KIND_FILE_WRITE: "file-plus",
    TOOL_KIND_FILE_EDIT: "note-pencil",
    TOOL_KIND_FILE_DELETE: "trash",
    TOOL_KIND_SHELL: "terminal-window",
    TOOL_KIND_SEARCH: "magnifying-glass",
    TOOL_KIND_LIST: "folder-open",
    TOOL_KIND_FETCH: "globe",
    TOOL_KIND_WEB_SEARCH: "globe-hemisphere-west",
    TOOL_KIND_THINK: "brain",
    TOOL_KIND_TODO: "list-bullets",
    TOOL_KIND_SUBAGENT: "git-branch",
    TOOL_KIND_MCP: "cube",
    TOOL_KIND_MEMORY: "notebook",
}
_PATH_NAMES = ("file_path", "path", "filename", "file", "directory", "dir")
_READ_FIRST = (*_PATH_NAMES, "old_string", "new_string")
_TELLING_NAMES: dict[int, tuple[str, ...]] = {
    TOOL_KIND_FILE_READ: _PATH_NAMES,
    TOOL_KIND_FILE_WRITE: _PATH_NAMES,
    TOOL_KIND_FILE_EDIT: _PATH_NAMES,
    TOOL_KIND_FILE_DELETE: _PATH_NAMES,
    TOOL_KIND_LIST: _PATH_NAMES,
    TOOL_KIND_SHELL: ("command", "cmd", "script"),
    TOOL_KIND_SEARCH: ("pattern", "query", "regex"),
    TOOL_KIND_WEB_SEARCH: ("query", "q"),
    TOOL_KIND_FETCH: ("url", "uri"),
    TOOL_KIND_SUBAGENT: ("description", "task", "prompt"),
    TOOL_KIND_THINK: ("thought",),
}


def tool_icon(kind: int) -> str:
    """The Phosphor icon of a tool kind; a wrench for one that is not known."""
    return _ICONS.get(kind, "wrench")


def arguments_of(call: ToolCall) -> dict[str, Any]:
    """The arguments as plain values; whole numbers without a fraction."""
    return {name: _plain(value) for name, value in MessageToDict(call.args).items()}


def arguments_text(call: ToolCall, without: Sequence[str] = ()) -> str:
    """All arguments, to read: "name: value" a line, those that take several lines last; a plan as a list.

    Those named by `without` are left out, since they are shown elsewhere.
    """
    arguments = arguments_of(call)
    if steps := plan_of(call, arguments):
        return plan_text(steps)
    if not arguments:
        return _preview(call)
    named = [(name, value) for name, value in arguments.items() if name not in without]
    told = sorted(
        ((_is_long(value), name, value) for name, value in named),
        key=lambda entry: (entry[0], _rank(entry[1]), entry[1]),
    )
    return "\n".join(
        f"{name}:\n{textwrap.indent(_long(value), '  ')}" if is_long else f"{name}: {_short(value)}"
        for is_long, name, value in told
    )


def summary_of(call: ToolCall) -> str:
    """The arguments in at most 80 characters, the telling one first; never with a line break."""
    arguments = arguments_of(call)
    summary = _told(call, arguments)
    if call.tool_kind == TOOL_KIND_FILE_READ and call.result:
        summary = f"{summary} · {lines_text(line_count(call.result))}".removeprefix(" · ")
    return shortened(summary, SUMMARY_LENGTH)


def shortened(text: str, length: int) -> str:
    """`text` on one line, cut with an ellipsis so that it has at most `length` characters."""
    line = " ".join(text[: length * 8].split())
    return line if len(line) <= length and len(text) <= length * 8 else line[: length - 1].rstrip() + "…"


def _told(call: ToolCall, arguments: dict[str, Any]) -> str:
    if not arguments:
        return _preview(call)
    if call.tool_kind == TOOL_KIND_TODO and (plan := _plan(arguments.get("todos"))):
        return plan
    for name in _TELLING_NAMES.get(call.tool_kind, ()):
        value = arguments.get(name)
        if isinstance(value, str) and value.strip():
            place = next((arguments[p] for p in _PATH_NAMES if isinstance(arguments.get(p), str)), "")
            if call.tool_kind == TOOL_KIND_SEARCH and place:
                return f"{value} in {place}"
            return value
    if len(arguments) == 1:
        return _short(next(iter(arguments.values())))
    return ", ".join(f"{name}: {_short(value)}" for name, value in sorted(arguments.items()))


def _preview(call: ToolCall) -> str:
    # What a runner makes of no arguments at all.
    return "" if call.args_preview.strip() in ("{}", "[]", "null") else call.args_preview


def _plan(todos: Any) -> str:
    """A plan in a few words: "1 of 4 done · Run the tests"; empty if it is none."""
    known = [todo for todo in todos if isinstance(todo, dict)] if isinstance(todos, list) else []
    if not known:
        return ""
    done = sum(todo.get("status") == "completed" for todo in known)
    counted = QCoreApplication.translate("ToolSummary", "%1 of %2 done")
    words = counted.replace("%1", str(done)).replace("%2", str(len(known)))
    current = next((todo.get("content") for todo in known if todo.get("status") == "in_progress"), None)
    return f"{words} · {current}" if isinstance(current, str) and current.strip() else words


def _rank(name: str) -> int:
    # What is replaced is read before what comes in its place.
    return _READ_FIRST.index(name) if name in _READ_FIRST else len(_READ_FIRST)


def _is_long(value: Any) -> bool:
    return "\n" in value if isinstance(value, str) else len(_short(value)) > SUMMARY_LENGTH


def _long(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    # A Struct knows only doubles, so 188 comes back as 188.0.
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
