"""What can be done with agents; an agent comes with the environments of its default instance."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.agent import Agent, AgentId
from stigmer_desktop.api.agent_instance import AgentInstance, AgentInstanceId
from stigmer_desktop.api.common import ApiResourceReference, platform
from stigmer_desktop.api.desktop import ListAgentsRequest, ListInstancesRequest
from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, API_VERSION, ENVIRONMENT
from stigmer_desktop.ui.agents.default_environments import put_environments, take_environments
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.resources.name_slug import leaves_slug
from stigmer_desktop.ui.resources.resource_desk import LIST_PAGE, ResourceCalls, ResourceDesk, with_slug

# What the server says of an instance that it made, and what is no more so with an environment.
_WITHOUT = ", without environments"


class AgentDesk(ResourceDesk):
    """To a person these environments are the agent's; to the server they are its default instance's.

    They are read and written with the agent. Where the user left them as they were, so does the desk.
    """

    def __init__(self, client: Client, scope: OperationScope) -> None:
        command = client.agent_command
        calls = ResourceCalls(
            list=client.catalog.listAgents,
            list_request=ListAgentsRequest,
            get=client.agent_query.get,
            create=command.create,
            update=command.update,
            delete=command.delete,
            id_message=AgentId,
        )
        super().__init__(scope, AGENT, calls, platform)
        self._client = client
        self._known: dict[str, list[str]] = {}

    def load(self, *, resource_id: str) -> Operation[Any]:
        async def work() -> Agent:
            agent: Agent = await self._client.agent_query.get(AgentId(value=resource_id))
            instance = await self._default_of(agent)
            slugs = [ref.slug for ref in instance.spec.environment_refs] if instance else []
            self._known[resource_id] = slugs
            return put_environments(agent, slugs)

        return self._scope.start(work())

    def save(self, *, resource: Any) -> Operation[Any]:
        async def work() -> Agent:
            agent, wanted = take_environments(resource)
            command = self._client.agent_command
            stored: Agent = await (command.update if agent.metadata.id else command.create)(
                with_slug(AGENT, agent)
            )
            if wanted != self._known.get(stored.metadata.id, []):
                await self._use(stored, wanted)
                self._known[stored.metadata.id] = wanted
            return put_environments(stored, wanted)

        return self._scope.start(work())

    async def _default_of(self, agent: Agent) -> AgentInstance | None:
        instance_id = agent.status.default_instance_id
        if instance_id:
            found: AgentInstance = await self._client.instance_query.get(AgentInstanceId(value=instance_id))
            return found
        # One that the next execution adopts.
        request = ListInstancesRequest(agent_id=agent.metadata.id, page_size=LIST_PAGE)
        headers = (await self._client.catalog.listInstances(request)).entries
        named = (each.instance for each in headers if each.instance.metadata.name == _default_name(agent))
        return next(named, None)

    async def _use(self, agent: Agent, slugs: list[str]) -> None:
        """Gives these environments to the default instance of `agent`, which is made where there is none."""
        instance = await self._default_of(agent) or _new_default(agent)
        known = {ref.slug: ref for ref in instance.spec.environment_refs}
        refs = [known.get(slug) or ApiResourceReference(kind=ENVIRONMENT.number, slug=slug) for slug in slugs]
        del instance.spec.environment_refs[:]
        instance.spec.environment_refs.extend(refs)
        instance.spec.description = instance.spec.description.removesuffix(_WITHOUT)
        command = self._client.instance_command
        await (command.update if instance.metadata.id else command.create)(instance)


def _default_name(agent: Agent) -> str:
    return f"{agent.metadata.name}-default"


def _new_default(agent: Agent) -> AgentInstance:
    instance = AgentInstance(api_version=API_VERSION, kind=AGENT_INSTANCE.name)
    instance.metadata.name = _default_name(agent)
    if not leaves_slug(agent.metadata.name):
        # Else every such agent's would be called “default”.
        instance.metadata.slug = f"{agent.metadata.slug}-default"
    instance.metadata.owner_scope = agent.metadata.owner_scope
    instance.metadata.org = agent.metadata.org
    instance.spec.agent_id = agent.metadata.id
    return instance
