"""What of a person's message is code."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.executions.markdown_part import PartKind
from stigmer_desktop.ui.executions.user_text import user_parts

CODE, TEXT = PartKind.CODE, PartKind.TEXT


def kinds(text: str) -> list[PartKind]:
    return [part.kind for part in user_parts(text)]


def test_words_stay_words_as_they_were_written() -> None:
    text = "Please look at *this*:\n\n- one\n- two\n\n# not a heading"
    (part,) = user_parts(text)
    assert (part.kind, part.text) == (TEXT, text)


def test_fences() -> None:
    first, code, last = user_parts("Why?\n```python\nx = 1\n\ny = 2\n```\nTell me.")
    assert (first.text, last.text) == ("Why?", "Tell me.")
    assert (code.kind, code.text, code.language) == (CODE, "x = 1\n\ny = 2", "python")


def test_a_fence_that_never_closes_is_words() -> None:
    assert kinds("```\nsome words\nand more words") == [TEXT]


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return x + 1\n\nprint(f(2))\nprint(f(3))",
        "const a = 1;\nfunction b() {\n  return a;\n}",
        'Traceback (most recent call last):\n  File "x.py", line 1, in <module>\nIndexError: list index',
        "$ make test\n$ git status",
        "SELECT *\nFROM users\nWHERE id = 1",
        "<div>\n  <p>Hi</p>\n</div>",
        "#include <stdio.h>\nint main() {\n  return 0;\n}",
    ],
)
def test_what_looks_like_code(code: str) -> None:
    parts = user_parts(f"What does this do, and why?\n\n{code}\n\nThank you for looking at it.")
    assert [part.kind for part in parts] == [TEXT, CODE, TEXT]
    assert parts[1].text == code


@pytest.mark.parametrize(
    "words",
    [
        "I went home; then I slept.\nIt was late; I was tired.\nBut it was a good day",
        "Dear all,\nthe meeting is moved.\nKind regards",
        "Why is the sky blue?\nAnd why is the grass green?",
        "1. buy milk\n2. buy bread",
        "مرحبا بالعالم\nكيف حالك",
        "for the last time\nif you please",
    ],
)
def test_what_does_not(words: str) -> None:
    assert kinds(words) == [TEXT]


def test_no_line_is_lost() -> None:
    text = "a\n\n    x = 1\n    y = 2\n\n    z = 3\n\nend"
    said = [line for part in user_parts(text) for line in part.text.split("\n") if line.strip()]
    assert said == [line for line in text.split("\n") if line.strip()]
    assert kinds(text) == [TEXT, CODE, TEXT]
