"""What counts as a word, for the index and for those who look in a text."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stigmer_desktop.backend.search.index_file import TABLES
from stigmer_desktop.backend.search.query_language import match_expression, parse
from stigmer_desktop.backend.search.tokens import folded, indexed, pattern_of, spaced, tokens_of


def test_what_stands_alone_is_set_apart() -> None:
    assert spaced("plain text") == "plain text"
    assert spaced("abc你好").split() == ["abc", "你", "好"]
    assert spaced("so🎉so").split() == ["so", "ux1f389", "so"]


def test_folding_keeps_every_character_at_its_place() -> None:
    text = "Ärger İstanbul STRASSE ẞ ﬁ Ωmega é"
    assert len(folded(text)) == len(text)
    assert folded("ÄÖÜ éèê Ñ") == "aou eee n"


@given(text=st.text(max_size=50))
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_encoded_files_are_left_out() -> None:
    blob = "QUJD" * 400
    assert indexed(f"before {blob} after").split() == ["before", "after"]
    assert indexed("word " * 400) == "word " * 400


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("main", "the main thing", ["main"]),
        ("main", "remains", []),
        ("src/main.py", "see src/main.py:12", ["src/main.py"]),
        ("loffel", "der LÖFFEL da", ["LÖFFEL"]),
        ("ete", "l'e\u0301te\u0301!", ["e\u0301te\u0301"]),
        ("好世", "你好世界", ["好世"]),
        ("好世", "你好,世界", ["好,世"]),
        ("🎉", "so🎉🎉", ["🎉", "🎉"]),
        ("שלום", "אמר שלום לך", ["שלום"]),
    ],
)
def test_a_pattern_finds_whole_words(words: str, text: str, expected: list[str]) -> None:
    pattern = pattern_of(tokens_of(words), beginning=False)
    assert [text[slice(*match.span())] for match in pattern.finditer(folded(text))] == expected


def test_a_beginning_takes_in_the_whole_word() -> None:
    pattern = pattern_of(("rep",), beginning=True)
    assert [match[0] for match in pattern.finditer("rep repository unrepaired")] == ["rep", "repository"]


def known_to_the_tokenizer(text: str) -> bool:
    """Whether the database knows each letter: its tables are of Unicode 6.1."""
    old = unicodedata.ucd_3_2_0
    return all(old.category(each) != "Cn" for each in text)


# Letters of many scripts; where the database's tables are older than ours, both may differ.
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcxyzÄöñéİ 019 .,-_/你好世界カナ한국ไทยשלוםمرحбаω"),
        st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Nd"), max_codepoint=0x2FFF),
    ),
    min_size=1,
    max_size=30,
).filter(known_to_the_tokenizer)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_the_index_finds_what_its_own_words_are(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLES["search_words"])
    connection.execute(
        "INSERT INTO search_words (rowid, title, body, facets) VALUES (1, '', ?, '')", (indexed(text),)
    )
    clauses = parse(text)
    query = "SELECT COUNT(*) FROM search_words WHERE search_words MATCH ?"
    for clause in clauses:
        ((count,),) = connection.execute(query, (match_expression([clause], []),)).fetchall()
        assert count == 1, clause
        assert pattern_of(clause.tokens, clause.beginning).search(folded(text)), clause
    connection.close()
