"""The page of all resources of one kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.ui.resources.resource_card import CardAction, CardFacts, ResourceCard
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel, resource_of
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.page_note import PageNote
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.search_field import SearchField

_WIDTH = 860
# Fewer than these are seen at a glance.
_SEARCHED_FROM = 8


@dataclass(frozen=True)
class PageWords:
    """What the page of one kind says.

    Attributes:
        title: the kind ("Agents").
        icon_name: a Phosphor icon.
        new: the button that makes one ("New agent").
        search: what stands in the empty search field ("Search agents").
        empty: the heading while there is none ("No agents yet").
        purpose: what one is for.
    """

    title: str
    icon_name: str
    new: str
    search: str
    empty: str
    purpose: str


class ResourcePage(QWidget):
    """One card for each row of the model, in its order; a search field when they are many.

    `open_wanted` and `action_wanted` carry the resource's id; `new_wanted` asks for a new one.
    """

    open_wanted = Signal(object)
    action_wanted = Signal(object)
    new_wanted = Signal()
    retry_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        model: ResourceListModel[Any],
        words: PageWords,
        describe: Callable[[Any], CardFacts],
        action: CardAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`describe` says what the card of a header shows."""
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._describe = describe
        self._action = action
        self._cards: list[ResourceCard] = []
        self.header = PageHeader(theme, words.title)
        self.new_button = PushButton(theme, words.new, kind="primary", icon_name="plus")
        self.new_button.clicked.connect(self.new_wanted)
        self.header.add(self.new_button)
        self.field = SearchField(theme, words.search)
        self.field.textChanged.connect(self._on_searched)
        self.empty = PageNote(theme, words.icon_name, words.new, kind="primary", button_icon="plus")
        self.empty.tell(words.empty, words.purpose)
        self.empty.button.clicked.connect(self.new_wanted)
        self.nothing = PageNote(theme, "magnifying-glass", self.tr("Clear the search"))
        self.nothing.button.clicked.connect(self._on_clear_clicked)
        self.failure = PageNote(theme, "warning-circle", self.tr("Try again"))
        self.failure.button.clicked.connect(self.retry_wanted)
        self._page = CentredColumn(_WIDTH)
        self._page.column.setSpacing(SPACE_2)
        self._page.column.addWidget(self.field)
        self._stack = QStackedWidget()
        for part in (self._page, self.empty, self.failure):
            self._stack.addWidget(part)
        self._page.column.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.rowsMoved.connect(self._on_reset)
        model.dataChanged.connect(self._on_data_changed)
        self._on_reset()

    @property
    def cards(self) -> tuple[ResourceCard, ...]:
        return tuple(self._cards)

    @property
    def part(self) -> QWidget | None:
        """What stands below the header: the cards, `empty` or `failure`."""
        return self._stack.currentWidget()

    @Slot(object)
    def show_failure(self, error: UserError) -> None:
        """Says why the list could not be loaded, if there is none to show."""
        if not self._model.is_loaded:
            self.failure.tell(self.tr("This list could not be loaded"), error.sentence)
            self._stack.setCurrentWidget(self.failure)

    @Slot()
    def _on_reset(self) -> None:
        while self._cards:
            self._drop(0)
        for row, header in enumerate(self._model.headers):
            self._put(row, header)
        self._on_count_changed()

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            self._put(row, self._model.headers[row])
        self._on_count_changed()

    @Slot(QModelIndex, int, int)
    def _on_removed(self, parent: QModelIndex, first: int, last: int) -> None:
        for _ in range(first, last + 1):
            self._drop(first)
        self._on_count_changed()

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self._cards[row].set_facts(self._describe(self._model.headers[row]))
        self._on_searched()

    def _put(self, row: int, header: Any) -> None:
        card = ResourceCard(self._theme, self._describe(header), self._action)
        resource_id = resource_of(header).metadata.id
        card.open_wanted.connect(lambda: self.open_wanted.emit(resource_id))
        card.action_wanted.connect(lambda: self.action_wanted.emit(resource_id))
        self._cards.insert(row, card)
        # The first widget of the column is the search field.
        self._page.column.insertWidget(row + 1, card)

    def _drop(self, row: int) -> None:
        card = self._cards.pop(row)
        self._page.column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _on_count_changed(self) -> None:
        count = len(self._cards)
        is_empty = self._model.is_loaded and count == 0
        self._stack.setCurrentWidget(self.empty if is_empty else self._page)
        # The empty page has the same button in its middle.
        self.new_button.setVisible(not is_empty)
        self.header.detail.set_text(str(count) if count else "")
        self.field.setVisible(count >= _SEARCHED_FROM or bool(self.field.text()))
        self._on_searched()

    @Slot()
    def _on_searched(self) -> None:
        words = self.field.text().casefold().split()
        found = 0
        for card, header in zip(self._cards, self._model.headers, strict=True):
            facts = self._describe(header)
            text = " ".join((facts.name, facts.description, *facts.facts)).casefold()
            fits = all(word in text for word in words)
            card.setVisible(fits)
            found += fits
        self.nothing.setVisible(bool(words) and not found)
        self.nothing.tell(
            self.tr("Nothing found"), self.tr("Nothing here has “%1”.").replace("%1", self.field.text())
        )

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
