"""A field says what is wrong when it is left, and never moves what is being clicked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.push_button import PushButton

LEFT = Qt.MouseButton.LeftButton


class Page(QWidget):
    """A field that is always wrong once it was left, above a button."""

    def __init__(self, theme) -> None:
        super().__init__()
        # As the pages of the window: a click on a button takes the focus out of the field.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.field = FormField("Name")
        self.field.left.connect(lambda: self.field.set_fault("A name is needed."))
        self.button = PushButton(theme, "Web address")
        self.clicks = 0
        self.button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.button)
        column.addStretch(1)

    def _on_clicked(self) -> None:
        self.clicks += 1


@pytest.fixture
async def page(qtbot, theme, until) -> Page:
    made = Page(theme)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    made.field.input.setFocus()
    await until(made.field.input.hasFocus)
    return made


async def test_a_click_is_not_lost_where_the_field_turns_red(page, until) -> None:
    top = page.button.y()
    at = page.button.mapTo(page, page.button.rect().center() + QPoint(0, 8))
    window = page.windowHandle()
    QTest.mousePress(window, LEFT, pos=at)
    assert not page.field.input.hasFocus()
    page.layout().activate()
    assert (page.field.fault, page.button.y()) == ("", top)
    QTest.mouseRelease(window, LEFT, pos=at)
    assert page.clicks == 1
    await until(lambda: page.field.fault == "A name is needed.")
    # A later release has nothing to do with the field.
    page.field.set_fault("")
    QTest.mouseClick(window, LEFT, pos=page.button.mapTo(page, page.button.rect().center()))
    assert page.clicks == 2
    assert page.field.fault == ""


async def test_tab_says_at_once_what_is_wrong(page) -> None:
    QTest.keyClick(page.field.input, Qt.Key.Key_Tab)
    assert page.field.fault == "A name is needed."
