"""The MCP servers that belong to one agent alone, each in a card."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.api.agent import Agent, McpServerDefinition
from stigmer_desktop.ui.agents.own_server_card import OwnServerCard
from stigmer_desktop.ui.resources.part_group import first_of
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.widgets.push_button import PushButton


class OwnServers(QWidget):
    """`names_changed` tells that there are others, or other tools of them.

    `renamed` carries an old name and the new one.
    """

    edited = Signal()
    names_changed = Signal()
    renamed = Signal(object, object)

    def __init__(
        self,
        around: Surroundings,
        environments: ResourceListModel[Any],
        agent: Callable[[], Agent],
        parent: QWidget | None = None,
    ) -> None:
        """`agent` gives the agent as it is typed now."""
        super().__init__(parent)
        self._around = around
        self._environments = environments
        self._agent = agent
        self.cards: list[OwnServerCard] = []
        self.add_button = PushButton(
            around.theme, self.tr("Define one for this agent alone"), icon_name="plus"
        )
        self.add_button.clicked.connect(self._on_add_clicked)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(self._cards)
        column.addLayout(buttons)

    @property
    def definitions(self) -> list[McpServerDefinition]:
        """What is typed now, in order."""
        return [card.definition for card in self.cards]

    @property
    def names(self) -> list[str]:
        """How the agent knows them; those without a name yet are left out."""
        return [card.known_as for card in self.cards if card.known_as]

    def show_definitions(self, definitions: Sequence[McpServerDefinition]) -> None:
        """Shows `definitions`, folded; those that were open stay so."""
        opened = {card.known_as for card in self.cards if card.is_open}
        while self.cards:
            self._drop(self.cards[0])
        for definition in definitions:
            self._put(definition).set_open(definition.name in opened)

    def check(self, taken: Collection[str]) -> QWidget | None:
        """Says all that is wrong with any of them; `taken` are names that the agent's other servers have."""
        known = set(taken)
        wrong = []
        for card in self.cards:
            wrong.append(card.check(known))
            known.add(card.known_as)
        return first_of(wrong)

    def _put(self, definition: McpServerDefinition) -> OwnServerCard:
        card = OwnServerCard(self._around, self._environments, definition, self._agent)
        card.edited.connect(self.edited)
        card.renamed.connect(self.renamed)
        card.trial.tried.connect(self.names_changed)
        card.tools.edited.connect(self.names_changed)
        card.removed.connect(lambda: self._on_removed(card))
        self.cards.append(card)
        self._cards.addWidget(card)
        return card

    def _drop(self, card: OwnServerCard) -> None:
        self.cards.remove(card)
        self._cards.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _on_add_clicked(self) -> None:
        definition = McpServerDefinition()
        definition.stdio.SetInParent()
        card = self._put(definition)
        card.set_open(True)
        card.name.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _on_removed(self, card: OwnServerCard) -> None:
        self._drop(card)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.names_changed.emit()
        self.edited.emit()
