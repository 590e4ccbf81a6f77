"""Resources as tests need them, not stored yet."""

from __future__ import annotations

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.common import platform
from stigmer_desktop.api.kinds import AGENT, API_VERSION

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
