"""Colouring code a little at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui.executions.code_highlight import (
    LONGEST_CODE,
    ColoredLines,
    Highlighter,
    code_color,
)
from stigmer_desktop.ui.theme import Theme

CODE = 'def f(x):\n    """Doc\n    more"""\n    return "y"  # note\n'


def test_colours_come_later_and_are_known_from_then_on(qapp: QApplication, qtbot: QtBot) -> None:
    highlighter = Highlighter()
    got: list[ColoredLines] = []
    assert highlighter.known(CODE, "python") is None
    highlighter.request(CODE, "python", got.append)
    assert got == []
    qtbot.waitUntil(lambda: len(got) == 1)
    lines = CODE.split("\n")
    words = [(lines[n][s.start : s.start + s.length], s.color) for n, line in enumerate(got[0]) for s in line]
    assert ("def", "purple") in words
    assert ("f", "blue") in words
    assert ('    more"""', "third_text") in words
    assert ("# note", "third_text") in words
    assert highlighter.known(CODE, "python") == got[0]
    assert not highlighter._timer.isActive()


def test_long_code_is_coloured_in_slices(qapp: QApplication, qtbot: QtBot) -> None:
    highlighter = Highlighter()
    got: list[ColoredLines] = []
    code = CODE * 400
    highlighter.request(code, "python", got.append)
    turns = 0
    while not got:
        highlighter._on_slice()
        turns += 1
    assert turns > 3
    assert len(got[0]) == code.count("\n") + 1
    highlighter._timer.stop()


def test_what_cannot_be_coloured_is_left_as_it_is(qapp: QApplication, qtbot: QtBot) -> None:
    highlighter = Highlighter()
    got: list[ColoredLines] = []
    highlighter.request("x" * (LONGEST_CODE + 1), "python", got.append)
    highlighter.request("x", "", got.append)
    assert not highlighter._timer.isActive()
    highlighter.request("x", "no-such-language", got.append)
    qtbot.waitUntil(lambda: got == [[]])


def test_a_request_can_be_withdrawn(qapp: QApplication, qtbot: QtBot) -> None:
    highlighter = Highlighter()
    first: list[ColoredLines] = []
    second: list[ColoredLines] = []
    take_first, take_second = first.append, second.append
    highlighter.request(CODE, "python", take_first)
    highlighter.request("y = 1", "python", take_second)
    highlighter.withdraw(take_first)
    qtbot.waitUntil(lambda: len(second) == 1)
    assert first == []


def test_colours_follow_the_theme(theme: Theme) -> None:
    light = code_color(theme, "purple"), code_color(theme, "blue")
    theme.set_mode("dark")
    assert (code_color(theme, "purple"), code_color(theme, "blue")) != light
    theme.set_mode("light")
