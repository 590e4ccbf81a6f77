"""Keeps the list of what needs the user true, and remembers what was looked at."""

from __future__ import annotations

import time
from typing import Protocol

from google.protobuf.timestamp_pb2 import Timestamp
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import (
    Change,
    ChangeBatch,
    ExecutionHeader,
    ListExecutionHeadersRequest,
    ListExecutionHeadersResponse,
    TimeRange,
)
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.needs_you.need import Need, NeedKind, needs_of
from stigmer_desktop.ui.needs_you.needs_you_model import NeedsYouModel
from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel

_GATHERING_MILLISECONDS = 60
_PAGE = 500
_ENDS = (EXECUTION_COMPLETED, EXECUTION_FAILED, EXECUTION_TERMINATED)


class NeedsYouMemory(Protocol):
    """What is known beyond the end of the program.

    Attributes:
        needs_seen_until: what ended until then is seen, unless it is among the unread; in seconds since
            1970, 0 when the program runs for the first time.
        needs_unread: the executions that ended and that nobody has looked at.
    """

    needs_seen_until: float
    needs_unread: frozenset[str]

    def save(self) -> None: ...


class NeedsYouFeed(QObject):
    """`came` carries a Need that is new; what the program finds when it connects is not."""

    came = Signal(object)
    failed = Signal(object)  # UserError

    def __init__(
        self,
        client: Client,
        scope: OperationScope,
        changes: ChangeStream,
        sessions: SessionListModel,
        memory: NeedsYouMemory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = NeedsYouModel(self)
        self._client = client
        self._scope = scope
        self._sessions = sessions
        self._memory = memory
        self._watched = ""
        self._changed: set[str] = set()
        # When each execution ended that was taken in, so that a later change of it is no news.
        self._taken: dict[str, str] = {}
        self._since = 0.0
        self._deciding: set[tuple[str, str]] = set()
        # Unread ones of an earlier life that are still to be looked up.
        self._unread: frozenset[str] = frozenset()
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING_MILLISECONDS)
        self._gathering.timeout.connect(self._load_changed)
        changes.opened.connect(self.load)
        changes.stopped.connect(self._gathering.stop)
        changes.changes_received.connect(self._on_changes_received)

    @Slot()
    def load(self) -> None:
        """Loads what waits, what was unread, and what ended since the program last ran."""
        self._memory.needs_seen_until = self._memory.needs_seen_until or time.time()
        self._since = self._memory.needs_seen_until
        waiting = ListExecutionHeadersRequest(phases=[EXECUTION_WAITING_FOR_APPROVAL], page_size=_PAGE)
        since = TimeRange()
        getattr(since, "from").CopyFrom(Timestamp(seconds=int(self._since)))
        ended = ListExecutionHeadersRequest(phases=_ENDS, completed=since, page_size=_PAGE)
        for request in (waiting, ended):
            self._list(request).on_success(self._on_found)
        self._unread = frozenset(sorted(self._memory.needs_unread)[-_PAGE:])
        if self._unread:
            unread = ListExecutionHeadersRequest(ids=sorted(self._unread), page_size=_PAGE)
            self._list(unread).on_success(self._on_unread_found)

    def set_watched(self, session_id: str) -> None:
        """The session that the user looks at: its ends are seen. Empty while the window is not in front."""
        if session_id != self._watched:
            self._watched = session_id
            if session_id:
                self.see([need for need in self.model.needs if need.header.session_id == session_id])

    def see(self, needs: list[Need]) -> None:
        """Takes failures and results off the list; what waits to be decided stays."""
        for need in needs:
            if need.kind is not NeedKind.APPROVAL:
                self.model.apply(need.header.metadata.id, [])
                self._follow_session(need.header.session_id)
        self._remember()

    def deciding(self, need: Need) -> None:
        """Takes an approval off the list at once, so that the next letter is for the next one."""
        execution_id = need.header.metadata.id
        self._deciding.add(need.key)
        self.model.apply(execution_id, [each for each in self.model.of(execution_id) if each.key != need.key])

    def undecided(self, need: Need) -> None:
        """Lists an approval again whose decision did not reach the server."""
        self._deciding.discard(need.key)
        execution_id = need.header.metadata.id
        self.model.apply(execution_id, [*self.model.of(execution_id), need])
        self._changed.add(execution_id)
        self._gathering.start()

    def is_deciding(self, need: Need) -> bool:
        """Whether the user has decided about it here, whatever the server says of it."""
        return need.key in self._deciding

    def _list(self, request: ListExecutionHeadersRequest) -> Operation[ListExecutionHeadersResponse]:
        async def work() -> ListExecutionHeadersResponse:
            return await self._client.catalog.listExecutions(request)

        return self._scope.start(work()).on_failure(self.failed.emit)

    @Slot(object)
    def _on_changes_received(self, batch: ChangeBatch) -> None:
        for change in batch.changes:
            if change.kind == AGENT_EXECUTION.number:
                self._take_change(change)
        if self._changed and not self._gathering.isActive():
            self._gathering.start()

    def _take_change(self, change: Change) -> None:
        wanted = change.phase == EXECUTION_WAITING_FOR_APPROVAL or is_terminal(change.phase)
        if wanted and not change.deleted:
            self._changed.add(change.id)
            return
        self._changed.discard(change.id)
        if self.model.of(change.id):
            self.model.apply(change.id, [])
            self._remember()
        if change.deleted:
            self._taken.pop(change.id, None)

    @Slot()
    def _load_changed(self) -> None:
        ids = sorted(self._changed)[:_PAGE]
        self._changed.difference_update(ids)
        if self._changed:
            self._gathering.start()
        if ids:
            self._list(ListExecutionHeadersRequest(ids=ids, page_size=_PAGE)).on_success(self._on_changed)

    def _on_found(self, page: ListExecutionHeadersResponse) -> None:
        for header in page.entries:
            self._take(header, is_news=False)
        self._remember()

    def _on_unread_found(self, page: ListExecutionHeadersResponse) -> None:
        self._on_found(page)
        self._unread = frozenset()
        self._remember()

    def _on_changed(self, page: ListExecutionHeadersResponse) -> None:
        for header in page.entries:
            self._take(header, is_news=True)
        self._remember()

    def _take(self, header: ExecutionHeader, *, is_news: bool) -> None:
        execution_id = header.metadata.id
        known = {need.key for need in self.model.of(execution_id)}
        needs = needs_of(header)
        # What is found may have been asked for before a decision that was made meanwhile.
        still = {need.key for need in needs}
        self._deciding = {key for key in self._deciding if key[0] != execution_id or key in still}
        needs = [need for need in needs if need.key not in self._deciding]
        if is_terminal(header.phase) and not known and not self._is_unread(header):
            needs = []
        if is_terminal(header.phase):
            self._taken[execution_id] = header.completed_at
            if header.session_id == self._watched:
                needs = []
        self.model.apply(execution_id, needs)
        self._follow_session(header.session_id)
        for need in needs:
            if is_news and need.key not in known:
                self.came.emit(need)

    def _is_unread(self, header: ExecutionHeader) -> bool:
        if header.metadata.id in self._unread:
            return True
        ended = seconds_of(header.completed_at) or 0.0
        return ended > self._since and self._taken.get(header.metadata.id) != header.completed_at

    def _follow_session(self, session_id: str) -> None:
        """A session's green dot stands for results that nobody has looked at."""
        kinds = {need.kind for need in self.model.needs if need.header.session_id == session_id}
        self._sessions.set_unseen(session_id, NeedKind.RESULT in kinds)

    def _remember(self) -> None:
        ended = [seconds_of(moment) or 0.0 for moment in self._taken.values()]
        self._memory.needs_seen_until = min(max([self._since, *ended]), time.time())
        listed = (need for need in self.model.needs if need.kind is not NeedKind.APPROVAL)
        self._memory.needs_unread = self._unread | {need.header.metadata.id for need in listed}
        self._memory.save()
