"""The field for words to look for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.search_field import SearchField


@pytest.fixture
def field(qtbot, qapp: QApplication) -> SearchField:
    made = SearchField(Theme(qapp), "Search agents")
    qtbot.addWidget(made)
    return made


def test_it_says_what_it_searches(field: SearchField) -> None:
    assert field.placeholderText() == field.accessibleName() == "Search agents"


def test_the_cross_is_there_while_there_are_words(field: SearchField) -> None:
    assert not field.clear_action.isVisible()
    field.setText("lexer")
    assert field.clear_action.isVisible()
    field.clear_action.trigger()
    assert field.text() == "" and not field.clear_action.isVisible()
