"""What can be done with agents."""

from __future__ import annotations

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.common import platform
from stigmer_desktop.api.desktop import ListAgentsRequest
from stigmer_desktop.api.kinds import AGENT
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.resources.resource_desk import ResourceCalls, ResourceDesk


def agent_desk(client: Client, scope: OperationScope) -> ResourceDesk:
    """Lists, loads, saves and deletes agents."""
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
    return ResourceDesk(scope, AGENT, calls, platform)
