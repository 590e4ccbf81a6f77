"""Where the lines of a plain text stand: positions, wrapping by columns, and words; no drawing."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from typing import NamedTuple

LONGEST_LINE = 2000
_TAB = 4


class VisualLine(NamedTuple):
    """One line as it is drawn: the line of the text it is of, and the columns it shows."""

    line: int
    start: int
    end: int


class LineLayout:
    """A text as lines, cut where they are too long for `columns` columns (0: only where absurdly long)."""

    def __init__(self, text: str, columns: int = 0) -> None:
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.length = len(text)
        self.visual = self._wrapped(columns)
        self._first_visual = self._firsts()

    def wrap(self, columns: int) -> None:
        """Cuts the lines anew for another width."""
        self.visual = self._wrapped(columns)
        self._first_visual = self._firsts()

    def position(self, visual: int, column: int) -> int:
        """The position of a column of a drawn line."""
        place = self.visual[visual]
        return self._starts[place.line] + min(place.start + column, place.end)

    def unit(self, visual: int, column: int) -> int:
        """How Qt counts a column of a drawn line: emoji and the like are two of its characters."""
        place = self.visual[visual]
        before = self.lines[place.line][place.start : place.start + column]
        return column if before.isascii() else column + sum(each > "\uffff" for each in before)

    def column(self, visual: int, unit: int) -> int:
        """The column of a drawn line that Qt counts as `unit`."""
        place = self.visual[visual]
        line = self.lines[place.line]
        if line.isascii():
            return unit
        for column, each in enumerate(line[place.start : place.end]):
            if unit <= 0:
                return column
            unit -= 2 if each > "\uffff" else 1
        return place.end - place.start

    def place(self, position: int) -> tuple[int, int]:
        """The drawn line and the column in it of `position`."""
        line = self._line_of(position)
        column = position - self._starts[line]
        visual = self._first_visual[line]
        while column > self.visual[visual].end and self.visual[visual].line == line:
            visual += 1
        return visual, column - self.visual[visual].start

    def line_bounds(self, position: int) -> tuple[int, int]:
        """First and last position of the line of the text at `position`."""
        line = self._line_of(position)
        return self._starts[line], self._starts[line] + len(self.lines[line])

    def word_bounds(self, position: int) -> tuple[int, int]:
        """First and last position of the word at `position`; of one character where there is no word."""
        start, end = self.line_bounds(position)
        text = self.lines[self._line_of(position)]
        left = right = position - start
        while left > 0 and _in_word(text[left - 1]):
            left -= 1
        while right < len(text) and _in_word(text[right]):
            right += 1
        if left == right and right < len(text):
            right += 1
        return start + left, min(start + right, end)

    def text_between(self, start: int, end: int) -> str:
        """The characters between two positions."""
        first, last = self._line_of(start), self._line_of(end)
        if first == last:
            origin = self._starts[first]
            return self.lines[first][start - origin : end - origin]
        head = self.lines[first][start - self._starts[first] :]
        tail = self.lines[last][: end - self._starts[last]]
        return "\n".join([head, *self.lines[first + 1 : last], tail])

    def _line_of(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _wrapped(self, columns: int) -> list[VisualLine]:
        limit = columns or LONGEST_LINE
        visual = []
        for number, line in enumerate(self.lines):
            if len(line) <= limit and (not columns or line.isascii()) and "\t" not in line:
                visual.append(VisualLine(number, 0, len(line)))
            else:
                visual += [VisualLine(number, start, end) for start, end in _cut(line, limit)]
        return visual

    def _firsts(self) -> list[int]:
        return [index for index, place in enumerate(self.visual) if place.start == 0]


def _cut(line: str, limit: int) -> list[tuple[int, int]]:
    cuts, start, used = [], 0, 0
    for index, character in enumerate(line):
        size = _columns(character, used)
        if used + size > limit and index > start:
            cuts.append((start, index))
            start, used = index, 0
        used += size
    cuts.append((start, len(line)))
    return cuts


def _columns(character: str, used: int) -> int:
    if character == "\t":
        return _TAB - used % _TAB
    if character.isascii():
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
