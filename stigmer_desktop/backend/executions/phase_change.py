"""The one place where an execution's phase is stored, with all that follows from it."""

from __future__ import annotations

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_WAITING_FOR_APPROVAL,
    AgentExecutionStatus,
    ExecutionPhase,
)
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.backend.executions.run_environment import close_context, open_context
from stigmer_desktop.backend.executions.settlement import (
    decide_by_class,
    element_of,
    keep_decisions,
    pending_approvals,
    row_of,
    settled,
)
from stigmer_desktop.backend.pipeline.audit import audit_status_updated
from stigmer_desktop.backend.store.clock import micros_of_rfc3339, now_micros, rfc3339
from stigmer_desktop.backend.store.decision_rows import approved_classes
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit


def store_status(
    unit: Unit,
    row: ResourceRow,
    status: AgentExecutionStatus,
    changed_parts: list[PartRow],
    *,
    parts_cut: bool = False,
) -> int:
    """Stores a changed status and its changed parts, and does what the phase asks for.

    The times are set where nobody did, open work is settled when the execution has ended,
    pending approvals are computed, lease and queue follow the phase (lifecycle.md, "Rules").

    Args:
        row: the execution as it stood before.
        status: its new status; phase 0 means the phase it had.
        changed_parts: the parts that are new or different.
        parts_cut: whether parts were removed.

    Returns:
        the execution's new revision.
    """
    before = row.phase or 0
    status.phase = status.phase or ExecutionPhase.ValueType(before)
    # Reserved before the parts are written: they carry the same revision as their execution.
    revision = unit.resources.next_revision()
    unit.executions.put_parts(row, changed_parts, revision)
    if is_terminal(status.phase):
        unit.executions.put_parts(
            row, settled(unit.executions.open_parts(row), rfc3339(now_micros())), revision
        )
        del status.pending_approvals[:]
    elif changed_parts or parts_cut or status.pending_approvals:
        decided = _decide_by_class(unit, row, revision)
        waiting = pending_approvals(unit.executions.open_parts(row))
        del status.pending_approvals[:]
        status.pending_approvals.extend(waiting)
        if waiting:
            status.phase = EXECUTION_WAITING_FOR_APPROVAL
        elif decided and status.phase == EXECUTION_WAITING_FOR_APPROVAL:
            # Everything that it would wait for was approved before.
            status.phase = EXECUTION_IN_PROGRESS
    _set_times(status, was_over=is_terminal(before))
    audit_status_updated(status.audit)
    unit.executions.save_status(row, status)
    _follow_phase(unit, row, status.phase)
    _follow_end(unit, row, status.phase)
    completed_at = micros_of_rfc3339(status.completed_at) if is_terminal(status.phase) else None
    unit.resources.touch(row.seq, revision=revision, phase=status.phase, completed_at=completed_at)
    if status.phase != before and row.parent_id:
        unit.resources.touch_active(row.parent_id)
    return revision


def _follow_end(unit: Unit, row: ResourceRow, phase: int) -> None:
    """The environment of an execution is there while it lives, and again when it is recovered."""
    ended, ends = is_terminal(row.phase or 0), is_terminal(phase)
    if ends and not ended:
        close_context(unit, row)
    elif ended and not ends:
        open_context(unit, row)


def _decide_by_class(unit: Unit, row: ResourceRow, revision: int) -> bool:
    """Approves what waits and belongs to a class that the user has approved; whether anything did."""
    classes = approved_classes(unit.decisions.of(row.seq).values())
    if not classes:
        return False
    moment = rfc3339(now_micros())
    changed: list[PartRow] = []
    for part in unit.executions.open_parts(row):
        element = element_of(part)
        decisions = decide_by_class(element, classes, moment)
        if decisions:
            unit.decisions.add(row.seq, decisions)
            keep_decisions(element, {decision.tool_call_id: decision for decision in decisions})
            changed.append(row_of(element, part.part, part.attempt, part.seq))
    unit.executions.put_parts(row, changed, revision)
    return bool(changed)


def _set_times(status: AgentExecutionStatus, *, was_over: bool) -> None:
    moment = rfc3339(now_micros())
    if status.phase == EXECUTION_IN_PROGRESS and not status.started_at:
        status.started_at = moment
    if is_terminal(status.phase):
        status.completed_at = status.completed_at or moment
    else:
        if was_over and status.completed_at:
            status.rests.add(stopped_at=status.completed_at, resumed_at=moment)
        status.completed_at = ""


def _follow_phase(unit: Unit, row: ResourceRow, phase: int) -> None:
    """Lease and place in the queue, as the new phase wants them."""
    if phase == row.phase:
        return
    if is_terminal(phase) or phase in (EXECUTION_WAITING_FOR_APPROVAL, EXECUTION_PAUSED):
        unit.leases.release(row.seq)
        unit.leases.dequeue(row.seq)
    elif phase == EXECUTION_IN_PROGRESS:
        unit.leases.dequeue(row.seq)
