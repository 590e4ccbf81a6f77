"""A small dialog that asks before something is lost, and never blocks the window's loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.push_button import PushButton


@dataclass(frozen=True)
class Answer:
    """One possible answer: its words, what it does, and how its button looks."""

    words: str
    then: Callable[[], None] | None = None
    kind: str = ""


class Question(QDialog):
    """Shows `title`, `text` and a button for each answer. The default is the last, unless it is dangerous.

    Escape and closing the dialog mean that nothing is done.
    """

    def __init__(self, theme: Theme, parent: QWidget, title: str, text: str, answers: list[Answer]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        flags = Qt.WindowType
        self.setWindowFlags(flags.Dialog | flags.CustomizeWindowHint | flags.WindowTitleHint)
        heading = QLabel(title)
        heading.setFont(text_font(15, SEMIBOLD))
        heading.setWordWrap(True)
        body = QLabel(text)
        body.setFont(text_font(13))
        body.setProperty("tone", "second")
        body.setWordWrap(True)
        self.buttons = [self._button(theme, answer) for answer in answers]
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(SPACE_2)
        column.addWidget(heading)
        column.addWidget(body)
        column.addSpacing(SPACE_4)
        column.addLayout(row)
        self.setFixedWidth(scaled(420))
        default = self.buttons[0 if answers[-1].kind == "danger" else -1]
        default.setDefault(True)
        default.setFocus()

    def _button(self, theme: Theme, answer: Answer) -> PushButton:
        button = PushButton(theme, answer.words, kind=answer.kind)

        def answered() -> None:
            self.accept()
            if answer.then is not None:
                answer.then()

        button.clicked.connect(answered)
        return button
