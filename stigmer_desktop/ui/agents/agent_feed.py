"""Keeps the agents true: loads them all when the stream opens and when the change stream names one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import AgentHeader, ChangeBatch, ListAgentsResponse
from stigmer_desktop.api.kinds import AGENT, SESSION
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.user_error import UserError

_GATHERING_MILLISECONDS = 60


class AgentFeed(QObject):
    """Stands between the server and the model. Agents are few, so they are loaded together."""

    failed = Signal(object)  # UserError

    def __init__(
        self,
        operations: Operations,
        changes: ChangeStream,
        model: AgentListModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._model = model
        self._pages: list[AgentHeader] = []
        self._is_loading = False
        self._is_stale = False
        self._sessions: set[str] = set()
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING_MILLISECONDS)
        self._gathering.timeout.connect(self.load)
        changes.opened.connect(self.load)
        changes.stopped.connect(self._gathering.stop)
        changes.changes_received.connect(self._on_changes_received)

    @Slot()
    def load(self) -> None:
        """Loads all agents anew; while that is under way, once more after it."""
        if self._is_loading:
            self._is_stale = True
            return
        self._is_loading = True
        self._pages = []
        self._load_page("")

    def _load_page(self, token: str) -> None:
        self._operations.list_agents(page_token=token).on_success(self._on_page).on_failure(self._on_failed)

    def _on_page(self, page: ListAgentsResponse) -> None:
        self._pages.extend(page.entries)
        if page.next_page_token:
            self._load_page(page.next_page_token)
            return
        self._model.apply(self._pages)
        self._on_over()

    def _on_failed(self, error: UserError) -> None:
        self.failed.emit(error)
        self._on_over()

    def _on_over(self) -> None:
        self._is_loading = False
        self._pages = []
        if self._is_stale:
            self._is_stale = False
            self._gathering.start()

    @Slot(object)
    def _on_changes_received(self, batch: ChangeBatch) -> None:
        for change in batch.changes:
            # An agent's header counts its sessions, so a session that comes or goes concerns it too.
            new_session = change.kind == SESSION.number and (
                change.deleted or change.id not in self._sessions
            )
            if change.kind == SESSION.number:
                self._sessions.add(change.id)
            if (change.kind == AGENT.number or new_session) and not self._gathering.isActive():
                self._gathering.start()
