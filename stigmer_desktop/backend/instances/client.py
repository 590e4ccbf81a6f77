"""Lets another controller make an agent instance in its own unit of work."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.kinds import AGENT_INSTANCE
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.store.store import Unit


class AgentInstanceClient:
    """Runs the steps of AgentInstance.create, not over the wire.

    Args:
        create: the pipeline of that RPC.
    """

    def __init__(self, create: Pipeline[Any]) -> None:
        self._create = create

    def create(self, unit: Unit, instance: AgentInstance) -> AgentInstance:
        """Makes `instance` as part of `unit`, and returns it as stored.

        Raises:
            ApiError: a step refused it.
        """
        context: RequestContext[AgentInstance, AgentInstance] = RequestContext(AGENT_INSTANCE, instance)
        context.unit = unit
        self._create.run(context)
        return context.resource
