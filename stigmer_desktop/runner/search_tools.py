"""The tools that look around in the workspace: ls, glob and grep."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from wcmatch import glob as patterns

from stigmer_desktop.api.execution import TOOL_KIND_LIST, TOOL_KIND_SEARCH, ToolKind
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolFailed, ToolOutcome, schema
from stigmer_desktop.runner.workspace import HIDDEN_FOLDER, Workspace

MOST_ENTRIES = 500
MOST_HITS = 200
LARGEST_FILE = 5_000_000
LONGEST_LINE = 300
SECONDS = 30.0
# Large, and hardly ever what is looked for.
SKIPPED = {".git", "node_modules", "__pycache__", ".venv", HIDDEN_FOLDER}
_GLOB = patterns.GLOBSTAR | patterns.BRACE | patterns.DOTGLOB
_PATH = {"type": "string", "description": "a folder or file, relative to the workspace folder; all if empty"}


class SearchTools:
    """Lists and searches one workspace; links are not followed out of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def tools(self) -> list[Tool]:
        """The tools, for an agent."""
        pattern = {"type": "string", "minLength": 1}
        return [
            _tool("ls", "Lists a folder.", schema({}, {"path": _PATH}), TOOL_KIND_LIST, self.list),
            _tool(
                "glob",
                "Finds files by a pattern such as **/*.py.",
                schema({"pattern": pattern}, {"path": _PATH}),
                TOOL_KIND_SEARCH,
                self.glob,
            ),
            _tool(
                "grep",
                "Finds lines by a regular expression (Python's), in files that match `glob` if given.",
                schema(
                    {"pattern": pattern}, {"path": _PATH, "glob": pattern, "ignore_case": {"type": "boolean"}}
                ),
                TOOL_KIND_SEARCH,
                self.grep,
            ),
        ]

    def list(self, arguments: Arguments, stop: Stop) -> ToolOutcome:
        """The entries of one folder. Raises ToolFailed, as do the two below."""
        folder = self._workspace.visible(arguments.get("path") or ".")
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            raise ToolFailed(f"There is no folder {arguments.get('path')}.") from None
        except NotADirectoryError:
            raise ToolFailed(f"{arguments.get('path')} is a file. Read it with read_file.") from None
        except OSError as error:
            raise ToolFailed(f"{arguments.get('path')} cannot be listed: {error.strerror}.") from None
        shown = [entry.name + ("/" if _is_folder(entry) else "") for entry in entries]
        return ToolOutcome(_limited(shown, MOST_ENTRIES, "entries") or "The folder is empty.")

    def glob(self, arguments: Arguments, stop: Stop) -> ToolOutcome:
        """The files whose path matches."""
        base = self._workspace.visible(arguments.get("path") or ".")
        pattern = arguments["pattern"].lstrip("/")
        found = []
        for path in self._files(base, stop):
            if patterns.globmatch(path.relative_to(base).as_posix(), pattern, flags=_GLOB):
                found.append(self._workspace.shown(path))
        return ToolOutcome(_limited(sorted(found), MOST_ENTRIES, "files") or "No file matches.")

    def grep(self, arguments: Arguments, stop: Stop) -> ToolOutcome:
        """The lines that match."""
        try:
            wanted = re.compile(arguments["pattern"], re.IGNORECASE if arguments.get("ignore_case") else 0)
        except re.error as error:
            raise ToolFailed(f"The pattern is no regular expression: {error}.") from None
        base = self._workspace.visible(arguments.get("path") or ".")
        if not base.exists():
            raise ToolFailed(f"There is no {arguments.get('path')}.")
        only: str | None = arguments.get("glob")
        hits: list[str] = []
        for path in self._files(base, stop) if base.is_dir() else [base]:
            name = self._workspace.shown(path)
            if only and not patterns.globmatch(name, [only, "**/" + only], flags=_GLOB):
                continue
            for number, line in _lines(path):
                if len(line) <= LARGEST_FILE and wanted.search(line[:10_000]):
                    hits.append(f"{name}:{number}: {line.strip()[:LONGEST_LINE]}")
                if len(hits) > MOST_HITS:
                    return ToolOutcome(
                        "\n".join(hits[:MOST_HITS])
                        + f"\n(More than {MOST_HITS} lines match; narrow it down.)"
                    )
        return ToolOutcome("\n".join(hits) or "No line matches.")

    def _files(self, base: Path, stop: Stop) -> Iterator[Path]:
        for folder, folders, names in os.walk(base):
            folders[:] = sorted(each for each in folders if each not in SKIPPED or base.name == each)
            for name in sorted(names):
                stop.check()
                path = Path(folder, name)
                if path.is_symlink() and not self._workspace.allows(Path(os.path.realpath(path))):
                    continue
                if path.is_file():
                    yield path


class Stop:
    """Lets a search that runs in a thread end early."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.monotonic() + seconds
        self._asked = threading.Event()

    def ask(self) -> None:
        self._asked.set()

    def check(self) -> None:
        """Raises ToolFailed when it is time to end."""
        if self._asked.is_set() or time.monotonic() > self._end:
            raise ToolFailed(f"The search took longer than {SECONDS:g} s. Search in a smaller folder.")


def _tool(
    name: str,
    description: str,
    parameters: dict[str, object],
    kind: ToolKind.ValueType,
    work: Callable[[Arguments, Stop], ToolOutcome],
) -> Tool:
    async def run(arguments: Arguments, output: Output) -> ToolOutcome:
        stop = Stop()
        try:
            return await asyncio.to_thread(work, arguments, stop)
        finally:
            stop.ask()

    return Tool(name, description, parameters, kind, run)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return
        data = path.read_bytes()
    except OSError:
        return
    if b"\0" in data[:8192]:
        return
    yield from enumerate(data.decode("utf-8", "replace").splitlines(), start=1)


def _limited(lines: list[str], most: int, what: str) -> str:
    if len(lines) <= most:
        return "\n".join(lines)
    return "\n".join(lines[:most]) + f"\n({len(lines) - most} more {what}; narrow it down.)"
