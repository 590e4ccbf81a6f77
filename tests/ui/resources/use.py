"""What a person does with an editor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QPlainTextEdit

from stigmer_desktop.ui.widgets.question import Question


def write(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Types `text` in place of what is there."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def click(button: QAbstractButton) -> None:
    """Clicks with the left button."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def question() -> Question:
    """The one question that is open."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert len(found) == 1
    assert isinstance(found[0], Question)
    return found[0]


def answer(words: str) -> None:
    """Gives the answer with these words to the question that is open."""
    click(next(button for button in question().buttons if button.text() == words))
