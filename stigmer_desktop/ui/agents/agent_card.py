"""One agent on the page of agents: who it is, how much it is used, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_TILE = 36


class AgentCard(QFrame):
    """A click on the card, or Return, opens the agent; its button begins a session with it."""

    open_wanted = Signal()
    session_wanted = Signal()

    def __init__(self, theme: Theme, header: AgentHeader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self._name = ElidedLabel(theme, text_font(14, SEMIBOLD))
        self._description = ElidedLabel(theme, text_font(13), "second_text")
        self._facts = QLabel()
        self._facts.setFont(text_font(12))
        self._facts.setProperty("tone", "third")
        self.session_button = PushButton(theme, self.tr("New session"), icon_name="plus")
        self.session_button.clicked.connect(self.session_wanted)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._name)
        words.addWidget(self._description)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_3 + 1, SPACE_4, SPACE_3 + 1)
        row.setSpacing(SPACE_4)
        row.addWidget(IconLabel(theme, "robot", "accent", 20, tile=_TILE))
        row.addLayout(words, 1)
        row.addWidget(self._facts)
        row.addWidget(self.session_button)
        self.set_header(header)

    def set_header(self, header: AgentHeader) -> None:
        """Shows the agent of `header`."""
        agent = header.agent
        self._name.set_text(agent.metadata.name)
        self._description.set_text(agent.spec.description or self.tr("No description"))
        count = header.session_count
        facts = [agent.spec.default_model] if agent.spec.default_model else []
        if count:
            words = self.tr("1 session") if count == 1 else self.tr("%1 sessions")
            facts.append(words.replace("%1", str(count)))
        self._facts.setText(" · ".join(facts))
        self.setAccessibleName(self.tr("Agent %1").replace("%1", agent.metadata.name))
        self.setAccessibleDescription(agent.spec.description)
        self.session_button.setAccessibleName(
            self.tr("New session with %1").replace("%1", agent.metadata.name)
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.open_wanted.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_wanted.emit()
            return
        super().keyPressEvent(event)
