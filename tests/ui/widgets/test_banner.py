"""The banner: whoever pressed its button goes on where they were."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.widgets.banner import Banner


@pytest.mark.parametrize("words", ["", "Trying again"], ids=["gone", "without a button"])
def test_the_focus_goes_back_where_it_was(qtbot, theme, words: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    banner, other, field = Banner(theme), QLineEdit(), QLineEdit()
    column = QVBoxLayout(window)
    for widget in (banner, other, field):
        column.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    banner.tell("The server is away.", "Connect again")
    field.setFocus()
    banner.button.setFocus()
    assert banner.button.hasFocus()
    if words:
        banner.tell(words)
    else:
        banner.hide()
    assert field.hasFocus()
