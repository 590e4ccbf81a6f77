"""The sidebar: where the window is low, its places leave room for the list of sessions."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui.sidebar import NavButton
from stigmer_desktop.ui.theme import Theme


@pytest.fixture
def button(theme: Theme, qtbot: QtBot) -> NavButton:
    made = NavButton(theme, "bell", "Needs you")
    qtbot.addWidget(made)
    return made


def test_without_its_words_a_place_still_says_what_it_is(button: NavButton) -> None:
    whole, high = button.sizeHint().width(), button.whole_height
    assert high == button.sizeHint().height()
    button.set_count(2)
    button.set_keys("Ctrl+1")
    assert (button.text(), button.toolTip()) == ("Needs you", "Ctrl+1")
    button.set_compact(True)
    assert button.text() == ""
    assert button.accessibleName() == "Needs you (2)"
    assert button.toolTip() == "Needs you (2) · Ctrl+1"
    assert button.sizeHint().width() < whole / 2
    assert button.whole_height == high, "whether it has room never depends on what it shows now"
    button.set_compact(False)
    assert (button.text(), button.toolTip()) == ("Needs you", "Ctrl+1")


def test_what_is_counted_is_said(button: NavButton) -> None:
    button.set_count(2, "2: 1 approval, 1 new result")
    assert button.accessibleName() == "Needs you (2: 1 approval, 1 new result)"
    assert button.toolTip() == "2: 1 approval, 1 new result"
    button.set_count(0)
    assert (button.accessibleName(), button.toolTip()) == ("Needs you", "")
