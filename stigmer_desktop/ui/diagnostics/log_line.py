"""The levels of log lines: which one a line has, and which lines a filter lets through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

_WORD = re.compile(r"\b(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)\b")
# A level stands near the beginning of its line; later, the word is part of a message.
_LATEST = 60


class Level(IntEnum):
    """How serious a line is."""

    ALL = 0
    INFO = 20
    WARNING = 30
    ERROR = 40


_LEVELS = {
    "DEBUG": Level.ALL,
    "INFO": Level.INFO,
    "WARN": Level.WARNING,
    "WARNING": Level.WARNING,
    "ERROR": Level.ERROR,
    "CRITICAL": Level.ERROR,
    "FATAL": Level.ERROR,
}


class LevelFilter:
    """Lets lines of a level through; a line without one, as in a traceback, goes with the line before."""

    def __init__(self, least: Level) -> None:
        self._least = least
        self._current = Level.INFO

    def passed(self, lines: Iterable[str]) -> Iterator[str]:
        """Those of `lines`, which follow the earlier ones, that are serious enough."""
        for line in lines:
            found = _WORD.search(line[:_LATEST])
            if found is not None:
                self._current = _LEVELS[found.group(1)]
            if self._current >= self._least:
                yield line
