"""A menu's notes: in their own colour, below each other, none over the words; its letters work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
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


@pytest.fixture
def chosen(qtbot, theme) -> ChoiceButton:
    made = ChoiceButton(theme, "Agent")
    qtbot.addWidget(made)
    names = [Choice("w", "Writer"), Choice("t", "Tester"), Choice("l", "Long " * 60), Choice("t2", "Tutor")]
    made.set_choices(names, "t")
    made.show()
    return made


def opened(button: ChoiceButton) -> Menu:
    button.click()
    (menu,) = [each for each in button.findChildren(Menu) if each.isVisible()]
    return menu


def test_a_menu_of_choices_begins_at_the_chosen_one_and_takes_letters(chosen: ChoiceButton) -> None:
    menu = opened(chosen)
    assert menu.activeAction().data() == "t"
    assert menu.sizeHint().width() < 500, "a long name ends in an ellipsis"
    QTest.keyClick(menu, Qt.Key.Key_T)
    assert menu.activeAction().data() == "t2"
    QTest.keyClick(menu, Qt.Key.Key_W)
    assert menu.activeAction().data() == "w"
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen.key == "w"


def test_a_letter_that_a_menu_shows_works_in_it(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = Menu(parent)
    done: list[str] = []
    for words, key in (("Archive", "A"), ("Another", ""), ("Pin", "P")):
        action = menu.addAction(words)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False, words=words: done.append(words))
    menu.popup(parent.mapToGlobal(parent.rect().center()))
    QTest.keyClick(menu, Qt.Key.Key_A)
    assert done == ["Archive"]
    assert not menu.isVisible()
