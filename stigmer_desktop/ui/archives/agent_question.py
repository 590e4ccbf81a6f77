"""Asks which agent an imported session shall go on with, where its own is not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 440


class AgentQuestion(QDialog):
    """`then` is called with the id of the agent that was chosen."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        words: str,
        agents: Sequence[Choice],
        then: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        heading = QLabel(self.tr("Which agent shall go on with it?"))
        heading.setFont(text_font(15, SEMIBOLD))
        body = QLabel(words)
        body.setFont(text_font(13))
        body.setProperty("tone", "second")
        body.setWordWrap(True)
        self.agents = ChoiceButton(theme, self.tr("Agent"), icon_name="robot")
        self.agents.set_choices(agents, agents[0].key if agents else "")
        cancel = PushButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.done_button = PushButton(theme, self.tr("Import"), kind="primary")
        self.done_button.setEnabled(bool(agents))
        self.done_button.clicked.connect(self._on_done)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.agents)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(SPACE_2)
        column.addWidget(heading)
        column.addWidget(body)
        column.addSpacing(SPACE_4)
        column.addLayout(row)
        self.setFixedWidth(scaled(_WIDTH))
        self.done_button.setDefault(True)
        self.done_button.setFocus()

    def _on_done(self) -> None:
        self.accept()
        self._then(self.agents.key)
