"""The words that are looked for, wherever they stand in the texts that are drawn."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from stigmer_desktop.ui.executions.text_surface import SearchedText
from stigmer_desktop.ui.theme import Tokens

_MOST_IN_ONE_TEXT = 2000


@dataclass(frozen=True)
class FoundPlace:
    """One occurrence in a drawn row: the number of its text, and the positions in that."""

    text: int
    start: int
    end: int


class FoundWords:
    """Shows all occurrences of a pattern, and one of them as the current one."""

    def __init__(self) -> None:
        self._pattern: re.Pattern[str] | None = None
        self._key = ""
        self._number = 0

    def look_for(self, pattern: re.Pattern[str] | None) -> None:
        """Another pattern is looked for; None for nothing."""
        self._pattern = pattern
        self._key = ""

    @property
    def is_looking(self) -> bool:
        """Whether anything is looked for."""
        return self._pattern is not None

    def stand_on(self, key: str, number: int) -> None:
        """The occurrence `number` of the row named `key` is the current one."""
        self._key, self._number = key, number

    def places(self, texts: Sequence[SearchedText]) -> list[FoundPlace]:
        """All occurrences in a row, in their order."""
        if self._pattern is None:
            return []
        return [
            FoundPlace(number, start, end)
            for number, text in enumerate(texts)
            for start, end in _positions(self._pattern, text)
        ]

    def show_on(self, key: str, texts: Sequence[SearchedText]) -> None:
        """Shows on a row what was found in it."""
        places = self.places(texts)
        current = None
        if key == self._key and places:
            current = places[min(self._number, len(places) - 1)]
        for number, text in enumerate(texts):
            ranges = [(each.start, each.end) for each in places if each.text == number]
            here = (current.start, current.end) if current and current.text == number else None
            text.set_found(ranges[:_MOST_IN_ONE_TEXT], here)


def _positions(pattern: re.Pattern[str], text: SearchedText) -> Iterator[tuple[int, int]]:
    words = text.text_between(0, text.length)
    # A text of Qt counts some characters, such as emoji, twice.
    counts_twice = text.length > len(words)
    for found in pattern.finditer(words):
        if counts_twice:
            start = _units(words[: found.start()])
            yield start, start + _units(found[0])
        else:
            yield found.start(), found.end()


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def overlapping(ranges: Sequence[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Of rising `ranges` those that share a position with `first` to `last`."""
    at = max(0, bisect_left(ranges, (first, first)) - 1)
    found = []
    while at < len(ranges) and ranges[at][0] < last:
        if ranges[at][1] > first:
            found.append(ranges[at])
        at += 1
    return found


def found_fill(tokens: Tokens, current: bool) -> QColor:
    """The colour beneath what was found; what lies under it stays readable."""
    fill = QColor(tokens.timeline_waiting)
    fill.setAlphaF(0.62 if current else 0.26)
    return fill
