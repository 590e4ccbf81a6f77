"""What a page shows while it has nothing: an icon, and in a sentence why."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel

_ICON = 24


class EmptyNote(QWidget):
    """An icon above a sentence, in the middle."""

    def __init__(self, theme: Theme, icon_name: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(sentence)
        self._words.setFont(text_font(13))
        self._words.setProperty("tone", "second")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        self._column = column
        column.setSpacing(SPACE_2)
        column.addStretch(2)
        self._sign = IconLabel(theme, icon_name, "third_text", _ICON)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        column.addStretch(3)

    def whole_height(self, width: int) -> int:
        """How high it is with all that it has."""
        return 2 * SPACE_6 + scaled(_ICON) + SPACE_2 + self._words_height(width)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where there is little room, the words matter more than the sign above them.
        is_low = self.height() < self.whole_height(self.width())
        edge = 0 if is_low else SPACE_6
        if self._sign.isHidden() != is_low:
            self._sign.setHidden(is_low)
            self._column.setContentsMargins(SPACE_6, edge, SPACE_6, edge)

    def _words_height(self, width: int) -> int:
        return self._words.heightForWidth(max(1, width - 2 * SPACE_6))

    @property
    def sentence(self) -> str:
        return self._words.text()

    def set_sentence(self, sentence: str) -> None:
        """Says `sentence`."""
        if sentence != self._words.text():
            self._words.setText(sentence)


class Filled(QStackedWidget):
    """Shows `content`, or where there is nothing in it, a note."""

    def __init__(self, content: QWidget, note: EmptyNote, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.note = note
        self.addWidget(note)
        self.addWidget(content)

    def set_filled(self, filled: bool) -> None:
        """Says whether there is something."""
        self.setCurrentWidget(self.content if filled else self.note)

    @property
    def is_filled(self) -> bool:
        return self.currentWidget() is self.content
