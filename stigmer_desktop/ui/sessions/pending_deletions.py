"""Sessions that were deleted but can be brought back: out of sight now, really deleted a little later."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from functools import partial
from typing import Protocol

import grpc
from PySide6.QtCore import QObject, QTimer, Signal

from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.user_error import UserError

UNDO_MILLISECONDS = 10_000


class DeletionMemory(Protocol):
    """Keeps what is still to be deleted, beyond the end of the program too."""

    pending_deletions: frozenset[str]

    def save(self) -> None: ...


class PendingDeletions(QObject):
    """Hides sessions at once and deletes them when the time for an undo is over.

    Until then they stand in the memory: a program that ends deletes them before it goes, and one that was
    killed asks again at its next start, with the whole time for an undo. `refused` carries a session that
    the server keeps, and why; it is in sight again.
    """

    changed = Signal()
    refused = Signal(object, object)  # session id, UserError

    def __init__(
        self,
        operations: Operations,
        model: SessionListModel,
        memory: DeletionMemory,
        parent: QObject | None = None,
        *,
        undo_milliseconds: int = UNDO_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._model = model
        self._memory = memory
        self._undo_milliseconds = undo_milliseconds
        self._waiting: dict[str, QTimer] = {}
        self._under_way: dict[str, Operation[object]] = {}

    @property
    def ids(self) -> frozenset[str]:
        """The sessions that can still be brought back."""
        return frozenset(self._waiting)

    def begin(self, session_id: str) -> None:
        """Takes a session out of sight, to be deleted when nobody brings it back in time."""
        if session_id in self._waiting or session_id in self._under_way:
            return
        self._remember(session_id, True)
        self._wait(session_id)

    def resume(self) -> None:
        """Goes on with what an earlier life of the program, or a server that was away, has left."""
        for session_id in sorted(self._memory.pending_deletions):
            if session_id not in self._waiting and session_id not in self._under_way:
                self._wait(session_id)

    def undo(self) -> list[str]:
        """Brings back every session that still can be; gives their ids."""
        back = list(self._waiting)
        for session_id in back:
            self._forget_timer(session_id)
            self._show_again(session_id)
        self.changed.emit()
        return back

    async def complete(self) -> None:
        """Deletes at once what is still waiting; what cannot be deleted now stays remembered."""
        for session_id in list(self._waiting):
            self._delete(session_id)
        for operation in list(self._under_way.values()):
            await _ended(operation)

    def stop(self) -> None:
        """Deletes nothing more; what is waiting stays remembered."""
        for session_id in list(self._waiting):
            self._forget_timer(session_id)

    def _wait(self, session_id: str) -> None:
        self._model.set_hidden(session_id, True)
        timer = QTimer(self, singleShot=True, interval=self._undo_milliseconds)
        timer.timeout.connect(partial(self._delete, session_id))
        timer.start()
        self._waiting[session_id] = timer
        self.changed.emit()

    def _delete(self, session_id: str) -> None:
        self._forget_timer(session_id)
        operation: Operation[object] = self._operations.delete_session(session_id=session_id)  # type: ignore[assignment]
        self._under_way[session_id] = operation
        operation.on_end(lambda: self._on_ended(session_id))
        operation.on_success(lambda _: self._on_deleted(session_id))
        operation.on_failure(partial(self._on_failed, session_id))
        self.changed.emit()

    def _on_ended(self, session_id: str) -> None:
        self._under_way.pop(session_id, None)

    def _on_deleted(self, session_id: str) -> None:
        self._remember(session_id, False)
        self._model.remove(session_id)
        # The same session may come back from an archive.
        self._model.set_hidden(session_id, False)

    def _on_failed(self, session_id: str, error: UserError) -> None:
        if error.code is grpc.StatusCode.NOT_FOUND:
            self._on_deleted(session_id)
        elif error.code is grpc.StatusCode.FAILED_PRECONDITION:
            self._show_again(session_id)
            self.refused.emit(session_id, error)

    def _show_again(self, session_id: str) -> None:
        self._remember(session_id, False)
        self._model.set_hidden(session_id, False)

    def _remember(self, session_id: str, pending: bool) -> None:
        known = self._memory.pending_deletions
        self._memory.pending_deletions = known | {session_id} if pending else known - {session_id}
        self._memory.save()

    def _forget_timer(self, session_id: str) -> None:
        timer = self._waiting.pop(session_id, None)
        if timer is not None:
            timer.stop()
            timer.deleteLater()


async def _ended(operation: Awaitable[object]) -> None:
    # Its hooks have heard of the failure.
    with suppress(Exception):
        await operation
