"""The sub-agents of an agent: helpers that it may hand work to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.agent import SubAgent
from stigmer_desktop.ui.agents.mcp_servers_part import McpServersPart
from stigmer_desktop.ui.agents.sub_agent_card import SubAgentCard
from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.resources.form_part import error_below
from stigmer_desktop.ui.resources.part_group import first_of
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.push_button import PushButton


class SubAgentsPart(QObject):
    """A card for each of them."""

    edited = Signal()

    def __init__(
        self, around: Surroundings, library: Library, servers: McpServersPart, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._library = library
        self._servers = servers
        self.cards: list[SubAgentCard] = []
        self._widget = QWidget()
        label = QLabel(self.tr("Sub-agents"))
        label.setFont(text_font(12, MEDIUM))
        words = QLabel(self.tr("Helpers with instructions of their own, to which the agent may hand work."))
        words.setFont(text_font(12))
        words.setProperty("tone", "third")
        words.setWordWrap(True)
        self.add_button = PushButton(around.theme, self.tr("Add a sub-agent"), icon_name="plus")
        self.add_button.clicked.connect(self._on_add_clicked)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE_2)
        column = QVBoxLayout(self._widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(label)
        column.addWidget(words)
        column.addLayout(self._cards)
        column.addLayout(buttons)
        servers.names_changed.connect(self._on_names_changed)
        servers.renamed.connect(self._on_renamed)

    @property
    def widget(self) -> QWidget:
        return self._widget

    def show(self, resource: Any) -> None:
        """Shows the sub-agents of an agent, folded; those that were open stay so."""
        opened = {card.sub_agent.name for card in self.cards if card.is_open}
        while self.cards:
            self._drop(self.cards[0])
        for sub_agent in resource.spec.sub_agents:
            self._put(sub_agent).set_open(sub_agent.name in opened)

    def fill(self, resource: Any) -> None:
        """Puts what is typed into an agent."""
        del resource.spec.sub_agents[:]
        resource.spec.sub_agents.extend(card.sub_agent for card in self.cards)

    def check(self) -> QWidget | None:
        """Says all that is wrong with any of them."""
        return first_of([card.check() for card in self.cards])

    def show_error(self, error: UserError) -> QWidget | None:
        """Lets the one that the server names say what is wrong."""
        return first_of(
            [
                card.show_error(error_below(error, f"spec.sub_agents[{place}]"))
                for place, card in enumerate(self.cards)
            ]
        )

    def _put(self, sub_agent: SubAgent) -> SubAgentCard:
        card = SubAgentCard(self._around, self._library, sub_agent, self._servers.offered)
        card.edited.connect(self.edited)
        card.removed.connect(lambda: self._on_removed(card))
        self.cards.append(card)
        self._cards.addWidget(card)
        return card

    def _drop(self, card: SubAgentCard) -> None:
        self.cards.remove(card)
        self._cards.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _on_add_clicked(self) -> None:
        card = self._put(SubAgent())
        card.set_open(True)
        card.name.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _on_removed(self, card: SubAgentCard) -> None:
        self._drop(card)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _on_names_changed(self) -> None:
        for card in self.cards:
            card.servers.set_offered(self._servers.offered)

    def _on_renamed(self, before: str, after: str) -> None:
        for card in self.cards:
            card.servers.rename(before, after)
