"""Keeps the transcript of one session true: loads its pages, follows what runs, hears of what is new."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.api.desktop import Change, ChangeBatch
from stigmer_desktop.api.execution import AgentExecution, AgentExecutionList
from stigmer_desktop.api.kinds import AGENT_EXECUTION, SESSION
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_stream import ExecutionStream
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.user_error import UserError

# No execution has this id: looking for it loads them all.
_NO_EXECUTION = "none"


class ExecutionFeed(QObject):
    """Stands between the server and the model of the transcript.

    `loaded` comes with a session's first page, `failed` with a UserError if there is none, `page_failed`
    with one if there is an older page but it did not come, `changed` when
    a snapshot was applied, and `session_deleted` when the session is no longer there. `sought` carries the
    id that `seek` was given, once that execution is loaded or known not to be there; `loading_changed`
    comes whenever a page begins to load or has come.
    """

    loaded = Signal()
    failed = Signal(object)
    page_failed = Signal(object)
    changed = Signal()
    sought = Signal(object)
    loading_changed = Signal()
    session_deleted = Signal()

    def __init__(
        self,
        operations: Operations,
        changes: ChangeStream,
        stream: ExecutionStream,
        model: ExecutionModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._stream = stream
        self._model = model
        self._session_id = ""
        self._page: Operation[AgentExecutionList] | None = None
        self._next_page = ""
        self._is_loaded = False
        self._sought = ""
        changes.opened.connect(self._on_stream_opened)
        changes.changes_received.connect(self._on_changes_received)
        stream.snapshot_received.connect(self._on_snapshot_received)
        stream.execution_deleted.connect(self._on_execution_deleted)

    @property
    def session_id(self) -> str:
        """The session that is shown; empty for none."""
        return self._session_id

    @property
    def is_loaded(self) -> bool:
        """Whether the session's newest page is there."""
        return self._is_loaded

    @property
    def is_loading(self) -> bool:
        """Whether a page is on its way."""
        return self._page is not None

    @property
    def has_older(self) -> bool:
        """Whether there are executions before those that are loaded."""
        return bool(self._next_page)

    def show(self, session_id: str) -> None:
        """Loads a session's newest executions in place of what was there; an empty id shows none."""
        self._leave()
        self._session_id = session_id
        if session_id:
            self._load("")

    def begin(self, execution: AgentExecution) -> None:
        """Shows the session that `execution` has just begun."""
        self._leave()
        self._session_id = execution.spec.session_id
        self._is_loaded = True
        self._model.load([execution])
        self._follow([execution])
        self.loaded.emit()

    def add(self, execution: AgentExecution) -> None:
        """Takes in the answer of a command on the session that is shown."""
        if execution.spec.session_id == self._session_id and self._is_loaded:
            self._model.apply(execution)
            self._follow([execution])
            self.changed.emit()

    @Slot()
    def load_older(self) -> None:
        """Loads the page before the oldest execution that is shown, if there is one."""
        if self._next_page and self._page is None:
            self._load(self._next_page)

    def seek(self, execution_id: str) -> None:
        """Loads older pages until the execution is among what is loaded; an id that is not there, all."""
        self._sought = execution_id
        self._seek_on()

    def load_all(self) -> None:
        """Loads every older page."""
        self.seek(_NO_EXECUTION)

    def _seek_on(self) -> None:
        if not self._sought or not self._is_loaded or self._page is not None:
            return
        if self._model.snapshot(self._sought) is None and self._next_page:
            self._load(self._next_page)
            return
        sought, self._sought = self._sought, ""
        self.sought.emit(sought)

    def _leave(self) -> None:
        self._sought = ""
        if self._page is not None:
            self._page.cancel()
            self._page = None
            self.loading_changed.emit()
        self._stream.follow_only(())
        self._next_page = ""
        self._is_loaded = False
        self._model.load(())

    def _load(self, token: str) -> None:
        page = self._operations.list_executions(session_id=self._session_id, page_token=token)
        self._page = page.on_success(self._on_page).on_failure(self._on_failed)
        self.loading_changed.emit()

    def _on_page(self, page: AgentExecutionList) -> None:
        self._page = None
        self._next_page = page.next_page_token
        if self._is_loaded:
            for execution in page.entries:
                self._model.apply(execution)
        else:
            self._is_loaded = True
            self._model.load(page.entries)
            self.loaded.emit()
        self._follow(page.entries)
        self.changed.emit()
        self.loading_changed.emit()
        self._seek_on()

    def _on_failed(self, error: UserError) -> None:
        self._page = None
        self._sought = ""
        self.loading_changed.emit()
        (self.page_failed if self._is_loaded else self.failed).emit(error)

    def _follow(self, executions: Iterable[AgentExecution]) -> None:
        for execution in sorted(executions, key=lambda entry: entry.metadata.id):
            if not is_terminal(execution.status.phase):
                self._stream.follow(execution.metadata.id)

    @Slot(object)
    def _on_snapshot_received(self, snapshot: AgentExecution) -> None:
        if snapshot.spec.session_id == self._session_id and self._model.apply(snapshot):
            self.changed.emit()

    @Slot(object)
    def _on_execution_deleted(self, execution_id: str) -> None:
        self._model.remove(execution_id)
        self.changed.emit()

    @Slot()
    def _on_stream_opened(self) -> None:
        # Another server, or the same one anew: what is shown may be behind.
        if self._session_id and self._page is None:
            for execution in self._model.snapshots():
                self._stream.follow(execution.metadata.id)
            if not self._is_loaded:
                self._load("")

    @Slot(object)
    def _on_changes_received(self, batch: ChangeBatch) -> None:
        for change in batch.changes:
            if change.kind == SESSION.number and change.id == self._session_id and change.deleted:
                self._leave()
                self._session_id = ""
                self.session_deleted.emit()
            elif change.kind == AGENT_EXECUTION.number and change.session_id == self._session_id:
                self._hear_of(change)

    def _hear_of(self, change: Change) -> None:
        if not self._is_loaded:
            return
        known = self._model.snapshot(change.id)
        if change.deleted:
            self._on_execution_deleted(change.id)
        elif known is not None:
            if change.revision > known.status.revision:
                self._stream.follow(change.id)
        elif self._is_newer_than_shown(change.id):
            self._stream.follow(change.id)

    def _is_newer_than_shown(self, execution_id: str) -> bool:
        """Whether an execution belongs to what is loaded; older pages come when they are scrolled to."""
        shown = self._model.snapshots()
        return not self._next_page or not shown or execution_id > shown[0].metadata.id
