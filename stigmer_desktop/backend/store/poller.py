"""The one poll of the store: what changed since the last look, for all who listen."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.backend.errors import ApiError
from stigmer_desktop.backend.store.change_rows import Changed
from stigmer_desktop.backend.store.store import Store, Unit

_log = logging.getLogger(__name__)
BATCH = 2000


@dataclass(frozen=True)
class Tick:
    """What one look has found.

    Attributes:
        changes: what changed, oldest first.
        snapshots: executions that somebody watches, serialised, by id.
        revision: the revision up to which all is told.
    """

    changes: list[Changed]
    snapshots: dict[str, bytes]
    revision: int


class ChangePoller:
    """A thread that looks at the store at an interval and hands on what changed.

    Args:
        interval: seconds between two looks.
        watched: the ids of the executions whose snapshots somebody wants.
        told: called on the poller's thread with what was found.
    """

    def __init__(
        self,
        store: Store,
        interval: float,
        watched: Callable[[], frozenset[str]],
        told: Callable[[Tick], None],
    ) -> None:
        self._store = store
        self._interval = interval
        self._watched = watched
        self._told = told
        self._stopped = threading.Event()
        self._revision = 0
        self._version: int | None = None
        self._thread = threading.Thread(target=self._run, name="store-poller", daemon=True)

    def start(self) -> None:
        """Starts to look; what is stored already is not told."""
        self._revision = self._store.submit_read(lambda unit: unit.changes.newest_revision()).result()
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            try:
                self._look()
            except (ApiError, OSError) as error:
                # The next look tries again; listeners lose nothing, since the revision stays.
                _log.warning("the store could not be polled: %s", error)
                self._version = None
        self._store.close_thread()

    def _look(self) -> None:
        version = self._store.data_version()
        if version == self._version:
            return
        self._version = version
        while True:
            tick = self._store.read_here(self._collect)
            if not tick.changes:
                return
            self._revision = tick.revision
            self._told(tick)

    def _collect(self, unit: Unit) -> Tick:
        resources, executions = unit.resources, unit.executions
        changes = unit.changes.changed_since(self._revision, BATCH)
        watched = self._watched()
        snapshots = {}
        for change in changes:
            if change.kind == AGENT_EXECUTION.number and change.id in watched and not change.deleted:
                row = resources.by_id(AGENT_EXECUTION, change.id)
                if row is not None:
                    snapshots[change.id] = executions.snapshot_bytes(row)
        return Tick(changes, snapshots, changes[-1].revision if changes else self._revision)
