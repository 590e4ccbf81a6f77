"""Resources as tests need them, not stored yet."""

from __future__ import annotations

from collections.abc import Collection

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.common import identity_account, platform
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, API_VERSION, ENVIRONMENT, MCP_SERVER
from stigmer_desktop.api.mcp_server import McpServer

INSTRUCTIONS = "You review code and say what is wrong with it."


def new_agent(
    name: str = "Reviewer",
    *,
    description: str = "",
    instructions: str = INSTRUCTIONS,
    default_model: str = "",
) -> Agent:
    """An agent that the server takes."""
    agent = Agent(api_version=API_VERSION, kind=AGENT.name)
    agent.metadata.name = name
    agent.metadata.owner_scope = platform
    agent.spec.description = description
    agent.spec.instructions = instructions
    agent.spec.default_model = default_model
    return agent


def new_environment(
    name: str = "Production", /, *, secret: Collection[str] = (), **values: str
) -> Environment:
    """An environment with `values`, of which those named by `secret` are secret."""
    environment = Environment(api_version=API_VERSION, kind=ENVIRONMENT.name)
    environment.metadata.name = name
    environment.metadata.owner_scope = identity_account
    environment.spec.SetInParent()
    for key, value in values.items():
        environment.spec.data[key].value = value
        environment.spec.data[key].is_secret = key in secret
    return environment


def new_instance(name: str, agent: Agent, *environments: Environment) -> AgentInstance:
    """An instance of a stored agent with stored environments."""
    instance = AgentInstance(api_version=API_VERSION, kind=AGENT_INSTANCE.name)
    instance.metadata.name = name
    instance.metadata.owner_scope = identity_account
    instance.spec.agent_id = agent.metadata.id
    for environment in environments:
        instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug=environment.metadata.slug)
    return instance


def new_mcp_server(name: str = "Files", /, *, command: str, **secrets: str) -> McpServer:
    """An MCP server that is a command, with `secrets` among the values that it needs."""
    server = McpServer(api_version=API_VERSION, kind=MCP_SERVER.name)
    server.metadata.name = name
    server.metadata.owner_scope = identity_account
    server.spec.stdio.command = command
    for key, value in secrets.items():
        server.spec.env_spec.data[key].value = value
        server.spec.env_spec.data[key].is_secret = True
    return server
