"""The page of all agents."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.agents.agent_card import AgentCard
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 860


class AgentPage(QWidget):
    """One card for each row of the model, in its order.

    `open_wanted` and `session_wanted` carry the agent's id; `new_wanted` asks for a new agent.
    """

    open_wanted = Signal(object)
    session_wanted = Signal(object)
    new_wanted = Signal()

    def __init__(self, theme: Theme, model: AgentListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._cards: list[AgentCard] = []
        self.header = PageHeader(theme, self.tr("Agents"))
        self.new_button = PushButton(theme, self.tr("New agent"), kind="primary", icon_name="plus")
        self.new_button.clicked.connect(self.new_wanted)
        self.header.add(self.new_button)
        self._empty = QLabel(self.tr("There is no agent yet. “New agent” makes the first one."))
        self._empty.setFont(text_font(13))
        self._empty.setProperty("tone", "second")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty.hide()
        self._page = CentredColumn(_WIDTH)
        self._page.column.setSpacing(SPACE_2)
        self._page.column.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._page, 1)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.rowsMoved.connect(self._on_reset)
        model.dataChanged.connect(self._on_data_changed)
        self._on_reset()

    @property
    def cards(self) -> tuple[AgentCard, ...]:
        return tuple(self._cards)

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
            self._cards[row].set_header(self._model.headers[row])

    def _put(self, row: int, header: AgentHeader) -> None:
        card = AgentCard(self._theme, header)
        agent_id = header.agent.metadata.id
        card.open_wanted.connect(lambda: self.open_wanted.emit(agent_id))
        card.session_wanted.connect(lambda: self.session_wanted.emit(agent_id))
        self._cards.insert(row, card)
        # The first widget of the column is the sentence for an empty page.
        self._page.column.insertWidget(row + 1, card)

    def _drop(self, row: int) -> None:
        card = self._cards.pop(row)
        self._page.column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _on_count_changed(self) -> None:
        count = len(self._cards)
        self._empty.setVisible(self._model.is_loaded and count == 0)
        self.header.detail.set_text(str(count) if count else "")
