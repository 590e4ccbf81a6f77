"""The longest common subsequence: right on small ones, quick on large ones."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from functools import cache

import pytest

from stigmer_desktop.ui.comparison.alignment import aligned


def longest(first: str, second: str) -> int:
    @cache
    def of(a: int, b: int) -> int:
        if a == len(first) or b == len(second):
            return 0
        if first[a] == second[b]:
            return 1 + of(a + 1, b + 1)
        return max(of(a + 1, b), of(a, b + 1))

    return of(0, 0)


def check(first: Sequence[object], second: Sequence[object]) -> int:
    """Every entry stands once and in order, pairs are equal; gives the number of pairs."""
    pairs = aligned(first, second)  # type: ignore[arg-type]
    assert [a for a, _ in pairs if a is not None] == list(range(len(first)))
    assert [b for _, b in pairs if b is not None] == list(range(len(second)))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    assert all(first[a] == second[b] for a, b in both)
    return len(both)


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [("", "", 0), ("abc", "", 0), ("", "abc", 0), ("abc", "abc", 3), ("abcbdab", "bdcaba", 4)],
)
def test_small_ones(first: str, second: str, common: int) -> None:
    assert check(first, second) == common


def test_random_ones_are_as_long_as_can_be() -> None:
    chance = random.Random(7)
    for _ in range(400):
        first = "".join(chance.choices("abcd", k=chance.randrange(12)))
        second = "".join(chance.choices("abcd", k=chance.randrange(12)))
        assert check(first, second) == longest(first, second)


def test_what_was_removed_comes_before_what_was_added() -> None:
    assert aligned("axb", "ayzb") == [(0, 0), (1, None), (None, 1), (None, 2), (2, 3)]


def test_large_ones_are_quick() -> None:
    chance = random.Random(7)
    first = [chance.randrange(300) for _ in range(3000)]
    second = [chance.randrange(300) for _ in range(3000)]
    before = time.process_time()
    check(first, second)
    assert time.process_time() - before < 1.0
