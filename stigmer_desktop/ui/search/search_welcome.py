"""What stands in place of hits before anything was searched for: what can be searched, and how."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_3, SPACE_4, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel

_TILE = 36
_WIDTH = 520


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
