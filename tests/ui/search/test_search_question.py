"""Words and filters become the request that they mean."""

from __future__ import annotations

from datetime import datetime

import pytest

from stigmer_desktop.api.desktop import SEARCH_PLACE_TOOL_CALL
from stigmer_desktop.ui.search.search_question import (
    ANY_TIME,
    MONTH,
    MOST_CHARACTERS,
    TODAY,
    WEEK,
    SearchQuestion,
    query_of,
    since_of,
)

NOON = datetime(2026, 3, 10, 12, 30).astimezone().timestamp()
DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("index", "index*"),
        ("  index err ", "index err*"),
        ('"index error"', '"index error"'),
        ('"index err', '"index err'),
        ("index*", "index*"),
        ("main.", "main."),
        ("", ""),
    ],
)
def test_the_last_word_is_a_beginning(typed: str, query: str) -> None:
    assert query_of(typed) == query


def test_a_query_is_never_too_long() -> None:
    assert len(query_of("a" * 5000)) <= MOST_CHARACTERS


@pytest.mark.parametrize(("text", "empty"), [("", True), (" .-* ", True), ("a", False), ("🦀", False)])
def test_only_words_are_a_question(text: str, empty: bool) -> None:
    assert SearchQuestion(text).is_empty is empty


def test_periods_begin_in_local_time() -> None:
    assert since_of(ANY_TIME, NOON) is None
    assert since_of(TODAY, NOON) == NOON - 12.5 * 60 * 60
    assert since_of(WEEK, NOON) == NOON - 7 * DAY
    assert since_of(MONTH, NOON) == NOON - 30 * DAY


def test_the_request_has_the_filters_that_are_chosen() -> None:
    plain = SearchQuestion("crash")
    assert not plain.is_filtered
    assert not plain.request(50).HasField("created")
    chosen = SearchQuestion("crash", SEARCH_PLACE_TOOL_CALL, "agt-1", WEEK)
    request = chosen.request(50, NOON)
    assert chosen.is_filtered
    assert list(request.places) == [SEARCH_PLACE_TOOL_CALL]
    assert (request.query, request.agent_id, request.page_size) == ("crash*", "agt-1", 50)
    assert getattr(request.created, "from").seconds == int(NOON - 7 * DAY)
