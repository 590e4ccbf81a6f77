"""A part of the settings page: a heading over a card of rows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from stigmer_desktop.ui.widgets.wrapping_line import WrappingLine


class Section(QWidget):
    """Rows are separated by hairlines; a row that is hidden hides its hairline too."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel(title)
        self._heading.setFont(text_font(13, SEMIBOLD))
        self._heading.setVisible(bool(title))
        card = QFrame()
        card.setProperty("surface", "card")
        self._rows = QVBoxLayout(card)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self._heading)
        column.addWidget(card)

    def set_title(self, title: str) -> None:
        """Puts another heading over the rows."""
        self._heading.setText(title)
        self._heading.setVisible(bool(title))

    def add_wide(self, widget: QWidget) -> None:
        """Adds a widget over the whole width."""
        self._rows.addWidget(widget)

    def add_row(self, label: str, help_text: str = "", *controls: QWidget) -> Row:
        """Adds a row with its name at the left and `controls` at the right."""
        row = Row(label, help_text, controls, first=self._rows.count() == 0)
        self._rows.addWidget(row)
        return row


class Row(QFrame):
    """Name and help at the left, controls at the right, notes below."""

    def __init__(self, label: str, help_text: str, controls: tuple[QWidget, ...], *, first: bool) -> None:
        super().__init__()
        name = QLabel(label)
        name.setFont(text_font(13, MEDIUM))
        self.help = QLabel(help_text)
        self.help.setFont(text_font(12))
        self.help.setProperty("tone", "third")
        self.help.setWordWrap(True)
        self.help.setVisible(bool(help_text))
        words = QWidget()
        beside = QVBoxLayout(words)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2)
        beside.addWidget(name)
        beside.addWidget(self.help)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        for control in controls:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        line = QVBoxLayout()
        line.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        line.addWidget(WrappingLine(words, held))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not first:
            hairline = QFrame()
            hairline.setProperty("surface", "hairline")
            column.addWidget(hairline)
        column.addLayout(line)

    def set_help(self, words: str, tone: str = "third") -> None:
        """Says `words` below the name, in the tone "third", "error", "good" or "waiting"."""
        self.help.setText(words)
        self.help.setVisible(bool(words))
        if self.help.property("tone") != tone:
            self.help.setProperty("tone", tone)
            self.help.style().unpolish(self.help)
            self.help.style().polish(self.help)
