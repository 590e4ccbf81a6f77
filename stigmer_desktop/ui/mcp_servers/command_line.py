"""A command line as one pastes it from a page of instructions, taken apart into program and arguments."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.ui.resources.field_text import StringAt

_PATH = re.compile(r"^(?:[/~\\]|\.{1,2}[/\\]|[A-Za-z]:[/\\])")
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")


def command_words(text: str) -> list[str]:
    """The program and its arguments, where `text` is a whole command line; else nothing.

    A path may have blanks in it: it is a command line only if its first word is a file and all of it
    is none.
    """
    line = text.strip()
    if not re.search(r"\s", line):
        return []
    try:
        words = shlex.split(line.replace("\\", "\\\\") if _is_of_windows(line) else line)
    except ValueError:
        return []
    if len(words) < 2 or _ASSIGNMENT.match(words[0]):
        return []
    quoted = line[0] in "'\""
    if _PATH.match(line) and not quoted and (_is_file(line) or not _is_file(words[0])):
        return []
    return words


class CommandAt(StringAt):
    """The program of a server; its arguments stand in a field of their own."""

    def fault(self, text: str) -> str:
        line = text.strip()
        if command_words(line) or (re.search(r"\s", line) and not _PATH.match(line)):
            return QCoreApplication.translate(
                "McpServers", "Only the program stands here. Put the arguments below, one on each line."
            )
        return super().fault(text)


def _is_of_windows(line: str) -> bool:
    return "\\" in line and bool(re.search(r"[A-Za-z]:\\", line))


def _is_file(path: str) -> bool:
    try:
        return Path(path).expanduser().is_file()
    except (OSError, RuntimeError):
        return False
