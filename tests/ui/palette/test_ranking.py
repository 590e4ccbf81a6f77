"""A few letters find what they mean, in an order that can be foretold."""

from __future__ import annotations

import pytest

from stigmer_desktop.ui.palette.ranking import Fit, match_of, ranked
from stigmer_desktop.ui.palette.window_action import WindowAction


def action(name: str) -> WindowAction:
    return WindowAction(name, "plus", lambda: None)


@pytest.mark.parametrize(
    ("typed", "name", "fit", "ranges"),
    [
        ("new s", "New session", Fit.START, ((0, 5),)),
        ("sess", "New session", Fit.WORDS, ((4, 8),)),
        ("sess new", "New session", Fit.WORDS, ((0, 3), (4, 8))),
        ("ssion", "New session", Fit.PARTS, ((6, 11),)),
        ("nss", "New session", Fit.LETTERS, ((0, 1), (4, 5), (6, 7))),
        ("NEW", "new session", Fit.START, ((0, 3),)),
        ("uber", "Die Übersicht", Fit.WORDS, ((4, 8),)),
        ("strasse", "Die Straße 🦀", Fit.WORDS, ((4, 10),)),
        ("straße", "Die Strasse", Fit.WORDS, ((4, 11),)),
    ],
)
def test_how_letters_fit(typed: str, name: str, fit: Fit, ranges: tuple) -> None:
    match = match_of(typed, name)
    assert match is not None
    assert (match.fit, match.ranges) == (fit, ranges)


@pytest.mark.parametrize(("typed", "name"), [("xyz", "New session"), ("ewx", "New session"), ("s", "")])
def test_what_does_not_fit(typed: str, name: str) -> None:
    assert match_of(typed, name) is None


def test_better_fits_come_first_and_equals_keep_their_order() -> None:
    names = ["Theme: light", "A high thing", "Lights", "Right of way: light", "Slight", "Linger high to"]
    found = [entry.action.name for entry in ranked("light", map(action, names))]
    assert found == ["Lights", "Theme: light", "Right of way: light", "Slight", "Linger high to"]


def test_nothing_typed_is_everything() -> None:
    names = ["b", "a"]
    assert [entry.action.name for entry in ranked("  ", map(action, names))] == names
