"""From a stored MCP server that an agent refers to, to one that can be started."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping

from stigmer_desktop.api.agent import DockerServer, McpServerDefinition
from stigmer_desktop.api.execution_context import ExecutionValue
from stigmer_desktop.api.mcp_server import DockerServerConfig, McpServer
from stigmer_desktop.runner.harness import ServerToStart


def server_from_store(
    reference: McpServerDefinition, stored: McpServer, environment: Mapping[str, ExecutionValue]
) -> ServerToStart:
    """The server that `reference` means.

    Its name is the one that the agent knows it by. The agent's choice of tools goes before the stored
    one. What the stored server's env_spec names becomes variables of its process, filled from the
    execution's environment, else from the values that stand there.
    """
    spec = stored.spec
    definition = McpServerDefinition(
        name=reference.name, enabled_tools=reference.enabled_tools or spec.default_enabled_tools
    )
    kind = spec.WhichOneof("server_type")
    if kind == "stdio":
        definition.stdio.command = spec.stdio.command
        definition.stdio.args.extend(spec.stdio.args)
        definition.stdio.working_dir = spec.stdio.working_dir
        _pass_on(definition.stdio.env_placeholders, spec.env_spec.data)
    elif kind == "http":
        definition.http.url = spec.http.url
        definition.http.headers.update(spec.http.headers)
        definition.http.query_params.update(spec.http.query_params)
        definition.http.timeout_seconds = spec.http.timeout_seconds
    else:
        _copy_docker(spec.docker, definition.docker)
        _pass_on(definition.docker.env_placeholders, spec.env_spec.data)
    defaults = {
        name: ExecutionValue(value=value.value, is_secret=value.is_secret)
        for name, value in spec.env_spec.data.items()
        if value.value and name not in environment
    }
    return ServerToStart(definition, defaults)


def _copy_docker(stored: DockerServerConfig, server: DockerServer) -> None:
    server.image = stored.image
    server.args.extend(stored.args)
    server.network = stored.network
    server.container_name = stored.container_name
    for volume in stored.volumes:
        server.volumes.add(
            host_path=volume.host_path, container_path=volume.container_path, read_only=volume.read_only
        )
    for port in stored.ports:
        server.ports.add(host_port=port.host_port, container_port=port.container_port, protocol=port.protocol)


def _pass_on(placeholders: MutableMapping[str, str], names: Iterable[str]) -> None:
    for name in names:
        placeholders[name] = f"${{{name}}}"
