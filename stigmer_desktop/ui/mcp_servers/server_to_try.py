"""What a trial of an MCP server needs: how the server is reached, and the values that it gets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from stigmer_desktop.api.agent import Agent, AgentId, McpServerDefinition
from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.resources.value_row import MASK


@dataclass(frozen=True)
class ServerToTry:
    """A server that may not be saved yet.

    Attributes:
        definition: how it is reached, in the form that agents have them.
        values: gets the values that come with it, in clear.
    """

    definition: McpServerDefinition
    values: Callable[[], Awaitable[dict[str, str]]]


def stored_server(client: Client, server: McpServer) -> ServerToTry:
    """A server with a page of its own, as it is typed now; masked values are those that are stored."""

    async def stored() -> Mapping[str, Any]:
        found = await client.mcp_server_query.get(ApiResourceId(value=server.metadata.id))
        return found.spec.env_spec.data

    return ServerToTry(definition_of(server), lambda: _in_clear(server.spec.env_spec.data, stored))


def server_of_agent(client: Client, definition: McpServerDefinition, agent: Agent) -> ServerToTry:
    """A server that is defined in `agent`, as both are typed now; it gets the values of the agent."""

    async def stored() -> Mapping[str, Any]:
        found = await client.agent_query.get(AgentId(value=agent.metadata.id))
        return found.spec.env_spec.data

    return ServerToTry(definition, lambda: _in_clear(agent.spec.env_spec.data, stored))


def definition_of(server: McpServer) -> McpServerDefinition:
    """A stored server in the form that agents have them; its values become placeholders."""
    definition = McpServerDefinition(name=server.metadata.name or "server")
    spec = server.spec
    kind = spec.WhichOneof("server_type")
    if kind == "stdio":
        definition.stdio.command = spec.stdio.command
        definition.stdio.args.extend(spec.stdio.args)
        definition.stdio.working_dir = spec.stdio.working_dir
        placeholders = definition.stdio.env_placeholders
    elif kind == "docker":
        _copy(spec.docker, definition.docker)
        placeholders = definition.docker.env_placeholders
    else:
        _copy(spec.http, definition.http)
        return definition
    for name in spec.env_spec.data:
        placeholders[name] = f"${{{name}}}"
    return definition


def _copy(source: Message, target: Message) -> None:
    # Two messages of the contract with the same fields under the same numbers.
    target.ParseFromString(source.SerializeToString())


async def _in_clear(
    typed: Mapping[str, Any], stored: Callable[[], Awaitable[Mapping[str, Any]]]
) -> dict[str, str]:
    """The values of `typed`, those that are masked taken from what is stored; empty ones are none."""
    values = {name: value.value for name, value in typed.items()}
    if MASK in values.values():
        for name, value in (await stored()).items():
            if values.get(name) == MASK:
                values[name] = value.value
    return {name: value for name, value in values.items() if value}
