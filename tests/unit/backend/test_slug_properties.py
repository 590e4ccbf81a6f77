"""Whatever the name: its slug has the form of a slug, and is its own slug."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from stigmer_desktop.backend.store.ids import is_slug, slug_of


@given(st.text(max_size=200))
def test_a_slug_has_its_form_or_is_empty(name: str) -> None:
    slug = slug_of(name)
    assert slug == "" or is_slug(slug)
    assert slug_of(slug) == slug


@given(st.text(max_size=200))
def test_nothing_but_case_and_what_is_dropped_makes_no_difference(name: str) -> None:
    kept = "".join(letter for letter in name if letter in string.ascii_letters + string.digits + " -")
    assert slug_of(kept.upper()) == slug_of(kept.lower()) == slug_of(kept)
    assert set(slug_of(name)) <= set(string.ascii_lowercase + string.digits + "-")


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_a_slug_stays_as_it_is(slug: str) -> None:
    assert is_slug(slug)
    assert slug_of(slug) == slug
