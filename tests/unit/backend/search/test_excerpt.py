"""The words around the best match, and where the searched words stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stigmer_desktop.backend.search.excerpt import LENGTH, REACH, Excerpt, ExcerptMaker
from stigmer_desktop.backend.search.query_language import parse


def excerpt_of(text: str, query: str) -> Excerpt:
    return ExcerptMaker(parse(query)).excerpt(text)


def marked(text: str, query: str) -> list[str]:
    found = excerpt_of(text, query)
    return [found.text[start:end] for start, end in found.highlights]


def test_a_short_text_is_shown_whole_in_one_line() -> None:
    found = excerpt_of("one\n\ttwo  three\n", "two")
    assert found == Excerpt("one two three", ((4, 7),))


def test_the_excerpt_is_around_the_match() -> None:
    text = "start " + "filler " * 200 + "the needle is here " + "filler " * 200
    found = excerpt_of(text, "needle")
    assert found.text.startswith("…") and found.text.endswith("…")
    assert "the needle is here" in found.text
    assert marked(text, "needle") == ["needle"]
    assert len(found.text) <= LENGTH + 2 * REACH + 2


def test_the_piece_that_holds_most_of_the_words_is_chosen() -> None:
    text = (
        "alpha here. " + "x " * 400 + "beta there. " + "y " * 400 + "alpha and beta and gamma. " + "z " * 400
    )
    assert marked(text, "alpha beta gamma") == ["alpha", "beta", "gamma"]


def test_words_are_not_cut() -> None:
    text = "extraordinary " * 60 + "needle " + "extraordinary " * 60
    words = set(excerpt_of(text, "needle").text.strip("…").split())
    assert words == {"extraordinary", "needle"}


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    found = excerpt_of("Nothing of it is here. " * 40, "needle")
    assert found.text.startswith("Nothing of it") and found.text.endswith("…")
    assert found.highlights == ()


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Der Löffel und die LÖFFEL", "loffel", ["Löffel", "LÖFFEL"]),
        ("你好世界,世界你好", "世界", ["世界", "世界"]),
        ("a 👩‍💻 at work", "👩‍💻", ["👩‍💻"]),
        ("הוא אמר שלום לכולם", "שלום", ["שלום"]),
        ("قال مرحبا بالجميع", "مرحبا", ["مرحبا"]),
        ("foo bar foobar bar foo", '"foo bar"', ["foo bar"]),
        ("repository reports", "rep*", ["repository", "reports"]),
        ("aa ab ab ac", '"aa ab" "ab ab"', ["aa ab ab"]),
    ],
)
def test_highlights_are_characters_of_the_excerpt(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_a_picture_made_of_several_characters_is_not_cut() -> None:
    family = "👨‍👩‍👧‍👦"
    text = family * 60 + "needle" + family * 60
    inner = excerpt_of(text, "needle").text.strip("…")
    before, after = inner.split("needle")
    assert before.replace(family, "") == "" and after.replace(family, "") == ""


def test_a_very_long_text_is_no_trouble() -> None:
    text = "needles in the haystack " * 50_000 + "one needle " + "hay " * 50_000
    assert marked(text, "needle one") == ["one", "needle"]


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from("ab é你🎉‍\u0301\n.…-"), max_size=700),
    query=st.text(alphabet=st.sampled_from('ab é你🎉"* '), max_size=20),
)
def test_highlights_are_always_in_order_and_within(text: str, query: str) -> None:
    found = excerpt_of(text, query)
    place = 0
    for start, end in found.highlights:
        assert place <= start < end <= len(found.text)
        place = end
    assert "\n" not in found.text
