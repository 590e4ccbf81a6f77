"""Where in a transcript the visible part begins, in a way that survives rows that turn out taller."""

from __future__ import annotations

from collections.abc import Callable

from stigmer_desktop.ui.executions.row_heights import RowHeights

_NEAR_END = 4


class ReadingAnchor:
    """Stands at the end and moves with it, or is a row and a distance from that row's top.

    Attributes:
        follows: whether the end is followed.
    """

    def __init__(self) -> None:
        self.follows = True
        self._row = 0
        self._offset = 0

    @property
    def row(self) -> int:
        return self._row

    @property
    def offset(self) -> int:
        """How far below the row's top the visible part begins; may be negative."""
        return self._offset

    def reset(self) -> None:
        """Stands at the end."""
        self.follows = True
        self._row = self._offset = 0

    def set(self, row: int, offset: int) -> None:
        """Stands `offset` pixels below the top of `row`, and follows nothing."""
        self.follows = False
        self._row, self._offset = row, offset

    def top(self, heights: RowHeights, most: int) -> int:
        """Where the visible part begins, if it can begin at `most` at the latest."""
        if self.follows or not len(heights):
            return most
        row = min(self._row, len(heights) - 1)
        return min(max(0, heights.offset(row) + self._offset), most)

    def judge(self, top: int, most: int) -> None:
        """Follows the end from now on if `top` is there."""
        self.follows = top >= most - _NEAR_END

    def hold(self, heights: RowHeights, top: int, height: int, is_measured: Callable[[int], bool]) -> None:
        """Makes `top` the place to keep, by the first row in sight whose height is known."""
        first = heights.row_at(top)
        if first < 0:
            return
        last = heights.row_at(top + height)
        known = (row for row in range(first, last + 1) if is_measured(row))
        self._row = next(known, first)
        self._offset = top - heights.offset(self._row)

    def stand_at_start(self) -> None:
        """The very beginning, however tall the rows there turn out to be."""
        self._row = self._offset = 0

    def insert(self, first: int, last: int) -> None:
        """Rows from `first` to `last` are new."""
        if first <= self._row:
            self._row += last - first + 1

    def remove(self, first: int, last: int) -> None:
        """Rows from `first` to `last` are gone."""
        if last < self._row:
            self._row -= last - first + 1
        elif first <= self._row:
            self._row, self._offset = first, 0
