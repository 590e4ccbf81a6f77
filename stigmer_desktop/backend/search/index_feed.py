"""Brings an index up to date with the store, a little at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.execution import (
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_WAITING_FOR_APPROVAL,
    AgentExecution,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, KINDS, SESSION
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.search.entry import Entry, Owner, Spot
from stigmer_desktop.backend.search.extraction import (
    ERROR,
    USER_MESSAGE,
    Surroundings,
    agent_entries,
    error_entries,
    masked,
    part_entries,
    session_entries,
    user_message_entries,
)
from stigmer_desktop.backend.search.index_writer import IndexWriter
from stigmer_desktop.backend.search.masking import Masking
from stigmer_desktop.backend.store.change_rows import Changed
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Store, Unit
from stigmer_desktop.backend.store.tables import TOOL_CALLS

BATCH = 500
_SEARCHED = (AGENT.number, SESSION.number, AGENT_EXECUTION.number)
# In these phases nothing grows, however long they last; what is open can be found as it stands.
_RESTING = (EXECUTION_WAITING_FOR_APPROVAL, EXECUTION_PAUSED)


class IndexFeed:
    """Follows the store's revisions; used by the indexer's thread.

    Args:
        store: what is followed.
        masking: keeps secret values out.
        pulse: called after each resource and each part; what it raises ends the step, and what the step
            has not done yet is done by a later one.
    """

    def __init__(self, store: Store, masking: Masking, pulse: Callable[[], None]) -> None:
        self._store = store
        self._masking = masking
        self._pulse = pulse

    def step(self, index: IndexWriter, seconds: float) -> bool:
        """Takes in the oldest changes that the index does not have, for about `seconds`.

        Returns:
            whether there is more to take in.
        """
        return self._store.read_here(lambda unit: self._step(unit, index, seconds))

    def _step(self, unit: Unit, index: IndexWriter, seconds: float) -> bool:
        changes = unit.changes.changed_since(index.watermark, BATCH)
        if not changes:
            return False
        end = time.monotonic() + seconds
        with index.transaction():
            for number, change in enumerate(changes, 1):
                self._take(unit, index, change)
                index.reach(change.revision)
                if time.monotonic() > end:
                    return number < len(changes) or len(changes) == BATCH
        return len(changes) == BATCH

    def _take(self, unit: Unit, index: IndexWriter, change: Changed) -> None:
        if change.kind not in _SEARCHED:
            return
        if change.deleted:
            index.remove_owner(change.id)
            return
        row = unit.resources.by_id(KINDS[change.kind], change.id)
        if row is None:
            return
        owner = index.owner(row.id)
        fresh = owner is None
        if owner is None:
            owner = index.add_owner(_owner_of(row))
        _ResourceUpdate(unit, index, row, owner, fresh, self._masking, self._pulse).run()


def _owner_of(row: ResourceRow) -> Owner:
    if row.kind == AGENT.number:
        return Owner(0, row.id, row.kind, agent_id=row.id, session_id="")
    session_id = row.id if row.kind == SESSION.number else row.parent_id or ""
    return Owner(0, row.id, row.kind, agent_id=row.agent_id or "", session_id=session_id)


class _ResourceUpdate:
    """Takes in what changed in one resource since the index last saw it."""

    def __init__(
        self,
        unit: Unit,
        index: IndexWriter,
        row: ResourceRow,
        owner: Owner,
        fresh: bool,
        masking: Masking,
        pulse: Callable[[], None],
    ) -> None:
        self._unit = unit
        self._index = index
        self._row = row
        self._owner = owner
        self._fresh = fresh
        self._pulse = pulse
        # Most updates find nothing to index; only those that do need what these fetch.
        self._mask = cache(lambda: masking(unit, row))
        self._document: Callable[[], Any] = cache(
            lambda: KINDS[row.kind].message.FromString(unit.resources.message_bytes(row))
        )

    def run(self) -> None:
        """Makes the resource's entries what they should be."""
        phase, attempt = self._row.phase or 0, 0
        if self._row.kind == AGENT_EXECUTION.number:
            attempt = self._execution()
        elif self._row.kind == SESSION.number:
            session: Session = self._document()
            self._put(session_entries(session, self._row.created_at))
        else:
            agent: Agent = self._document()
            self._put(agent_entries(agent, self._row.created_at))
        self._index.note(self._owner, self._row.revision, phase, attempt)
        self._pulse()

    def _execution(self) -> int:
        status = self._unit.executions.status(self._row)
        known = self._owner
        # The message can only change while the execution waits for a runner.
        waits = EXECUTION_PENDING in (known.phase, self._row.phase)
        if not known.revision or waits or known.attempt != status.attempt:
            execution: AgentExecution = self._document()
            self._put_at(USER_MESSAGE, user_message_entries(execution.spec.message, self._row.created_at))
        self._put_at(ERROR, error_entries(status.error, self._row.updated_at) if status.error else [])
        self._parts()
        return status.attempt

    def _parts(self) -> None:
        row, unit = self._row, self._unit
        listed_calls = cache(lambda: unit.follow.part_keys(row, TOOL_CALLS))
        around = Surroundings(self._user_message, listed_calls, row.updated_at)
        resting = row.phase in _RESTING
        for part in unit.follow.parts_since(row, self._owner.revision, with_open=resting):
            if resting or not part.open:
                spot = Spot(part.part, part.attempt, part.seq)
                self._put_at(spot, part_entries(part, around))
            self._pulse()
        if not self._fresh:
            stored = unit.follow.part_lengths([row])
            for (kind, attempt), length in self._index.lengths(self._owner).items():
                kept = stored.get((row.seq, kind, attempt), 0)
                if length > kept:
                    self._index.cut(self._owner, kind, attempt, kept)

    def _user_message(self) -> str:
        execution: AgentExecution = self._document()
        return execution.spec.message

    def _put(self, entries: list[Entry]) -> None:
        self._put_at(entries[0].spot, entries)

    def _put_at(self, spot: Spot, entries: list[Entry]) -> None:
        if entries:
            entries = masked(entries, self._mask())
        self._index.put(self._owner, spot, entries, fresh=self._fresh)
