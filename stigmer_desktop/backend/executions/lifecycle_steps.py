"""The steps of cancel, terminate, pause, resume and recover (lifecycle.md, "RPCs")."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.desktop import SIGNAL_KIND_UNSPECIFIED, SignalKind
from stigmer_desktop.api.execution import AgentExecution, ExecutionPhase
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.api.phases import phase_name
from stigmer_desktop.backend.errors import FailedPrecondition
from stigmer_desktop.backend.executions.phase_change import store_status
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import required_row
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.outbox import RunnerNote
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit

Context = RequestContext[Any, AgentExecution]
# How long after a cancel its runner may still report what it had.
GRACE_MICROS = 5 * 1_000_000


@dataclass(frozen=True)
class Command:
    """One of the user's commands.

    Attributes:
        verb: what the command does, for the sentence that refuses it.
        allowed: the phases in which it may be given.
        leads_to: the phase after it.
        no_op: whether it does nothing where `leads_to` is reached already.
        signal: what the runner is told; unspecified tells it nothing.
        word: what a reason becomes in status.error, for example "Cancelled".
        grace: whether the runner may still report for a moment.
        claimable: whether a runner may claim the execution after it.
        restarts: whether what failed is taken up again by it.
    """

    verb: str
    allowed: Set[int]
    leads_to: ExecutionPhase.ValueType
    no_op: bool = False
    signal: SignalKind.ValueType = SIGNAL_KIND_UNSPECIFIED
    word: str = ""
    grace: bool = False
    claimable: bool = False
    restarts: bool = False


class LoadCommanded(StoreStep):
    """The execution that the command names."""

    name = "LoadExisting"

    def run(self, context: Context) -> None:
        context.row = required_row(context.unit, AGENT_EXECUTION, context.request.id)


class CheckPhaseAllows(StoreStep):
    """The phase must allow the command."""

    def __init__(self, command: Command) -> None:
        self._command = command

    def run(self, context: Context) -> None:
        command, phase = self._command, context.row.phase or 0
        if phase in command.allowed or (command.no_op and phase == command.leads_to):
            return
        raise FailedPrecondition(
            f"The execution is {phase_name(phase)}; it can be {command.verb} only while it is "
            + " or ".join(phase_name(each) for each in sorted(command.allowed))
            + "."
        )


class ChangePhase(StoreStep):
    """Stores the new phase with all that follows from it, and tells the runner."""

    def __init__(self, command: Command) -> None:
        self._command = command

    def run(self, context: Context) -> None:
        command, unit, row = self._command, context.unit, context.row
        if row.phase != command.leads_to:
            tell_runner(unit, row, command.signal, command.leads_to)
            status = unit.executions.status(row)
            status.phase = command.leads_to
            status.restarts += command.restarts
            if command.word:
                reason = context.request.reason.strip()
                status.error = f"{command.word}: {reason}" if reason else ""
            elif command.claimable:
                status.error = ""
            store_status(unit, row, status, [])
            unit.leases.note(row.seq, grace_until=now_micros() + GRACE_MICROS if command.grace else 0)
            if command.claimable:
                unit.leases.note(row.seq, losses=0)
                unit.leases.enqueue(row.seq, row.parent_id or "")
        context.row = required_row(unit, AGENT_EXECUTION, row.id)
        context.resource = unit.executions.snapshot(context.row)


def tell_runner(
    unit: Unit, row: ResourceRow, signal: SignalKind.ValueType, phase: int, **fields: Any
) -> None:
    """Lets the runner that holds an execution, or held it last, know; nothing without one."""
    lease = unit.leases.lease_of(row.seq)
    if lease is not None and signal != SIGNAL_KIND_UNSPECIFIED:
        unit.outbox.add(RunnerNote(lease.runner_id, signal, row.id, lease.attempt, phase, **fields))
