"""The tools that read and change files of the workspace."""

from __future__ import annotations

import asyncio
import difflib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from stigmer_desktop.api.execution import (
    TOOL_KIND_FILE_DELETE,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_READ,
    TOOL_KIND_FILE_WRITE,
    FileChange,
    ToolKind,
)
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolFailed, ToolOutcome, schema
from stigmer_desktop.runner.workspace import Workspace

LARGEST_FILE = 10_000_000
MOST_LINES = 2000
LONGEST_LINE = 2000
LARGEST_DIFF = 1_000_000
_PATH = {"type": "string", "description": "the file, relative to the workspace folder"}


class FileTools:
    """Reads, writes, edits and deletes files inside one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def tools(self) -> list[Tool]:
        """The tools, for an agent."""
        number = {"type": "integer", "minimum": 0}
        return [
            self._tool(
                "read_file",
                f"Reads a text file, with line numbers; at most {MOST_LINES} lines from `offset` (from 0).",
                schema({"file_path": _PATH}, {"offset": number, "limit": number}),
                TOOL_KIND_FILE_READ,
                self.read,
            ),
            self._tool(
                "write_file",
                "Writes a whole text file; a file that is there is replaced, folders are made.",
                schema({"file_path": _PATH, "content": {"type": "string"}}),
                TOOL_KIND_FILE_WRITE,
                self.write,
            ),
            self._tool(
                "edit_file",
                "Replaces exact text in a file. old_string must stand there once, unless replace_all.",
                schema(
                    {
                        "file_path": _PATH,
                        "old_string": {"type": "string", "minLength": 1},
                        "new_string": {"type": "string"},
                    },
                    {"replace_all": {"type": "boolean"}},
                ),
                TOOL_KIND_FILE_EDIT,
                self.edit,
            ),
            self._tool(
                "delete_file",
                "Deletes one file.",
                schema({"file_path": _PATH}),
                TOOL_KIND_FILE_DELETE,
                self.delete,
            ),
        ]

    def read(self, arguments: Arguments) -> ToolOutcome:
        """Lines of a file. Raises ToolFailed, as do the three below."""
        path = self._workspace.visible(arguments["file_path"])
        lines = _text_of(path, arguments["file_path"]).splitlines()
        offset = int(arguments.get("offset") or 0)
        limit = min(int(arguments.get("limit") or MOST_LINES), MOST_LINES)
        if not lines:
            return ToolOutcome("The file is empty.")
        if offset >= len(lines):
            raise ToolFailed(f"The file has {len(lines)} lines; there is none at offset {offset}.")
        shown = [
            f"{number:>6}\t{_cut(line)}"
            for number, line in enumerate(lines[offset : offset + limit], start=offset + 1)
        ]
        left = len(lines) - offset - limit
        if left > 0:
            shown.append(f"({left} more lines: read on with offset {offset + limit}.)")
        return ToolOutcome("\n".join(shown))

    def write(self, arguments: Arguments) -> ToolOutcome:
        """A whole new content for a file."""
        path = self._workspace.inside(arguments["file_path"])
        before = _text_of(path, arguments["file_path"]) if path.exists() else None
        content = arguments["content"]
        _replace(path, content)
        name = self._workspace.shown(path)
        done = "Wrote" if before is None else "Replaced"
        return ToolOutcome(
            f"{done} {name} ({len(content.splitlines())} lines).",
            file_changes=(_change(name, before or "", content, new=before is None),),
        )

    def edit(self, arguments: Arguments) -> ToolOutcome:
        """Exact text of a file replaced."""
        path = self._workspace.inside(arguments["file_path"])
        before = _text_of(path, arguments["file_path"])
        old, new = arguments["old_string"], arguments["new_string"]
        if "\r\n" in before and "\r\n" not in old:
            old, new = old.replace("\n", "\r\n"), new.replace("\r\n", "\n").replace("\n", "\r\n")
        found = before.count(old)
        name = self._workspace.shown(path)
        if not found:
            raise ToolFailed(f"old_string does not stand in {name}. Read the file and copy the text exactly.")
        if found > 1 and not arguments.get("replace_all"):
            raise ToolFailed(
                f"old_string stands in {name} {found} times. Give more of the text around it, or replace_all."
            )
        after = before.replace(old, new)
        _replace(path, after)
        places = "1 place" if found == 1 else f"{found} places"
        return ToolOutcome(f"Edited {name} in {places}.", file_changes=(_change(name, before, after),))

    def delete(self, arguments: Arguments) -> ToolOutcome:
        """A file removed; a link is removed, not what it points at."""
        given = self._workspace.root / arguments["file_path"].lstrip("/")
        path = self._workspace.inside(arguments["file_path"])
        if given.is_symlink() and self._workspace.inside(str(given.parent)) == given.parent:
            path = given
        elif not path.is_file():
            raise ToolFailed(f"There is no file {arguments['file_path']}.")
        name = self._workspace.shown(path)
        before = "" if path.is_symlink() else _text_of(path, name, strict=False)
        try:
            path.unlink()
        except OSError as error:
            raise ToolFailed(f"{name} cannot be deleted: {error.strerror}.") from None
        return ToolOutcome(f"Deleted {name}.", file_changes=(_change(name, before, "", gone=True),))

    def _tool(
        self,
        name: str,
        description: str,
        parameters: dict[str, object],
        kind: ToolKind.ValueType,
        work: Callable[[Arguments], ToolOutcome],
    ) -> Tool:
        async def run(arguments: Arguments, output: Output) -> ToolOutcome:
            return await asyncio.to_thread(work, arguments)

        return Tool(name, description, parameters, kind, run)


def _text_of(path: Path, name: str, *, strict: bool = True) -> str:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ToolFailed(f"{name} is a folder. List it with ls.")
        if not stat.S_ISREG(found.st_mode):
            raise ToolFailed(f"{name} is not a plain file.")
        if found.st_size > LARGEST_FILE:
            if not strict:
                return ""
            raise ToolFailed(f"{name} has {found.st_size:,} bytes, too much to read. Use grep.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ToolFailed(f"There is no file {name}.") from None
    except OSError as error:
        raise ToolFailed(f"{name} cannot be read: {error.strerror}.") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if not strict:
            return ""
        raise ToolFailed(f"{name} is not a text file in UTF-8 ({len(data):,} bytes).") from None


def _replace(path: Path, text: str) -> None:
    """Puts `text` in place of `path` in one step; the file keeps its mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
        descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.chmod(draft, mode)
            os.replace(draft, path)
        except BaseException:
            os.unlink(draft)
            raise
    except UnicodeEncodeError:
        raise ToolFailed("The text holds halves of characters, which a file cannot.") from None
    except OSError as error:
        raise ToolFailed(f"{path.name} cannot be written: {error.strerror}.") from None


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} … ({len(line):,} characters)"


def _change(name: str, before: str, after: str, *, new: bool = False, gone: bool = False) -> FileChange:
    lines = list(
        difflib.unified_diff(
            before.splitlines(),
            after.splitlines(),
            "/dev/null" if new else f"a/{name}",
            "/dev/null" if gone else f"b/{name}",
            lineterm="",
        )
    )
    diff = "\n".join(lines)
    if len(diff) > LARGEST_DIFF:
        diff = diff[:LARGEST_DIFF].rpartition("\n")[0] + "\n… (the rest of the change is not shown)"
    return FileChange(
        path=name,
        unified_diff=diff,
        lines_added=sum(line.startswith("+") for line in lines[2:]),
        lines_removed=sum(line.startswith("-") for line in lines[2:]),
    )
