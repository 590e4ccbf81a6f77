"""Heights of many rows with fast sums: where a row begins, and which row stands at a place."""

from __future__ import annotations

from collections.abc import Iterable


class RowHeights:
    """Heights in pixels, kept as a binary indexed tree; changing one costs the logarithm of their number."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights: list[int] = []
        self._tree: list[int] = [0]
        self.reset(heights)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    @property
    def total(self) -> int:
        """The sum of all heights."""
        return self.offset(len(self._heights))

    def reset(self, heights: Iterable[int]) -> None:
        """Holds exactly `heights`."""
        self._heights = list(heights)
        self._build()

    def insert(self, row: int, heights: list[int]) -> None:
        """Puts `heights` before the row that has this number now."""
        self._heights[row:row] = heights
        self._build()

    def remove(self, first: int, last: int) -> None:
        """Takes away the rows from `first` to `last`, both included."""
        del self._heights[first : last + 1]
        self._build()

    def set(self, row: int, height: int) -> int:
        """Gives a row another height; returns by how much it grew."""
        change = height - self._heights[row]
        if change:
            self._heights[row] = height
            index = row + 1
            while index < len(self._tree):
                self._tree[index] += change
                index += index & -index
        return change

    def offset(self, row: int) -> int:
        """Where `row` begins: the sum of the heights before it."""
        total = 0
        while row > 0:
            total += self._tree[row]
            row -= row & -row
        return total

    def row_at(self, y: int) -> int:
        """The row that `y` lies in; the first or last for what lies outside, and -1 if there is none."""
        if not self._heights:
            return -1
        row, step = 0, 1 << len(self._heights).bit_length()
        while step:
            following = row + step
            if following < len(self._tree) and self._tree[following] <= y:
                row = following
                y -= self._tree[following]
            step >>= 1
        return min(row, len(self._heights) - 1)

    def _build(self) -> None:
        tree = [0, *self._heights]
        for index in range(1, len(tree)):
            parent = index + (index & -index)
            if parent < len(tree):
                tree[parent] += tree[index]
        self._tree = tree
