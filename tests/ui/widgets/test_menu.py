"""A menu's notes: in their own colour, below each other, none over the words."""

from __future__ import annotations

from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.widgets.menu import Menu

RED = QColor("#ff0000")


def red_columns(menu: Menu) -> list[int]:
    image = menu.grab().toImage()
    ratio = image.devicePixelRatio()
    return sorted(
        {
            round(x / ratio)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).red() > 180 and image.pixelColor(x, y).green() < 90
        }
    )


def test_notes_stand_in_their_colour_behind_the_words(qtbot, theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = Menu(parent)
    menu.add_noted(QIcon(), "A long name of a model", "default", RED)
    menu.add_noted(QIcon(), "Short & plain", "", RED)
    menu.add_noted(QIcon(), "Short", "another note", RED)
    menu.popup(parent.mapToGlobal(parent.rect().center()))
    columns = red_columns(menu)
    words = menu.fontMetrics().horizontalAdvance("A long name of a model")
    assert columns[0] > words + 10, "the notes begin behind the longest words"
    assert columns[-1] < menu.width() - 10
    assert columns[-1] - columns[0] > menu.fontMetrics().horizontalAdvance("another")
    assert [action.text() for action in menu.actions()][1] == "Short && plain"
    menu.close()
