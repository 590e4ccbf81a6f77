"""Ends the executions of runners that are gone, so that none is shown as running without one."""

from __future__ import annotations

from stigmer_desktop.api.desktop import SIGNAL_KIND_LOST
from stigmer_desktop.api.execution import (
    EXECUTION_FAILED,
    EXECUTION_PENDING,
    MESSAGE_SYSTEM,
    AgentMessage,
)
from stigmer_desktop.backend.executions.lifecycle_steps import tell_runner
from stigmer_desktop.backend.executions.phase_change import store_status
from stigmer_desktop.backend.executions.settlement import broken_off, row_of
from stigmer_desktop.backend.runners.lease_check import lease_end
from stigmer_desktop.backend.runners.registry import RunnerRegistry
from stigmer_desktop.backend.store.clock import now_micros, rfc3339
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.lease_rows import LeaseRow
from stigmer_desktop.backend.store.store import Store, Unit
from stigmer_desktop.backend.store.tables import MESSAGES

GOES_ON = "It goes on from its checkpoint as soon as a runner is there."

# What the ids of the runners that the program itself starts begin with.
OWN_RUNNER_PREFIX = "desktop-"


class LeaseKeeper:
    """Watches over leases: called when a runner is known to be gone, and at an interval."""

    def __init__(self, store: Store, registry: RunnerRegistry) -> None:
        self._store = store
        self._registry = registry

    async def runner_lost(self, runner_id: str, reason: str) -> int:
        """Fails what a runner was working on, at once.

        Args:
            reason: why the runner is gone, as a sentence for a person.

        Returns:
            how many executions that were.
        """
        self._registry.forget(runner_id)
        return await self._store.write(
            lambda unit: _lose(unit, unit.leases.held_by(runner_id), reason), durable=True
        )

    async def before_stop(self) -> None:
        """The program is about to end, and its own runner with it."""
        reason = "Stigmer Desktop was closed before this was done."
        await self._store.write(lambda unit: _lose(unit, _own(unit.leases.held()), reason), durable=True)

    async def after_start(self) -> None:
        """What an earlier life of the program left leased: its own runner is gone, others may call."""
        await self._store.write(_recover, durable=True)

    async def expire(self) -> int:
        """Fails what was leased to runners that were not heard in time; returns how many."""
        moment = now_micros()
        if not await self._store.read(lambda unit: unit.leases.expired(moment)):
            return 0
        reason = "The runner was not heard in time, so its lease has run out."
        return await self._store.write(
            lambda unit: _lose(unit, unit.leases.expired(moment), reason), durable=True
        )


def _recover(unit: Unit) -> None:
    held = unit.leases.held()
    own = _own(held)
    _lose(unit, own, "Stigmer Desktop was closed or stopped while this was running.")
    moment = now_micros()
    for lease in held:
        if lease not in own:
            unit.leases.renew(lease.execution_seq, lease_end(moment), lease.heard_at)


def _own(leases: list[LeaseRow]) -> list[LeaseRow]:
    """Those of the program's own runner."""
    return [lease for lease in leases if lease.runner_id.startswith(OWN_RUNNER_PREFIX)]


def _lose(unit: Unit, leases: list[LeaseRow], reason: str) -> int:
    """Once an execution with a checkpoint goes back into the queue; otherwise it is FAILED."""
    for lease in leases:
        row = unit.resources.by_seq(lease.execution_seq)
        status = unit.executions.status(row)
        again = bool(lease.has_checkpoint) and lease.losses == 0
        said: list[PartRow] = broken_off(unit.executions.open_parts(row), rfc3339(lease.heard_at))
        if again:
            note = AgentMessage(
                type=MESSAGE_SYSTEM, content=f"{reason} {GOES_ON}", timestamp=rfc3339(now_micros())
            )
            place = unit.executions.part_count(row, MESSAGES, lease.attempt)
            said.append(row_of(note, MESSAGES, lease.attempt, place))
        status.phase = EXECUTION_PENDING if again else EXECUTION_FAILED
        status.error = "" if again else reason
        status.restarts += again
        tell_runner(unit, row, SIGNAL_KIND_LOST, status.phase)
        unit.leases.release(row.seq)
        store_status(unit, row, status, said)
        if again:
            unit.leases.note(row.seq, losses=1)
            unit.leases.enqueue(row.seq, row.parent_id or "")
    return len(leases)
