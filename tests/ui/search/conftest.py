"""Something to find: a server on which things were said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from stigmer_desktop.api.desktop import ListAgentsRequest, SearchRequest
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION

Say = Callable[..., Awaitable[AgentExecution]]


@pytest.fixture
def say(client) -> Say:
    """`await say("words", ...)`: asks each in a session of its own; back when all can be found."""

    async def ask(*messages: str) -> AgentExecution:
        agents = await client.catalog.listAgents(ListAgentsRequest())
        for message in messages:
            execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
            execution.metadata.SetInParent()
            execution.spec.agent_id = agents.entries[0].agent.metadata.id
            execution.spec.message = message
            made = await client.execution_command.create(execution)
        while (await client.search.search(SearchRequest(query="settled?"))).catching_up:
            pass
        return made

    return ask
