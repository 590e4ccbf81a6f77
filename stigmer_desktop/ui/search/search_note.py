"""What stands in place of hits: what can be searched, that nothing was found, or why it failed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_TILE = 36
_WIDTH = 520


class SearchNote(QWidget):
    """An icon, a heading, words below it, and a button for what helps."""

    def __init__(self, theme: Theme, icon_name: str, button: str, parent: QWidget | None = None) -> None:
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
        self.button = PushButton(theme, button)
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


class SearchWelcome(QWidget):
    """What one can search for, and how."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content = QWidget()
        content.setMaximumWidth(_WIDTH)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_4)
        for icon_name, heading, words in self._entries():
            rows.addLayout(_entry(theme, icon_name, heading, words))
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(content, 1000)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        column.addStretch(2)
        column.addLayout(line)
        column.addStretch(3)

    def _entries(self) -> list[tuple[str, str, str]]:
        return [
            (
                "chat-text",
                self.tr("What was said"),
                self.tr("Your messages and every reply, in all sessions."),
            ),
            (
                "wrench",
                self.tr("What was done"),
                self.tr("Tool calls with their arguments and results, sub-agents, errors."),
            ),
            ("robot", self.tr("Sessions and agents"), self.tr("Titles, names, descriptions, instructions.")),
            (
                "quotes",
                self.tr("Words in a row"),
                self.tr("Put them in quotes. Otherwise every word must be there, in any order."),
            ),
            (
                "asterisk",
                self.tr("Beginnings"),
                self.tr("A star stands for the rest of a word: repo* finds repository."),
            ),
        ]


def _entry(theme: Theme, icon_name: str, heading: str, words: str) -> QHBoxLayout:
    title = QLabel(heading)
    title.setFont(text_font(13, SEMIBOLD))
    text = QLabel(words)
    text.setFont(text_font(12))
    text.setProperty("tone", "second")
    text.setWordWrap(True)
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(title)
    column.addWidget(text)
    row = QHBoxLayout()
    row.setSpacing(SPACE_3)
    icon = IconLabel(theme, icon_name, "second_text", 17, tile=_TILE, tile_token="user_message")
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(column, 1)
    return row
