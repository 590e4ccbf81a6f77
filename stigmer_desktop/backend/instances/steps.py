"""The steps that only agent instances have."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance, AgentInstanceList
from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, SESSION
from stigmer_desktop.backend.errors import FailedPrecondition, InvalidArgument, NotFound
from stigmer_desktop.backend.pipeline.context import ReadContext, RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.store.paging import DEFAULT_PAGE, LARGEST_PAGE
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Unit

# How many of those that stand in the way are named.
NAMED = 10


def instance_facts(context: RequestContext[Any, AgentInstance]) -> Facts:
    """An instance belongs to its agent."""
    spec = context.resource.spec
    return Facts(title=spec.description, parent_id=spec.agent_id, agent_id=spec.agent_id)


class CheckAgentExists(StoreStep):
    """The agent that the instance names must be there."""

    def run(self, context: RequestContext[AgentInstance, AgentInstance]) -> None:
        agent_id = context.request.spec.agent_id
        if context.unit.resources.by_id(AGENT, agent_id) is None:
            raise NotFound(f"Agent not found: {agent_id[:200]} (spec.agent_id)")


class CheckNoSessions(StoreStep):
    """An instance that still has sessions stays."""

    def run(self, context: RequestContext[Any, AgentInstance]) -> None:
        sessions = context.unit.resources.children(SESSION, context.row.id, NAMED + 1)
        if sessions:
            raise FailedPrecondition(in_use(f"“{context.row.name}” ({context.row.id})", sessions))


class ClearDefaultInstance(StoreStep):
    """An agent must not go on naming a default instance that is gone."""

    def run(self, context: RequestContext[Any, AgentInstance]) -> None:
        resources = context.unit.resources
        agent_row = resources.by_id(AGENT, context.resource.spec.agent_id)
        if agent_row is None:
            return
        agent = Agent.FromString(resources.message_bytes(agent_row))
        if agent.status.default_instance_id == context.row.id:
            agent.status.default_instance_id = ""
            resources.replace(agent_row, agent)


class ListInstancesOfAgent(StoreStep):
    """A page of an agent's instances, and how many there are; pages count from 1."""

    def run(self, context: ReadContext[Any, AgentInstanceList]) -> None:
        request = context.request
        page = request.page_info
        if page.num < 0 or page.size < 0:
            raise InvalidArgument.of_field("page_info", "int32.gte", "num and size cannot be negative")
        size = min(page.size or DEFAULT_PAGE, LARGEST_PAGE)
        start = max(page.num - 1, 0) * size
        rows = context.unit.resources.children(AGENT_INSTANCE, request.agent_id)
        context.response = AgentInstanceList(
            total_count=len(rows),
            items=[_instance(context.unit, row) for row in rows[start : start + size]],
        )


def in_use(what: str, users: list[ResourceRow]) -> str:
    """The sentence that says what stands in the way of a deletion."""
    names = ", ".join(f"“{row.title or row.name}” ({row.id})" for row in users[:NAMED])
    more = " and more" if len(users) > NAMED else ""
    return f"{what} is still in use by {names}{more}. Delete these first."


def _instance(unit: Unit, row: ResourceRow) -> AgentInstance:
    return AgentInstance.FromString(unit.resources.message_bytes(row))
