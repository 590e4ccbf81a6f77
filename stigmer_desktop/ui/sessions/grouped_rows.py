"""Where the rows and headings of a grouped list stand, by arithmetic alone."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.ui.sessions.session_order import Group


@dataclass(frozen=True)
class GroupedRows:
    """Rows of one height under headings of another.

    Attributes:
        groups: the headings, by the row that each stands above, in order.
        count: how many rows there are.
        row_height, heading_height, padding_below: in logical pixels.
    """

    groups: tuple[Group, ...]
    count: int
    row_height: int
    heading_height: int
    padding_below: int

    @property
    def height(self) -> int:
        """The height of all of it; 0 where there are no rows."""
        if not self.count:
            return 0
        headings = len(self.groups) * self.heading_height
        return self.count * self.row_height + headings + self.padding_below

    def top(self, row: int) -> int:
        """The upper edge of `row`, below its heading if it has one."""
        above = sum(1 for group in self.groups if group.first_row <= row)
        return row * self.row_height + above * self.heading_height

    def row_at(self, y: int) -> int:
        """The row that covers `y`; -1 in a heading and below the last row."""
        end = self.count
        for group in reversed(self.groups):
            top = self.top(group.first_row)
            if y >= top:
                row = group.first_row + (y - top) // self.row_height
                return row if row < end else -1
            end = group.first_row
        return -1

    def between(self, top: int, bottom: int) -> range:
        """The rows that may show between the two heights; a few more where headings are."""
        first = max(0, (top - len(self.groups) * self.heading_height) // self.row_height)
        last = max(0, bottom // self.row_height + 1)
        return range(first, min(last, self.count))

    def heads(self, row: int) -> bool:
        """Whether a heading stands above `row`."""
        return any(group.first_row == row for group in self.groups)
