"""Calls the server as any program would, to fill it."""

from __future__ import annotations

from typing import Any

import grpc

from stigmer_desktop.api.agent import Agent, AgentCommandControllerStub
from stigmer_desktop.api.common import identity_account, platform
from stigmer_desktop.api.environment import Environment, EnvironmentCommandControllerStub
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionCommandControllerStub,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)
from stigmer_desktop.api.kinds import API_VERSION
from stigmer_desktop.api.mcp_server import McpServer, McpServerCommandControllerStub
from stigmer_desktop.ui.executions.order import AGAIN_OF


class Caller:
    """The few calls that filling takes; to be closed."""

    def __init__(self, address: str, token: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self._token = (("authorization", f"Bearer {token}"),)
        self._agents: Any = AgentCommandControllerStub(self._channel)
        self._executions: Any = AgentExecutionCommandControllerStub(self._channel)
        self._environments: Any = EnvironmentCommandControllerStub(self._channel)
        self._mcp_servers: Any = McpServerCommandControllerStub(self._channel)

    def close(self) -> None:
        """Closes the channel."""
        self._channel.close()

    def agent(self, name: str, description: str, instructions: str, mcp_server: str = "") -> str:
        """Makes an agent, or finds the one of this name; gives its id."""
        agent = Agent(api_version=API_VERSION, kind="Agent")
        agent.metadata.name = name
        agent.metadata.owner_scope = platform
        agent.spec.description = description
        agent.spec.instructions = instructions
        if mcp_server:
            agent.spec.mcp_servers.add(name=mcp_server).stdio.command = "uvx"
        return str(self._agents.apply(agent, metadata=self._token).metadata.id)

    def execution(
        self, message: str, *, agent_id: str = "", session_id: str = "", again_of: str = ""
    ) -> AgentExecution:
        """Sends a message, to a new session of the agent or to a session, perhaps once more."""
        execution = AgentExecution(api_version=API_VERSION, kind="AgentExecution")
        execution.metadata.name = "run"
        execution.spec.message = message
        execution.spec.agent_id = agent_id
        execution.spec.session_id = session_id
        if again_of:
            execution.metadata.labels[AGAIN_OF] = again_of
        made: AgentExecution = self._executions.create(execution, metadata=self._token)
        return made

    def report(self, execution_id: str, status: AgentExecutionStatus) -> None:
        """Reports as a runner does."""
        request = AgentExecutionUpdateStatusInput(execution_id=execution_id, status=status)
        self._executions.updateStatus(request, metadata=self._token)

    def environment(self, name: str, description: str, values: dict[str, str]) -> None:
        """Makes an environment; names that hold KEY or TOKEN are secret."""
        environment = Environment(api_version=API_VERSION, kind="Environment")
        environment.metadata.name = name
        environment.metadata.owner_scope = identity_account
        environment.spec.description = description
        for key, value in values.items():
            environment.spec.data[key].value = value
            environment.spec.data[key].is_secret = "KEY" in key or "TOKEN" in key
        self._environments.apply(environment, metadata=self._token)

    def mcp_server(self, name: str, description: str, command: str, arguments: list[str]) -> None:
        """Makes the definition of an MCP server that is started by a command."""
        server = McpServer(api_version=API_VERSION, kind="McpServer")
        server.metadata.name = name
        server.spec.description = description
        server.spec.stdio.command = command
        server.spec.stdio.args.extend(arguments)
        self._mcp_servers.apply(server, metadata=self._token)
