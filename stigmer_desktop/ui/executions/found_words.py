"""The words that are looked for, wherever they stand in the texts that are drawn."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.theme import Tokens

_MOST_IN_ONE_TEXT = 2000


@dataclass(frozen=True)
class FoundPlace:
    """One occurrence in a drawn row: the number of its text, and where it stands in that."""

    surface: int
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

    def places(self, surfaces: Sequence[TextSurface]) -> list[FoundPlace]:
        """All occurrences in a row, in their order."""
        if self._pattern is None:
            return []
        return [
            FoundPlace(number, found.start(), found.end())
            for number, surface in enumerate(surfaces)
            for found in self._pattern.finditer(surface.text_between(0, surface.length))
        ]

    def show_on(self, key: str, surfaces: Sequence[TextSurface]) -> None:
        """Shows on a row what was found in it."""
        places = self.places(surfaces)
        current = None
        if key == self._key and places:
            current = places[min(self._number, len(places) - 1)]
        for number, surface in enumerate(surfaces):
            ranges = [(each.start, each.end) for each in places if each.surface == number]
            here = (current.start, current.end) if current and current.surface == number else None
            surface.set_found(ranges[:_MOST_IN_ONE_TEXT], here)


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
