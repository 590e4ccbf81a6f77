"""Streams what changes to all who watch, from the one poll of the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field

from stigmer_desktop.api.desktop import Change, ChangeBatch, WatchChangesRequest
from stigmer_desktop.backend.errors import InvalidArgument, Unavailable
from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.pipeline.pipeline import named_step
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.store.change_rows import Changed
from stigmer_desktop.backend.store.poller import BATCH, Tick
from stigmer_desktop.backend.store.store import Store


@dataclass(eq=False)
class _Watcher:
    """The changes that one stream has still to send."""

    waiting: list[Changed] = field(default_factory=list)
    nudged: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class ChangeHub:
    """The watchers of changes; used on the server's loop alone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watchers: set[_Watcher] = set()
        self._closed = False

    def tell(self, tick: Tick) -> None:
        """Takes over what the poll has found."""
        for watcher in self._watchers:
            watcher.waiting += tick.changes
            watcher.woken.set()

    def nudge(self) -> None:
        """Sends an empty batch: look again, though no row has changed."""
        for watcher in self._watchers:
            watcher.nudged = True
            watcher.woken.set()

    def close(self) -> None:
        """Ends all streams with UNAVAILABLE."""
        self._closed = True
        for watcher in self._watchers:
            watcher.woken.set()

    async def watch(self, request: WatchChangesRequest, call: Call) -> AsyncGenerator[ChangeBatch, None]:
        """What changed since a revision, then what changes.

        A revision that the store does not have yet counts as none: the present is where it starts.

        Raises:
            StepFailed: the revision is negative.
            Unavailable: the server is shutting down.
        """
        if request.since_revision < 0:
            with named_step(ValidateFieldConstraints.name):
                raise InvalidArgument.of_field("since_revision", "int64.gte", "it cannot be negative")
        watcher = _Watcher()
        self._watchers.add(watcher)
        try:
            told = await self._store.read(lambda unit: unit.changes.newest_revision())
            # A revision that is still to come was heard before a backup took the store's place: what
            # happened since is not known, and the lower revision of the first batch says so.
            if 0 < request.since_revision <= told:
                told = request.since_revision
                while changes := await self._since(told):
                    told = changes[-1].revision
                    yield _batch(changes, told)
            yield _batch((), told)
            while True:
                await watcher.woken.wait()
                if self._closed:
                    raise Unavailable("The server is shutting down. Watch again when it is back.")
                watcher.woken.clear()
                fresh = [change for change in watcher.waiting if change.revision > told]
                watcher.waiting.clear()
                told = fresh[-1].revision if fresh else told
                if fresh or watcher.nudged:
                    watcher.nudged = False
                    yield _batch(fresh, told)
        finally:
            self._watchers.discard(watcher)

    async def _since(self, revision: int) -> list[Changed]:
        return await self._store.read(lambda unit: unit.changes.changed_since(revision, BATCH))


def _batch(changes: Iterable[Changed], revision: int) -> ChangeBatch:
    return ChangeBatch(
        revision=revision,
        changes=[
            Change(
                revision=change.revision,
                kind=change.kind,  # type: ignore[arg-type]
                id=change.id,
                deleted=change.deleted,
                phase=change.phase,  # type: ignore[arg-type]
                session_id=change.session_id,
            )
            for change in changes
        ],
    )
