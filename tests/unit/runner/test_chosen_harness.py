"""When the user is told that the built-in model has no tools: where they are missed, once in a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.session import Session
from stigmer_desktop.runner.chosen_harness import BUILTIN_WITHOUT_TOOLS, misses_tools
from stigmer_desktop.runner.conversation import exchange_of
from stigmer_desktop.runner.harness import Assignment, Conversation
from stigmer_desktop.runner.model_choice import BuiltinChoice


def assignment(agent: Agent, *warnings: str, folder: str = "") -> Assignment:
    """Work of `agent` in a session whose earlier execution had these warnings."""
    session = Session()
    session.spec.workspace_folder = folder
    earlier = AgentExecution()
    earlier.status.warnings.extend(warnings)
    conversation = Conversation((exchange_of(earlier),))
    return Assignment(AgentExecution(), session, AgentInstance(), agent, conversation, BuiltinChoice())


def with_server(agent: Agent) -> None:
    agent.spec.mcp_servers.add(name="github")


def with_skill(agent: Agent) -> None:
    agent.spec.skill_refs.add(slug="review")


def with_sub_agent(agent: Agent) -> None:
    agent.spec.sub_agents.add(name="reader")


@pytest.mark.parametrize("give", [with_server, with_skill, with_sub_agent])
def test_an_agent_with_tools_misses_them_once_in_a_session(give: Callable[[Agent], None]) -> None:
    agent = Agent()
    give(agent)
    assert misses_tools(assignment(agent))
    assert misses_tools(assignment(agent, "Something else."))
    assert not misses_tools(assignment(agent, BUILTIN_WITHOUT_TOOLS))


def test_a_workspace_folder_is_for_tools() -> None:
    assert misses_tools(assignment(Agent(), folder="/somewhere"))


def test_an_agent_without_tools_misses_none() -> None:
    assert not misses_tools(assignment(Agent()))
