"""A field for words to look for: a glass in front of them, and a cross that clears them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme


class SearchField(QLineEdit):
    """`label` is its accessible name, and what it says while it is empty."""

    def __init__(self, theme: Theme, label: str, parent: QWidget | None = None, *, size: int = 13) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("kind", "search")
        self.setFont(text_font(size))
        self.setPlaceholderText(label)
        self.setAccessibleName(label)
        tokens, place = theme.tokens, QLineEdit.ActionPosition
        self._glass = self.addAction(icon("magnifying-glass", tokens.third_text), place.LeadingPosition)
        self.clear_action = self.addAction(icon("x", tokens.second_text), place.TrailingPosition)
        self.clear_action.setToolTip(self.tr("Clear"))
        self.clear_action.setVisible(False)
        self.clear_action.triggered.connect(self.clear)
        self.textChanged.connect(lambda text: self.clear_action.setVisible(bool(text)))
        theme.changed.connect(self._tint)

    @Slot()
    def _tint(self) -> None:
        tokens = self._theme.tokens
        self._glass.setIcon(icon("magnifying-glass", tokens.third_text))
        self.clear_action.setIcon(icon("x", tokens.second_text))
