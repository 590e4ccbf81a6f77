"""A part of an agent in its form: folded to a line, or open with its own fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.resources.part_group import PartGroup
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel


@dataclass(frozen=True)
class CardWords:
    """What the buttons of a card say: shows its fields, folds them, takes it away."""

    show: str
    fold: str
    remove: str


class FoldingCard(QFrame):
    """`removed` asks to take it away. Whoever derives from it gives it its fields by `hold`."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, icon_name: str, words: CardWords, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._card_words = words
        self._title = ElidedLabel(theme, text_font(13, MEDIUM))
        self._words = ElidedLabel(theme, text_font(12), "second_text")
        self.fold = IconButton(theme, "caret-right", words.show, size=15)
        self.fold.clicked.connect(lambda: self.set_open(not self.is_open))
        self.remove = IconButton(theme, "x", words.remove, size=15)
        self.remove.clicked.connect(self.removed)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.fold)
        line.addWidget(IconLabel(theme, icon_name, "accent", 17))
        line.addWidget(self._title)
        line.addWidget(self._words, 1)
        line.addWidget(self.remove)
        self._body = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self._column.setSpacing(SPACE_2)
        self._column.addLayout(line)

    def hold(self, parts: PartGroup, shown: Any) -> None:
        """Takes `parts` as its fields, which show `shown`, and folds them."""
        self._parts = parts
        parts.show(shown)
        parts.edited.connect(self._on_edited)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_3)
        inner.addWidget(parts.widget)
        self._column.addWidget(self._body)
        self.set_open(False)
        self._show_title()

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown."""
        return not self._body.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Shows or folds its fields."""
        self._body.setVisible(is_open)
        self.fold.set_icon_name("caret-down" if is_open else "caret-right")
        self.fold.set_label(self._card_words.fold if is_open else self._card_words.show)

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against it, and opens itself then."""
        return self._opened(self._parts.show_error(error))

    def _opened(self, wrong: QWidget | None) -> QWidget | None:
        if wrong is not None:
            self.set_open(True)
        return wrong

    def _on_edited(self) -> None:
        self._show_title()
        self.edited.emit()

    def _show_title(self) -> None:
        """Says in the line what is typed in the fields."""
