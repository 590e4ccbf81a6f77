"""What stands on a page in place of a list: that there is nothing, or why, and a button for what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_TILE = 36
_WIDTH = 520


class PageNote(QWidget):
    """An icon, a heading, words below it, and a button for what helps."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        button: str,
        parent: QWidget | None = None,
        *,
        kind: str = "",
        button_icon: str = "",
    ) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setFont(text_font(15, SEMIBOLD))
        self._words = QLabel()
        self._words.setFont(text_font(13))
        self._words.setProperty("tone", "second")
        for label in (self._heading, self._words):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMaximumWidth(_WIDTH)
        self.button = PushButton(theme, button, kind=kind, icon_name=button_icon)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        column.setSpacing(SPACE_2)
        column.addStretch(2)
        icon = IconLabel(theme, icon_name, "second_text", 18, tile=_TILE, tile_token="user_message")
        column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE_1)
        for label in (self._heading, self._words):
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(label, 1000)
            line.addStretch(1)
            column.addLayout(line)
        column.addSpacing(SPACE_2)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    @property
    def text(self) -> str:
        """Heading and words, as they are shown."""
        return f"{self._heading.text()}\n{self._words.text()}"

    def tell(self, heading: str, words: str, *, with_button: bool = True) -> None:
        """Shows `heading` and `words`."""
        self._heading.setText(heading)
        self._words.setText(words)
        self.button.setVisible(with_button)
