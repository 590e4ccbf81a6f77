"""One resource on the page of its kind: what it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_TILE = 36
# With less room than this for its name, a card leaves out first its facts, then the words of its button.
_ROOM_FOR_NAME = 170


@dataclass(frozen=True)
class CardFacts:
    """What a card says.

    Attributes:
        label: its accessible name ("Agent Reviewer").
        name, description: the two lines.
        facts: short words at its right end.
        icon_name: a Phosphor icon.
    """

    label: str
    name: str
    description: str
    facts: Sequence[str]
    icon_name: str


@dataclass(frozen=True)
class CardAction:
    """What a card's button does; `label` holds %1 where its accessible name has the resource's name."""

    text: str
    label: str
    icon_name: str


class ResourceCard(QFrame):
    """A click on the card, or Return, opens the resource; its button, if it has one, does `action`."""

    open_wanted = Signal()
    action_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        facts: CardFacts,
        action: CardAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self._action = action
        self._name = ElidedLabel(theme, text_font(14, SEMIBOLD))
        self._description = ElidedLabel(theme, text_font(13), "second_text")
        self._facts = ElidedLabel(theme, text_font(12), "third_text")
        self._facts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel(theme, facts.icon_name, "accent", 20, tile=_TILE)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._name)
        words.addWidget(self._description)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_3 + 1, SPACE_4, SPACE_3 + 1)
        row.setSpacing(SPACE_4)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._facts)
        self.action_button: PushButton | None = None
        if action is not None:
            self.action_button = PushButton(theme, action.text, icon_name=action.icon_name)
            self.action_button.clicked.connect(self.action_wanted)
            row.addWidget(self.action_button)
        self.set_facts(facts)

    def set_facts(self, facts: CardFacts) -> None:
        """Shows the resource of `facts`."""
        self._name.set_text(facts.name)
        self._description.set_text(facts.description)
        self._facts.set_text(" · ".join(facts.facts))
        self._icon.set_icon(facts.icon_name, "accent")
        self.setAccessibleName(facts.label)
        self.setAccessibleDescription(facts.description)
        if self.action_button is not None and self._action is not None:
            self.action_button.setAccessibleName(self._action.label.replace("%1", facts.name))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        button, wanted = self.action_button, scaled(_ROOM_FOR_NAME)
        room = self.width() - self._icon.width() - 3 * SPACE_4
        if button is not None and self._action is not None:
            button.setText(self._action.text)
            room -= button.sizeHint().width() + SPACE_4
            if room < wanted:
                button.setText("")
            button.setToolTip("" if button.text() else button.accessibleName())
        told = self._facts.sizeHint().width() + SPACE_4 if self._facts.text else 0
        self._facts.setVisible(bool(told) and room - told >= wanted)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.open_wanted.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_wanted.emit()
            return
        super().keyPressEvent(event)
