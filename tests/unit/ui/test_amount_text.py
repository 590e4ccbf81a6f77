"""Durations, sizes and counts in words, and the moments that they are counted from."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.executions.amount_text import (
    cost_text,
    count_text,
    duration_text,
    elapsed_text,
    extent_text,
    line_count,
    size_text,
    tokens_text,
)
from stigmer_desktop.ui.executions.moment import seconds_between, seconds_of


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 ms"),
        (0.0122, "12 ms"),
        (0.0996, "0.1 s"),
        (6.13, "6.1 s"),
        (9.97, "10 s"),
        (59.4, "59 s"),
        (59.7, "1 min 0 s"),
        (72, "1 min 12 s"),
        (3600 * 2 + 300, "2 h 5 min"),
    ],
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration_text(seconds) == expected


def test_what_runs_is_told_in_whole_seconds() -> None:
    assert [elapsed_text(s) for s in (0.4, 12.9, 72.9)] == ["0 s", "12 s", "1 min 12 s"]


def test_sizes_and_counts() -> None:
    assert [size_text(n) for n in (812, 24_400, 2_130_000)] == ["812 characters", "24 KB", "2.1 MB"]
    assert count_text(18204) == "18,204"
    assert [tokens_text(n) for n in (1, 18204)] == ["1 token", "18,204 tokens"]
    assert [cost_text(c) for c in (0.004, 0.07, 1)] == ["under $0.01", "$0.07", "$1.00"]
    assert extent_text("a\nb") == "2 lines"
    assert extent_text("a" * 30_000) == "30 KB"


def test_moments() -> None:
    assert seconds_of("1970-01-01T00:00:01Z") == 1
    assert seconds_of("1970-01-01T01:00:01.5+01:00") == 1.5
    assert seconds_of("1970-01-01T00:00:00.123456789Z") == pytest.approx(0.123456)
    assert seconds_of("") is None
    assert seconds_of("yesterday") is None
    assert seconds_between("1970-01-01T00:00:01Z", "1970-01-01T00:00:03Z") == 2
    assert seconds_between("1970-01-01T00:00:01Z", "", 5) == 4
    assert seconds_between("1970-01-01T00:00:09Z", "", 5) == 0
    assert seconds_between("", "1970-01-01T00:00:03Z", 5) is None
    assert seconds_between("1970-01-01T00:00:01Z", "") is None


def test_a_line_break_at_the_end_begins_no_line() -> None:
    assert [line_count(text) for text in ("a", "a\n", "a\nb", "a\nb\n", "\n\n")] == [1, 1, 2, 2, 2]
    assert extent_text("a\nb\n") == extent_text("a\nb")
