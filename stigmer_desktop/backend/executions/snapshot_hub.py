"""Hands the snapshots of executions to all who subscribe, from the one poll of the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from stigmer_desktop.api.execution import AgentExecutionId
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.backend.errors import NotFound, Unavailable
from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.pipeline.pipeline import named_step
from stigmer_desktop.backend.pipeline.resource_steps import LoadTarget, check_request, required_row
from stigmer_desktop.backend.store.poller import Tick
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Store, Unit


@dataclass(frozen=True)
class Snapshot:
    """An execution at one revision."""

    revision: int
    phase: int
    data: bytes


@dataclass(eq=False)
class _Subscriber:
    """What one stream has still to send: the newest snapshot only."""

    newest: Snapshot | None = None
    deleted: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class SnapshotHub:
    """The subscribers of executions; used on the server's loop alone, `watched` aside."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._subscribers: dict[str, set[_Subscriber]] = {}
        self._closed = False
        self._watched: frozenset[str] = frozenset()

    def watched(self) -> frozenset[str]:
        """The executions that somebody watches; may be called from any thread."""
        return self._watched

    def tell(self, tick: Tick) -> None:
        """Takes over what the poll has found."""
        for change in tick.changes:
            if change.kind != AGENT_EXECUTION.number:
                continue
            for subscriber in self._subscribers.get(change.id, ()):
                if change.deleted:
                    subscriber.deleted = True
                elif change.id in tick.snapshots:
                    data = tick.snapshots[change.id]
                    subscriber.newest = Snapshot(change.revision, change.phase, data)
                subscriber.woken.set()

    def close(self) -> None:
        """Ends all streams with UNAVAILABLE."""
        self._closed = True
        for subscribers in self._subscribers.values():
            for subscriber in subscribers:
                subscriber.woken.set()

    async def subscribe(self, request: AgentExecutionId, call: Call) -> AsyncGenerator[bytes, None]:
        """The execution at once, then each newer state of it, until it has ended.

        Raises:
            StepFailed: there is no such execution, or it was deleted meanwhile.
            Unavailable: the server is shutting down.
        """
        check_request(request)
        subscriber = self._enter(request.value)
        try:
            with named_step(LoadTarget.name):
                latest = await self._store.read(lambda unit: _load(unit, request.value))
            while True:
                yield latest.data
                if is_terminal(latest.phase):
                    return
                latest = await self._next(subscriber, request.value, latest.revision)
        finally:
            self._leave(request.value, subscriber)

    async def _next(self, subscriber: _Subscriber, execution_id: str, sent: int) -> Snapshot:
        """The next snapshot that is newer than revision `sent`."""
        while True:
            if self._closed:
                raise Unavailable("The server is shutting down. Subscribe again when it is back.")
            if subscriber.deleted:
                with named_step(LoadTarget.name):
                    raise NotFound(f"AgentExecution not found: {execution_id} (it was deleted)")
            newest, subscriber.newest = subscriber.newest, None
            if newest is not None and newest.revision > sent:
                return newest
            subscriber.woken.clear()
            await subscriber.woken.wait()

    def _enter(self, execution_id: str) -> _Subscriber:
        subscriber = _Subscriber()
        self._subscribers.setdefault(execution_id, set()).add(subscriber)
        self._watched = frozenset(self._subscribers)
        return subscriber

    def _leave(self, execution_id: str, subscriber: _Subscriber) -> None:
        others = self._subscribers[execution_id]
        others.discard(subscriber)
        if not others:
            del self._subscribers[execution_id]
            self._watched = frozenset(self._subscribers)


def _load(unit: Unit, execution_id: str) -> Snapshot:
    row: ResourceRow = required_row(unit, AGENT_EXECUTION, execution_id)
    return Snapshot(row.revision, row.phase or 0, unit.executions.snapshot_bytes(row))
