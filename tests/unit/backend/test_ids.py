"""Ids and slugs follow the contract's examples."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.kinds import AGENT
from stigmer_desktop.backend.store.ids import IdSource, is_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My   Cool Agent", "my-cool-agent"),
        ("Agent@123!", "agent123"),
        ("my_test.agent", "mytestagent"),
        ("Agent 你好", "agent"),
        ("!!!", ""),
        ("--a--b--", "a-b"),
        ("", ""),
        ("ÄÖÜ x", "x"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert not slug or is_slug(slug)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "a_b", "é", "a\n"])
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


def test_ids_grow_even_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    source = IdSource()
    made = [source.next(AGENT) for _ in range(500)]
    monkeypatch.setattr("time.time", lambda: 0.0)
    monkeypatch.setattr("time.time_ns", lambda: 0)
    made += [source.next(AGENT) for _ in range(500)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert all(each.startswith("agt-") and each == each.lower() for each in made)
