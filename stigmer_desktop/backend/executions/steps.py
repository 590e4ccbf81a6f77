"""The steps of the other RPCs of executions."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.execution import (
    EXECUTION_PENDING,
    AgentExecution,
    AgentExecutionList,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.api.phases import is_terminal, phase_name
from stigmer_desktop.backend.errors import FailedPrecondition, InvalidArgument
from stigmer_desktop.backend.executions.create_steps import subject_of
from stigmer_desktop.backend.executions.report import replace_status
from stigmer_desktop.backend.executions.run_environment import close_context, open_context
from stigmer_desktop.backend.pipeline.context import ReadContext, RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import required_row
from stigmer_desktop.backend.runners.lease_check import accept_report
from stigmer_desktop.backend.store.listing import Filter, bounded, page_of
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.secret_fields import mask
from stigmer_desktop.backend.store.store import Unit

Context = RequestContext[Any, AgentExecution]
ATTEMPT_KEY = "stigmer-attempt"
# An attempt is an int32.
ATTEMPT_DIGITS = 10


def load_snapshot(unit: Unit, kind: Any, row: ResourceRow) -> AgentExecution:
    """The whole execution."""
    return unit.executions.snapshot(row)


def load_revealed_snapshot(unit: Unit, kind: Any, row: ResourceRow) -> AgentExecution:
    """The whole execution with the secret values of its environment themselves.

    Raises:
        SecretUnreadable: the key to them is not there.
    """
    execution = unit.executions.snapshot(row)
    unit.secrets.reveal(row.seq, row.kind, execution)
    return execution


def load_header(unit: Unit, kind: Any, row: ResourceRow) -> AgentExecution:
    """The execution without messages, tool calls and sub-agents."""
    return unit.executions.header(row)


class CheckPhaseAllowsUpdate(StoreStep):
    """The message and the configuration change only while the execution waits."""

    def run(self, context: Context) -> None:
        phase = context.row.phase or 0
        if phase != EXECUTION_PENDING and _changes_spec(context):
            raise FailedPrecondition(
                f"The execution is {phase_name(phase)}; its message and configuration can change "
                "only while it is PENDING."
            )


class PersistUpdate(StoreStep):
    """Writes the new spec and metadata; messages and tool calls stay where they are."""

    name = "Persist"

    def run(self, context: Context) -> None:
        execution, unit = context.resource, context.unit
        unit.executions.save_status(context.row, _without_revision(execution))
        document = AgentExecution()
        document.CopyFrom(execution)
        document.ClearField("status")
        unit.resources.replace(context.row, document, title=subject_of(execution.spec.message))
        if context.row.phase == EXECUTION_PENDING:
            close_context(unit, context.row)
            open_context(unit, context.row)
        context.row = required_row(unit, AGENT_EXECUTION, context.row.id)
        context.resource = unit.executions.snapshot(context.row)


class CheckEnded(StoreStep):
    """An execution that has not ended cannot be deleted."""

    def run(self, context: Context) -> None:
        phase = context.row.phase or 0
        if not is_terminal(phase):
            raise FailedPrecondition(
                f"The execution is {phase_name(phase)}; it must end before it can be deleted."
            )


class DeleteExecution(StoreStep):
    """Removes the execution with all that happened in it."""

    name = "DeleteResource"

    def run(self, context: Context) -> None:
        context.unit.executions.delete(context.row)
        context.unit.leases.forget(context.row.seq)
        if context.row.parent_id:
            context.unit.resources.touch_active(context.row.parent_id)


class LoadReported(StoreStep):
    """The execution that a report is about."""

    name = "LoadExisting"

    def run(self, context: Any) -> None:
        context.row = required_row(context.unit, AGENT_EXECUTION, context.request.execution_id)


class CheckLease(StoreStep):
    """Only the holder of a live lease may report."""

    def run(self, context: Any) -> None:
        context.attempt = accept_report(context.unit, context.row, _attempt_of(context.call.metadata))


class ReplaceStatus(StoreStep):
    """Merges the report: what is sent replaces, what is not sent stays."""

    def run(self, context: Any) -> None:
        replace_status(context.unit, context.row, context.request.status, context.attempt)
        context.row = required_row(context.unit, AGENT_EXECUTION, context.row.id)
        context.response = context.unit.executions.snapshot_bytes(context.row)


class ListExecutions(StoreStep):
    """A page of executions by phase and tags."""

    def run(self, context: ReadContext[Any, AgentExecutionList]) -> None:
        request = context.request
        context.response = _executions(context, Filter(phase=request.phase, tags=request.tags))


class ListExecutionsBySession(StoreStep):
    """A page of the executions of one session; an unknown session has none."""

    def run(self, context: ReadContext[Any, AgentExecutionList]) -> None:
        context.response = _executions(context, Filter(parent_ids=[context.request.session_id]))


def _executions(context: ReadContext[Any, AgentExecutionList], chosen: Filter) -> AgentExecutionList:
    request, unit = context.request, context.unit
    page = page_of(unit.resources, AGENT_EXECUTION, chosen, request.page_size, request.page_token)
    entries, next_token = bounded(page, unit.executions.snapshot)
    return AgentExecutionList(total_pages=page.total_pages, entries=entries, next_page_token=next_token)


def _changes_spec(context: Context) -> bool:
    """Whether the request's spec is another one, be its secret values masked or not."""
    sent, existing = AgentExecution(spec=context.request.spec), context.existing
    mask(AGENT_EXECUTION, sent)
    if existing is None or existing.spec != sent.spec:
        return True
    sent.CopyFrom(context.request)
    sent.metadata.id = context.row.id
    return context.unit.secrets.sends_other(context.row.seq, context.row.kind, sent)


def _attempt_of(metadata: Any) -> int | None:
    """The attempt that the call's metadata names.

    Raises:
        InvalidArgument: it is not a number that an attempt can have.
    """
    text = metadata.get(ATTEMPT_KEY)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > ATTEMPT_DIGITS:
        raise InvalidArgument.of_field(ATTEMPT_KEY, "attempt.form", "it must be the number that claim gave")
    return int(text)


def _without_revision(execution: AgentExecution) -> Any:
    status = type(execution.status)()
    status.CopyFrom(execution.status)
    status.revision = 0
    return status
