"""The inspector's page of sub-agents: who called whom, how they stand, and what they said last."""

from __future__ import annotations

from operator import is_

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.inspector.agent_painter import AgentPainter, agent_name
from stigmer_desktop.ui.inspector.agent_row import AgentRow, agent_rows
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.inspector_list import InspectorList
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.theme import SPACE_1, Theme


class AgentsPage(QWidget):
    """A click on a sub-agent goes to its block in the transcript."""

    def __init__(self, theme: Theme, session: InspectedSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # Of each execution the snapshot that its rows were made of.
        self._made: dict[str, tuple[AgentExecution, list[AgentRow]]] = {}
        self._shown: list[AgentExecution] = []
        self.model: RowListModel[AgentRow] = RowListModel(lambda row: row.key, agent_name, self)
        self.list = InspectorList(
            theme, self.model, AgentPainter(theme), self.tr("Sub-agents"), uniform=False
        )
        note = EmptyNote(theme, "git-branch", self.tr("No sub-agent was asked to help."))
        self.filled = Filled(self.list, note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_1, 0, 0)
        column.addWidget(self.filled)
        self.list.row_chosen.connect(self._on_row_chosen)

    def refresh(self, session: InspectedSession) -> bool:
        scope = session.scope
        if len(scope) == len(self._shown) and all(map(is_, scope, self._shown)):
            return True
        self._shown = scope
        made = {}
        for execution in scope:
            known = self._made.get(execution.metadata.id)
            rows = known[1] if known and known[0] is execution else agent_rows(execution, session.agent_name)
            made[execution.metadata.id] = (execution, rows)
        self._made = made
        self.model.set_rows([row for _, rows in made.values() for row in rows])
        self.filled.set_filled(bool(self.model.rows))
        return True

    @Slot(object)
    def _on_row_chosen(self, row: AgentRow) -> None:
        for execution_id, (_, rows) in self._made.items():
            if any(one.key == row.key for one in rows):
                self._session.want_place(execution_id, row.key)
                return
