"""The language of searches: what is typed, and what the index is asked."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stigmer_desktop.backend.search.entry import place_facet, session_facet
from stigmer_desktop.backend.search.index_file import TABLES
from stigmer_desktop.backend.search.query_language import match_expression, parse


def forms(query: str) -> list[tuple[tuple[str, ...], bool]]:
    return [(clause.tokens, clause.beginning) for clause in parse(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hello", [(("hello",), False)]),
        ("Hello  WORLD", [(("hello",), False), (("world",), False)]),
        ('"hello world" again', [(("hello", "world"), False), (("again",), False)]),
        ("repo*", [(("repo",), True)]),
        ('"open repo"*', [(("open", "repo"), True)]),
        ('"never closed', [(("never", "closed"), False)]),
        ("“curly quotes”", [(("curly", "quotes"), False)]),
        ("src/main.py", [(("src", "main", "py"), False)]),
        ("snake_case", [(("snake", "case"), False)]),
        ("C++", [(("c",), False)]),
        ("Löffel naïve", [(("loffel",), False), (("naive",), False)]),
        ("e\u0301te\u0301", [(("ete",), False)]),
        ("你好世界", [(("你", "好", "世", "界"), False)]),
        ("abc你好", [(("abc", "你", "好"), False)]),
        ("학교에서", [(("학", "교", "에", "서"), False)]),
        ("🎉", [(("🎉",), False)]),
        ("hello hello Hello", [(("hello",), False)]),
        (
            "a AND b OR NOT c NEAR(d)",
            [((w,), False) for w in ("a", "and", "b", "or", "not", "c")] + [(("near", "d"), False)],
        ),
        ('foo"bar baz"qux', [(("foo",), False), (("bar", "baz"), False), (("qux",), False)]),
        ("", []),
        ("   ", []),
        ("*", []),
        ('""', []),
        ('"', []),
        ("!!! --- ???", []),
        ("\0", []),
    ],
)
def test_what_is_typed_becomes_clauses(query: str, expected: list[tuple[tuple[str, ...], bool]]) -> None:
    assert forms(query) == expected


def test_filters_are_words_of_the_facets_column() -> None:
    facets = [[place_facet(1), place_facet(2)], [session_facet("ses-01AB")]]
    expression = match_expression(parse('say "good day" x*'), facets)
    assert expression == (
        '"say" AND "good day" AND "x" * AND ("\ue000p1" OR "\ue000p2") AND ("\ue000sses01ab")'
    )


def test_a_facet_cannot_be_typed(words: sqlite3.Connection) -> None:
    query = "SELECT COUNT(*) FROM search_words WHERE search_words MATCH ?"

    def count(expression: str) -> int:
        return int(words.execute(query, (expression,)).fetchone()[0])

    assert count(match_expression(parse("hello"), [[place_facet(1)]])) == 1
    assert count(match_expression(parse("hello"), [[place_facet(2)]])) == 0
    for typed in (place_facet(1), f'"{place_facet(1)}"', "p1", "p*", f"{place_facet(1)}*", "\ue000*"):
        clauses = parse(typed)
        assert not clauses or not count(match_expression(clauses, [])), typed


@pytest.fixture(scope="module")
def words() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute(TABLES["search_words"])
    connection.execute(
        "INSERT INTO search_words (rowid, title, body, facets) VALUES (1, '', 'hello', ?)", (place_facet(1),)
    )
    return connection


TYPED = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab\"*(){}^:+-,.;'\\/ \0\n", max_size=60),
    st.lists(
        st.sampled_from(["AND", "OR", "NOT", "NEAR", '"', "*", "(", ")", "{a}", ":", "x", "你", "🎉"])
    ).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(query=TYPED)
def test_nothing_that_is_typed_is_an_error(words: sqlite3.Connection, query: str) -> None:
    clauses = parse(query)
    if clauses:
        expression = match_expression(clauses, [[place_facet(1)]])
        words.execute("SELECT rowid FROM search_words WHERE search_words MATCH ?", (expression,)).fetchall()
