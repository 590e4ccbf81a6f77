"""The inspector's page of tool calls: of one message or of the session, by kind and by state."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.ui.inspector.call_filter import ALL, CallFilter, kind_choices, status_choices
from stigmer_desktop.ui.inspector.call_painter import CallPainter, call_name
from stigmer_desktop.ui.inspector.call_row import BUDGET_SECONDS, CallRow, SessionCalls
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.inspector_list import InspectorList
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.choice_button import ChoiceButton
from stigmer_desktop.ui.widgets.icon_button import IconButton


class CallsPage(QWidget):
    """A click on a call goes to its place in the transcript."""

    def __init__(
        self,
        theme: Theme,
        session: InspectedSession,
        calls: SessionCalls,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._calls = calls
        self._filter = CallFilter()
        self._shown: object = None
        self.model: RowListModel[CallRow] = RowListModel(lambda row: row.key, call_name, self)
        self.kind = ChoiceButton(theme, self.tr("Kind"))
        self.status = ChoiceButton(theme, self.tr("State"))
        self.clear = IconButton(theme, "x", self.tr("Show all tool calls"), size=12)
        self.clear.hide()
        self.list = InspectorList(
            theme, self.model, CallPainter(theme), self.tr("Tool calls"), follows_end=True
        )
        self._note = EmptyNote(theme, "wrench", "")
        self.filled = Filled(self.list, self._note)
        strip = QHBoxLayout()
        strip.setContentsMargins(SPACE_1, SPACE_2, SPACE_2, SPACE_1)
        strip.setSpacing(SPACE_1)
        strip.addWidget(self.kind)
        strip.addWidget(self.status)
        strip.addWidget(self.clear)
        strip.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(strip)
        column.addWidget(self.filled, 1)
        self._offer_choices()
        for button in (self.kind, self.status):
            button.pressed.connect(self._offer_choices)
        self.kind.chosen.connect(self._on_filter_changed)
        self.status.chosen.connect(self._on_filter_changed)
        self.clear.clicked.connect(self._on_cleared)
        self.list.row_chosen.connect(self._on_row_chosen)

    def refresh(self, session: InspectedSession) -> bool:
        done = self._calls.refresh(session.scope, BUDGET_SECONDS)
        if self._calls.rows is not self._shown:
            self._shown = self._calls.rows
            self._show_rows()
        return done

    @Slot()
    def _offer_choices(self) -> None:
        """Counts what there is of each kind and state; only when someone is about to look."""
        for button, choices in (
            (self.kind, kind_choices(self._calls.rows, self._filter.kind)),
            (self.status, status_choices(self._calls.rows, self._filter.status)),
        ):
            if tuple(choices) != button.choices:
                button.set_choices(choices, button.key)

    def _show_rows(self) -> None:
        rows = self._filter.applied(self._calls.rows)
        self.model.set_rows(rows)
        if not self._calls.rows:
            self._note.set_sentence(self.tr("No tool was used here."))
        else:
            self._note.set_sentence(self.tr("No tool call of this kind is in this state."))
        self.filled.set_filled(bool(rows))
        for button in (self.kind, self.status):
            if button.isHidden() == bool(self._calls.rows):
                button.setVisible(bool(self._calls.rows))
        self.clear.setVisible(not self._filter.is_empty)

    @Slot()
    def _on_filter_changed(self) -> None:
        self._filter = CallFilter(self.kind.key, self.status.key)
        self._show_rows()

    @Slot()
    def _on_cleared(self) -> None:
        self.kind.set_key(ALL)
        self.status.set_key(ALL)
        self._on_filter_changed()

    @Slot(object)
    def _on_row_chosen(self, row: CallRow) -> None:
        self._session.want_place(row.execution_id, row.key)
