"""Markdown in one line of plain words."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.executions.spoken_line import spoken_line


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("It reads `self.text[self.pos]` before that.", "It reads self.text[self.pos] before that."),
        ("I write **three** tests, *all* ~~slow~~ fast.", "I write three tests, all slow fast."),
        ("## What I changed\n\n1. Dates\n2. Rows", "What I changed 1. Dates 2. Rows"),
        ("- [x] one\n- two\n> three", "one two three"),
        ("See [the guide](https://example.org/guide).", "See the guide."),
        ("```python\nprint(1)\n```\nDone.", "print(1) Done."),
        ("2 * 3 * 4 and snake_case_name and __init__.py", "2 * 3 * 4 and snake_case_name and __init__.py"),
        ("An unfinished **mark and `code", "An unfinished **mark and `code"),
        ("山田太郎 **と** 🎉", "山田太郎 と 🎉"),
        ("", ""),
    ],
)
def test_the_words_stay_and_the_marks_go(markdown: str, words: str) -> None:
    assert spoken_line(markdown) == words
