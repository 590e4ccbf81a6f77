"""The steps of the runners' RPCs: claim, heartbeat, appendStatus."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.desktop import (
    AppendStatusResponse,
    ClaimResponse,
    HeartbeatResponse,
    LeaseState,
)
from stigmer_desktop.api.execution import EXECUTION_FAILED, EXECUTION_IN_PROGRESS
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.backend.errors import SecretUnreadable
from stigmer_desktop.backend.executions.phase_change import store_status
from stigmer_desktop.backend.executions.report import append_status
from stigmer_desktop.backend.executions.settlement import broken_off
from stigmer_desktop.backend.pipeline.context import ReadContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import required_row
from stigmer_desktop.backend.runners.lease_check import LEASE_SECONDS, accept_report, lease_end
from stigmer_desktop.backend.runners.registry import RunnerRegistry
from stigmer_desktop.backend.store.clock import now_micros, rfc3339
from stigmer_desktop.backend.store.lease_rows import LeaseRow
from stigmer_desktop.backend.store.store import Unit

Context = ReadContext[Any, Any]


class TakeOldestWaiting(StoreStep):
    """Leases the oldest execution that waits to the caller."""

    def run(self, context: Context) -> None:
        context.response = ClaimResponse(lease_seconds=LEASE_SECONDS)
        while (seq := context.unit.leases.next_waiting()) is not None:
            if _claim(context.unit, seq, context.request.runner_id, context.response):
                return


class RenewLeases(StoreStep):
    """Keeps the caller's leases alive and says which of them it still holds."""

    def __init__(self, registry: RunnerRegistry) -> None:
        self._registry = registry

    def run(self, context: Context) -> None:
        request = context.request
        self._registry.heard(request.runner_id, request.runner_name)
        context.response = HeartbeatResponse(
            leases=[_renewed(context.unit, request.runner_id, key) for key in request.leases]
        )


class AppendReport(StoreStep):
    """Merges a report of new and changed parts."""

    def run(self, context: Context) -> None:
        request, unit = context.request, context.unit
        row = required_row(unit, AGENT_EXECUTION, request.execution_id)
        accept_report(unit, row, request.attempt or None)
        revision = append_status(unit, row, request)
        if request.has_checkpoint:
            unit.leases.note(row.seq, has_checkpoint=1)
        after = required_row(unit, AGENT_EXECUTION, request.execution_id)
        context.response = AppendStatusResponse(revision=revision, phase=after.phase or 0)  # type: ignore[arg-type]


def _claim(unit: Unit, seq: int, runner_id: str, response: ClaimResponse) -> bool:
    """Leases an execution; False when it had to be failed, because its secrets cannot be read."""
    row = unit.resources.by_seq(seq)
    status = unit.executions.status(row)
    status.attempt += 1
    moment = now_micros()
    before = unit.leases.lease_of(seq)
    losses, has_checkpoint = (before.losses, before.has_checkpoint) if before else (0, 0)
    unit.leases.take(
        LeaseRow(seq, runner_id, status.attempt, lease_end(moment), moment, 0, losses, has_checkpoint)
    )
    unit.leases.dequeue(seq)
    status.phase = EXECUTION_IN_PROGRESS
    # A runner that was stopped may not have said that a message grows no more.
    left = broken_off(unit.executions.open_parts(row), rfc3339(before.heard_at)) if before else []
    store_status(unit, row, status, left)
    row = unit.resources.by_seq(seq)
    execution = unit.executions.snapshot(row)
    try:
        unit.secrets.reveal(row.seq, row.kind, execution)
    except SecretUnreadable as error:
        status.phase, status.error = EXECUTION_FAILED, str(error)
        store_status(unit, row, status, [])
        return False
    response.execution.CopyFrom(execution)
    response.attempt = status.attempt
    return True


def _renewed(unit: Unit, runner_id: str, key: Any) -> LeaseState:
    row = unit.resources.by_id(AGENT_EXECUTION, key.execution_id)
    state = LeaseState(execution_id=key.execution_id, attempt=key.attempt)
    if row is None:
        return state
    state.phase = row.phase or 0  # type: ignore[assignment]
    lease = unit.leases.lease_of(row.seq)
    if lease and lease.expires_at and (lease.runner_id, lease.attempt) == (runner_id, key.attempt):
        moment = now_micros()
        unit.leases.renew(row.seq, lease_end(moment), moment)
        state.held = True
    return state
