"""What stands in the sidebar where no session is listed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.sessions.session_order import SessionFilter
from stigmer_desktop.ui.theme import SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.spinner import Spinner


class EmptyList(QWidget):
    """What stands where no session is: what was searched and a way back, or a word of welcome."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setFont(text_font(12))
        self._words.setProperty("tone", "third")
        self._words.setWordWrap(True)
        self._spinner = Spinner(theme)
        self._spinner.hide()
        self.clear = PushButton(theme, self.tr("Show all sessions"))
        self.bring = PushButton(theme, self.tr("Import a session…"), icon_name="download-simple")
        self.bring.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4 + 2, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self._spinner)
        column.addWidget(self._words)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    @property
    def is_waiting(self) -> bool:
        """Whether it says that something is still to come."""
        return self._spinner.isVisibleTo(self)

    def tell_waiting(self, *, is_search: bool) -> None:
        """Says that sessions are looked for, or loaded for the first time."""
        self._spinner.show()
        self.bring.hide()
        self.clear.setVisible(is_search)
        self._words.setText(self.tr("Searching…") if is_search else self.tr("Loading…"))

    def tell_failure(self) -> None:
        """Says that nothing is known of sessions."""
        self._spinner.hide()
        self.clear.hide()
        self.bring.hide()
        words = self.tr("Sessions are listed here as soon as the server can read them.")
        self._words.setText(words)

    def tell(self, chosen: SessionFilter) -> None:
        """Says what no session has, or, where nothing was asked for, that there is nothing yet."""
        self._spinner.hide()
        self.clear.setVisible(chosen.is_narrow)
        self.bring.setVisible(not chosen.is_narrow)
        searched = " ".join(chosen.words)
        if chosen.tag and searched:
            words = self.tr("No session with the tag #%1 has “%2” in its title or agent.")
        elif chosen.tag:
            words = self.tr("No session has the tag #%1.")
        elif searched:
            words = self.tr("No session has “%2” in its title, agent or tags.")
        else:
            words = self.tr("No sessions yet. What you ask an agent will be listed here.")
        words = words.replace("%1", chosen.tag).replace("%2", searched)
        if chosen.is_narrow and not chosen.archived:
            words += " " + self.tr("Archived sessions are left out.")
        self._words.setText(words)
