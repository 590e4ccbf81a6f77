"""The steps that only agents have."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.common import ApiResourceMetadata, organization
from stigmer_desktop.api.kinds import AGENT_INSTANCE, API_VERSION, SESSION
from stigmer_desktop.backend.errors import FailedPrecondition
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.instances.steps import NAMED, in_use
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Unit

Context = RequestContext[Any, Agent]


def agent_facts(context: Context) -> Facts:
    """A list shows an agent's description."""
    return Facts(title=context.resource.spec.description)


class CreateDefaultInstance(StoreStep):
    """Makes the agent's default instance and records it on the agent."""

    def __init__(self, instances: AgentInstanceClient) -> None:
        self._instances = instances

    def run(self, context: Context) -> None:
        ensure_default_instance(context.unit, self._instances, context.row, context.resource)


class CheckNoSessionsOfAgent(StoreStep):
    """An agent whose instances still have sessions stays."""

    def run(self, context: Context) -> None:
        resources = context.unit.resources
        sessions: list[ResourceRow] = []
        for instance in resources.children(AGENT_INSTANCE, context.row.id):
            sessions += resources.children(SESSION, instance.id, NAMED + 1)
        if sessions:
            raise FailedPrecondition(in_use(f"“{context.row.name}” ({context.row.id})", sessions))


class DeleteInstances(StoreStep):
    """An agent's instances go with it."""

    def run(self, context: Context) -> None:
        for instance in context.unit.resources.children(AGENT_INSTANCE, context.row.id):
            context.unit.resources.delete(instance)


def ensure_default_instance(
    unit: Unit, instances: AgentInstanceClient, row: ResourceRow, agent: Agent
) -> str:
    """The id of the agent's default instance, which is adopted or made where there is none.

    `agent` is brought up to date, and stored when it changed.
    """
    stored = agent.status.default_instance_id
    if stored and unit.resources.by_id(AGENT_INSTANCE, stored) is not None:
        return stored
    left_over = _default_left_over(unit, agent)
    default_id = left_over.id if left_over else instances.create(unit, _default_of(unit, agent)).metadata.id
    agent.status.default_instance_id = default_id
    unit.resources.replace(row, agent)
    return default_id


def _default_left_over(unit: Unit, agent: Agent) -> ResourceRow | None:
    """A default instance that the agent has without knowing it."""
    names = {default_name(agent)}
    own = unit.resources.children(AGENT_INSTANCE, agent.metadata.id)
    return next((row for row in own if row.name in names), None)


def default_name(agent: Agent) -> str:
    """What the default instance of `agent` is called."""
    return f"{agent.metadata.name}-default"


def _default_of(unit: Unit, agent: Agent) -> AgentInstance:
    stem = f"{agent.metadata.slug}-default"
    taken = unit.resources.slugs_from(AGENT_INSTANCE, stem)
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    metadata = ApiResourceMetadata(
        name=default_name(agent), slug=slug, owner_scope=agent.metadata.owner_scope
    )
    if agent.metadata.owner_scope == organization:
        metadata.org = agent.metadata.org
    instance = AgentInstance(api_version=API_VERSION, kind=AGENT_INSTANCE.name, metadata=metadata)
    instance.spec.agent_id = agent.metadata.id
    # Nothing of what may change: the user may give it environments.
    instance.spec.description = f"Default instance of {agent.metadata.name}, made automatically"
    return instance
