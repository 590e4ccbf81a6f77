"""The MCP servers as the window has them."""

from __future__ import annotations

from stigmer_desktop.api.common import ApiResourceId, identity_account
from stigmer_desktop.api.desktop import ListMcpServersRequest
from stigmer_desktop.api.kinds import MCP_SERVER
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.listed import listed
from stigmer_desktop.ui.resources.resource_desk import ResourceCalls
from stigmer_desktop.ui.resources.shelf import Shelf, shelf
from stigmer_desktop.ui.session_pane import Surroundings


def mcp_server_shelf(around: Surroundings) -> Shelf:
    """The MCP servers, secret values masked."""
    command, query = around.client.mcp_server_command, around.client.mcp_server_query
    list_call = around.client.catalog.listMcpServers
    calls = ResourceCalls(
        list=list_call,
        list_request=ListMcpServersRequest,
        get=listed(list_call, ListMcpServersRequest, query.get),
        create=command.create,
        update=command.update,
        delete=command.delete,
        id_message=ApiResourceId,
        can_force=True,
    )
    return shelf(around, MCP_SERVER, calls, identity_account)


def reveal_value(around: Surroundings, *, mcp_server_id: str, name: str) -> Operation[str]:
    """Gets one value of an MCP server in clear."""

    async def work() -> str:
        server = await around.client.mcp_server_query.get(ApiResourceId(value=mcp_server_id))
        return str(server.spec.env_spec.data[name].value)

    return around.scope.start(work())
