"""Enter presses whichever button has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.push_button import PushButton


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", [PushButton, LinkButton])
def test_a_button_is_pressed_by_keys(theme: Theme, qtbot, kind, key: Qt.Key) -> None:  # type: ignore[no-untyped-def]
    button: QAbstractButton = kind(theme, "Delete")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(button, key)
    assert pressed == [True]
