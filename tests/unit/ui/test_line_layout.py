"""Positions, wrapping and words in plain text."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.executions.line_layout import LONGEST_LINE, LineLayout


@pytest.mark.parametrize("columns", [0, 4, 7])
@pytest.mark.parametrize("text", ["", "one", "ab\n\ncdefghij\n", "漢字漢字漢字", "a\tb\tc", "é" * 9])
def test_every_position_has_its_place_and_back(text: str, columns: int) -> None:
    layout = LineLayout(text, columns)
    for position in range(len(text) + 1):
        assert layout.position(*layout.place(position)) == position
    drawn = "".join(layout.lines[line][start:end] for line, start, end in layout.visual)
    assert drawn == text.replace("\n", "")


def test_wide_characters_take_two_columns() -> None:
    assert len(LineLayout("漢字漢字", 4).visual) == 2
    assert len(LineLayout("abcd", 4).visual) == 1


def test_an_absurdly_long_line_is_cut_even_where_nothing_wraps() -> None:
    assert len(LineLayout("x" * (LONGEST_LINE * 3), 0).visual) == 3


def test_words_and_lines() -> None:
    layout = LineLayout("let first_name = 1;\nnext")
    assert layout.word_bounds(6) == (4, 14)
    assert layout.word_bounds(15) == (15, 16)
    assert layout.line_bounds(22) == (20, 24)


def test_text_between_positions() -> None:
    text = "one\ntwo\nthree"
    layout = LineLayout(text, 2)
    assert layout.text_between(1, 10) == text[1:10]
    assert layout.text_between(4, 7) == "two"
    layout.wrap(3)
    assert layout.text_between(0, len(text)) == text
