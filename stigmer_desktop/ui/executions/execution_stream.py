"""The one place where snapshots of executions enter Qt: subscribes to what is shown and not ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable
from typing import Protocol

import grpc
from PySide6.QtCore import QObject, QTimer, Signal

from stigmer_desktop.api.execution import AgentExecution, AgentExecutionId
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.client import NotConnectedError

FIRST_RETRY_SECONDS = 0.25
LONGEST_RETRY_SECONDS = 5.0
_OPENING_SECONDS = 2.0
_LONGEST_PACE_MS = 50
_SHORTEST_PACE_MS = 10


class SubscribesToExecutions(Protocol):
    """What the stream needs of AgentExecutionQueryController."""

    @property
    def subscribe(self) -> Callable[[AgentExecutionId], AsyncIterable[AgentExecution]]: ...


class ExecutionStream(QObject):
    """Follows executions until they end, and keeps trying while the server is away.

    Streams are opened one after another, since hundreds at once stall the window. Of snapshots that
    come faster than a window can show them only the newest is passed on, one in each turn of the loop.
    """

    snapshot_received = Signal(object)
    execution_deleted = Signal(object)

    def __init__(self, queries: SubscribesToExecutions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queries = queries
        self._followers: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()
        self._pending: dict[str, AgentExecution] = {}
        self._pace = QTimer(self, singleShot=True)
        self._pace.timeout.connect(self._on_pace)

    @property
    def followed(self) -> frozenset[str]:
        """The executions that are being followed now."""
        return frozenset(self._followers)

    def follow(self, execution_id: str) -> None:
        """Passes on every snapshot of the execution from now to its end; needs a running event loop."""
        if execution_id not in self._followers:
            task = asyncio.get_running_loop().create_task(self._run(execution_id))
            self._followers[execution_id] = task
            task.add_done_callback(lambda _: self._forget(execution_id, task))

    def follow_only(self, execution_ids: Iterable[str]) -> None:
        """Follows these, and lets go of all others."""
        wanted = list(execution_ids)
        for other in self._followers.keys() - set(wanted):
            self._let_go(self._followers.pop(other))
            self._pending.pop(other, None)
        for execution_id in wanted:
            self.follow(execution_id)

    async def close(self) -> None:
        """Lets go of everything and waits until nothing of it runs."""
        self._pending.clear()
        self._pace.stop()
        while self._followers:
            self._let_go(self._followers.popitem()[1])
        await asyncio.gather(*self._ending, return_exceptions=True)

    def _let_go(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _forget(self, execution_id: str, task: asyncio.Task[None]) -> None:
        if self._followers.get(execution_id) is task:
            del self._followers[execution_id]

    async def _run(self, execution_id: str) -> None:
        delay = FIRST_RETRY_SECONDS
        while True:
            before = asyncio.get_running_loop().time()
            try:
                if await self._receive(execution_id):
                    return
            except grpc.aio.AioRpcError as error:
                if error.code() is grpc.StatusCode.NOT_FOUND:
                    self._pending.pop(execution_id, None)
                    self.execution_deleted.emit(execution_id)
                    return
            except NotConnectedError:
                pass
            if asyncio.get_running_loop().time() - before > LONGEST_RETRY_SECONDS:
                delay = FIRST_RETRY_SECONDS
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_RETRY_SECONDS)

    async def _receive(self, execution_id: str) -> bool:
        """Passes on what one stream brings; True if that ended with the execution's end."""
        turn = _Turn(self._opening)
        await turn.begin()
        try:
            async for snapshot in self._queries.subscribe(AgentExecutionId(value=execution_id)):
                turn.end()
                self._offer(snapshot)
                if is_terminal(snapshot.status.phase):
                    return True
        finally:
            turn.end()
        return False

    def _offer(self, snapshot: AgentExecution) -> None:
        self._pending[snapshot.metadata.id] = snapshot
        if not self._pace.isActive():
            self._pace.start(0)

    def _on_pace(self) -> None:
        if self._pending:
            snapshot = self._pending.pop(next(iter(self._pending)))
            self._pace.start(max(_SHORTEST_PACE_MS, _LONGEST_PACE_MS // (len(self._pending) + 1)))
            self.snapshot_received.emit(snapshot)


class _Turn:
    """One stream's turn to open: over with its first snapshot, its failure, or when it stays silent."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock
        self._patience: asyncio.TimerHandle | None = None

    async def begin(self) -> None:
        await self._lock.acquire()
        self._patience = asyncio.get_running_loop().call_later(_OPENING_SECONDS, self.end)

    def end(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
            self._lock.release()
