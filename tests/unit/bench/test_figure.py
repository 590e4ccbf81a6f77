"""The benchmark's own reckoning: percentiles, bounds, the table, the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.corpus import Corpus
from bench.figure import Figure, percentile, table, write_json


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_percentiles(share: float, expected: int) -> None:
    assert percentile(range(1, 101), share) == expected


def test_a_bound_is_met_or_missed() -> None:
    assert Figure("part", "free", 5.0, "ms").passed
    assert Figure("part", "met", 5.0, "ms", at_most=5.0).passed
    assert not Figure("part", "missed", 5.1, "ms", at_most=5.0).passed


def test_the_table_has_a_line_for_each_figure() -> None:
    shown = table([Figure("a", "fast", 0.5, "ms", plain=0.1), Figure("b", "slow", 1234.5, "ms", at_most=9.0)])
    head, rule, first, second = shown.splitlines()
    assert head.split() == ["part", "figure", "value", "plain", "sqlite3", "bound"]
    assert first.split() == ["a", "fast", "0.50", "ms", "0.10", "ms"]
    assert second.split() == ["b", "slow", "1,234", "ms", "≤", "9.00", "ms", "FAIL"]
    assert set(rule) == {"-"}


def test_the_json_says_whether_all_bounds_are_met(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    write_json(
        path, [Figure("a", "fast", 1.0, "ms", at_most=2.0), Figure("a", "slow", 3.0, "ms", at_most=2.0)]
    )
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["passed"] is False
    assert [figure["passed"] for figure in content["figures"]] == [True, False]


def test_the_text_is_the_same_each_time_and_few_words_are_most_of_it() -> None:
    first, second = Corpus(seed=3), Corpus(seed=3)
    texts = list(first.texts(300))
    assert texts == list(second.texts(300))
    words = " ".join(texts).replace(".", "").split()
    frequent = set(first.words[:100])
    assert 0.3 < sum(word in frequent for word in words) / len(words) < 0.7
    assert 400 < sum(map(len, texts)) / len(texts) < 800
    assert len(first.characters(500)) == 500
