"""The arithmetic of a grouped list."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.sessions.grouped_rows import GroupedRows
from stigmer_desktop.ui.sessions.session_order import Group

TWO_GROUPS = GroupedRows((Group("a", 0), Group("b", 2)), 5, 50, 30, 10)


def test_rows_stand_below_their_headings() -> None:
    assert [TWO_GROUPS.top(row) for row in range(5)] == [30, 80, 160, 210, 260]
    assert TWO_GROUPS.height == 320


@pytest.mark.parametrize(
    ("y", "row"),
    [
        (0, -1),
        (29, -1),
        (30, 0),
        (79, 0),
        (80, 1),
        (129, 1),
        (130, -1),
        (159, -1),
        (160, 2),
        (309, 4),
        (310, -1),
    ],
)
def test_a_height_belongs_to_a_row_or_to_none(y: int, row: int) -> None:
    assert TWO_GROUPS.row_at(y) == row


def test_a_part_of_it_shows_few_rows() -> None:
    many = GroupedRows((Group("a", 0), Group("b", 7)), 10_000, 50, 30, 10)
    shown = many.between(250_000, 250_600)
    assert len(shown) < 20
    assert many.top(shown.start) <= 250_000
    assert many.top(shown.stop) >= 250_600


def test_nothing_has_no_height() -> None:
    nothing = GroupedRows((), 0, 50, 30, 10)
    assert nothing.height == 0
    assert nothing.row_at(5) == -1
    assert list(nothing.between(0, 500)) == []


def test_it_knows_which_rows_have_a_heading() -> None:
    assert [TWO_GROUPS.heads(row) for row in range(5)] == [True, False, True, False, False]
