"""The rows of the queue and of leases: which executions wait, and who works on the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_WAITING_FOR_APPROVAL,
)
from stigmer_desktop.backend.store.raw_rows import PreparedQuery, RowUpdate
from stigmer_desktop.backend.store.tables import Tables

# An execution in one of these phases keeps the later ones of its session waiting.
BUSY_PHASES = (EXECUTION_IN_PROGRESS, EXECUTION_WAITING_FOR_APPROVAL, EXECUTION_PAUSED)


@dataclass(frozen=True)
class LeaseRow:
    """Who works on an execution, or did; times in microseconds.

    Attributes:
        expires_at: 0 where nobody holds it.
        grace_until: until when its last holder may still report after a cancel.
        losses: how often a runner that held it was lost.
        has_checkpoint: 1 once its runner could go on from a checkpoint.
    """

    execution_seq: int
    runner_id: str
    attempt: int
    expires_at: int
    heard_at: int
    grace_until: int = 0
    losses: int = 0
    has_checkpoint: int = 0


class LeaseRows:
    """The queue and the leases. Methods that write run in the writer's transaction."""

    def __init__(self, tables: Tables) -> None:
        self._lease = tables.lease
        self._queue = tables.queue
        self._resource = tables.resource
        self._work_came = False
        self._of_execution = PreparedQuery(self._lease.select().where(self._lease.execution_seq == 0))
        self._update = RowUpdate(self._lease, "execution_seq")

    def take_work_came(self) -> bool:
        """Whether, since the last call, an execution may have become free to be claimed."""
        came, self._work_came = self._work_came, False
        return came

    def enqueue(self, execution_seq: int, session_id: str) -> None:
        """Lets an execution wait for a runner, by the order in which executions were made."""
        self._work_came = True
        self._queue.insert(execution_seq=execution_seq, session_id=session_id).on_conflict_ignore().execute()

    def dequeue(self, execution_seq: int) -> None:
        """Takes an execution out of the queue, if it is there."""
        # Its session may have kept others waiting.
        self._work_came = True
        self._queue.delete().where(self._queue.execution_seq == execution_seq).execute()

    def next_waiting(self) -> int | None:
        """The oldest execution that waits and whose session is not busy with another."""
        queue, resource = self._queue, self._resource
        busy = resource.select(resource.seq).where(
            (resource.parent_id == queue.session_id)
            & resource.phase.in_(BUSY_PHASES)
            & (resource.seq != queue.execution_seq)
        )
        query = queue.select(queue.execution_seq).where(~fn.EXISTS(busy))
        found = query.order_by(queue.execution_seq).limit(1).scalar()
        return None if found is None else int(found)

    def lease_of(self, execution_seq: int) -> LeaseRow | None:
        """The lease that an execution has or had."""
        found = self._of_execution.first(execution_seq)
        return None if found is None else LeaseRow(*found)

    def take(self, lease: LeaseRow) -> None:
        """Writes a lease over what the execution had."""
        self._lease.replace(**vars(lease)).execute()

    def renew(self, execution_seq: int, expires_at: int, heard_at: int) -> None:
        """Moves the end of a lease."""
        self._update.set(execution_seq, expires_at=expires_at, heard_at=heard_at)

    def release(self, execution_seq: int) -> None:
        """Ends a lease; who held it last stays known."""
        self.note(execution_seq, expires_at=0)

    def note(self, execution_seq: int, **changes: int) -> None:
        """Sets columns of a lease, if there is one."""
        self._lease.update(**changes).where(self._lease.execution_seq == execution_seq).execute()

    def forget(self, execution_seq: int) -> None:
        """Removes all that is known of an execution that is deleted."""
        self._lease.delete().where(self._lease.execution_seq == execution_seq).execute()
        self.dequeue(execution_seq)

    def held_by(self, runner_id: str) -> list[LeaseRow]:
        """The live leases of one runner."""
        return self._all((self._lease.runner_id == runner_id) & (self._lease.expires_at > 0))

    def held(self) -> list[LeaseRow]:
        """Every live lease."""
        return self._all(self._lease.expires_at > 0)

    def expired(self, moment: int) -> list[LeaseRow]:
        """The leases that have run out before `moment`."""
        return self._all((self._lease.expires_at > 0) & (self._lease.expires_at < moment))

    def _all(self, condition: Any) -> list[LeaseRow]:
        return [LeaseRow(*row) for row in self._lease.select().where(condition).tuples()]
