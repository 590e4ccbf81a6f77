"""Sums of heights, against the plain way to add them."""

from __future__ import annotations

import random

from stigmer_desktop.ui.executions.row_heights import RowHeights


def check(heights: RowHeights, plain: list[int]) -> None:
    assert [heights[row] for row in range(len(heights))] == plain
    assert heights.total == sum(plain)
    for row in range(len(plain) + 1):
        assert heights.offset(row) == sum(plain[:row])
    for y in range(-1, sum(plain) + 2):
        below = [row for row in range(len(plain)) if sum(plain[:row]) <= y]
        assert heights.row_at(y) == (below[-1] if below else 0)


def test_it_agrees_with_adding_up() -> None:
    chance = random.Random(7)
    heights, plain = RowHeights(), list[int]()
    for _ in range(60):
        action = chance.choice(["insert", "set", "remove"])
        row = chance.randrange(len(plain) + 1)
        if action == "insert" or not plain:
            added = [chance.randint(1, 9) for _ in range(chance.randint(1, 4))]
            heights.insert(row, added)
            plain[row:row] = added
        elif action == "set":
            row = min(row, len(plain) - 1)
            grown = heights.set(row, 5)
            assert grown == 5 - plain[row]
            plain[row] = 5
        else:
            first = min(row, len(plain) - 1)
            last = min(first + 1, len(plain) - 1)
            heights.remove(first, last)
            del plain[first : last + 1]
        check(heights, plain) if plain else None


def test_no_rows() -> None:
    heights = RowHeights([3])
    heights.reset([])
    assert (heights.total, heights.row_at(0), len(heights)) == (0, -1, 0)
