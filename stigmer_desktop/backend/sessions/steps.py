"""The steps that only sessions have."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.kinds import AGENT_EXECUTION, AGENT_INSTANCE, SESSION
from stigmer_desktop.api.phases import is_terminal, phase_name
from stigmer_desktop.api.session import Session, SessionList
from stigmer_desktop.backend.errors import FailedPrecondition, NotFound
from stigmer_desktop.backend.pipeline.context import ReadContext, RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.store.listing import Filter, bounded, page_of
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Unit

Context = RequestContext[Any, Session]


def session_facts(context: Context) -> Facts:
    """A session belongs to its instance, and through it to an agent."""
    spec = context.resource.spec
    instance = context.unit.resources.by_id(AGENT_INSTANCE, spec.agent_instance_id)
    return Facts(
        title=spec.subject,
        parent_id=spec.agent_instance_id,
        agent_id=instance.agent_id if instance else None,
    )


class CheckInstanceExists(StoreStep):
    """The instance that the session names must be there."""

    def run(self, context: Context) -> None:
        instance_id = context.request.spec.agent_instance_id
        if context.unit.resources.by_id(AGENT_INSTANCE, instance_id) is None:
            raise NotFound(f"AgentInstance not found: {instance_id[:200]} (spec.agent_instance_id)")


class CheckExecutionsEnded(StoreStep):
    """A session with an execution that has not ended stays."""

    def run(self, context: Context) -> None:
        for row in context.unit.resources.children(AGENT_EXECUTION, context.row.id):
            if not is_terminal(row.phase or 0):
                raise FailedPrecondition(
                    f"“{row.title}” ({row.id}) has not ended: it is {phase_name(row.phase or 0)}. "
                    "Stop it first; then the session can be deleted."
                )


class DeleteExecutions(StoreStep):
    """A session's executions go with it."""

    def run(self, context: Context) -> None:
        for row in context.unit.resources.children(AGENT_EXECUTION, context.row.id):
            context.unit.executions.delete(row)
            context.unit.leases.forget(row.seq)


class ListSessions(StoreStep):
    """A page of sessions by tags."""

    def run(self, context: ReadContext[Any, SessionList]) -> None:
        context.response = _sessions(context, Filter(tags=context.request.tags))


class ListSessionsByAgent(StoreStep):
    """A page of the sessions of all instances of an agent; an instance id works too."""

    def run(self, context: ReadContext[Any, SessionList]) -> None:
        named = context.request.agent_id
        if context.unit.resources.by_id(AGENT_INSTANCE, named) is not None:
            chosen = Filter(parent_ids=[named])
        else:
            chosen = Filter(agent_id=named)
        context.response = _sessions(context, chosen)


def _sessions(context: ReadContext[Any, SessionList], chosen: Filter) -> SessionList:
    request, resources = context.request, context.unit.resources
    page = page_of(resources, SESSION, chosen, request.page_size, request.page_token)
    entries, next_token = bounded(page, lambda row: load_session(context.unit, row))
    return SessionList(total_pages=page.total_pages, entries=entries, next_page_token=next_token)


def load_session(unit: Unit, row: ResourceRow) -> Session:
    """The stored session."""
    return Session.FromString(unit.resources.message_bytes(row))
