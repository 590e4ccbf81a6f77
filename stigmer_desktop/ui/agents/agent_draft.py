"""What the form of an agent holds, apart from any widget."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.common import platform
from stigmer_desktop.api.kinds import AGENT, API_VERSION


@dataclass(frozen=True)
class AgentDraft:
    """The fields of an agent that the form shows."""

    name: str = ""
    description: str = ""
    instructions: str = ""
    default_model: str = ""

    @classmethod
    def of(cls, agent: Agent) -> AgentDraft:
        """The fields of `agent`."""
        spec = agent.spec
        return cls(agent.metadata.name, spec.description, spec.instructions, spec.default_model)

    def on(self, agent: Agent) -> Agent:
        """A copy of `agent` with these fields; everything else of it stays as it is."""
        changed = Agent()
        changed.CopyFrom(agent)
        changed.metadata.name = self.name
        changed.spec.description = self.description
        changed.spec.instructions = self.instructions
        changed.spec.default_model = self.default_model
        return changed


def blank_agent() -> Agent:
    """An agent without name and instructions, valid in all else."""
    agent = Agent(api_version=API_VERSION, kind=AGENT.name)
    agent.metadata.owner_scope = platform
    return agent
