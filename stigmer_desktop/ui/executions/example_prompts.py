"""Messages to try with an agent, by what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.agent import Agent


@dataclass(frozen=True)
class Example:
    """A message to try, and the name of the icon before it."""

    icon_name: str
    text: str


# The agents that come with the program, by their slugs.
NOTE_KEEPER, REPOSITORY_HELPER = "note-keeper", "repository-helper"


def does_work(agent: Agent) -> bool:
    """Whether an agent is made for work with tools, as far as one can tell from what it was given."""
    spec = agent.spec
    return bool(spec.mcp_servers or spec.skill_refs or spec.sub_agents)


def examples_for(slug: str, *, works: bool = False) -> tuple[Example, ...]:
    """Three messages for the agent with that slug; of others it counts whether they work with tools."""
    if slug == NOTE_KEEPER:
        return (
            Example("pencil-line", _words("Start a note called groceries with milk, bread and apples.")),
            Example("magnifying-glass", _words("Which notes are there, and what is each about?")),
            Example("list-numbers", _words("Make a checklist for a weekend in the mountains.")),
        )
    if slug == REPOSITORY_HELPER:
        return (
            Example("lightbulb", _words("Explain what is in this folder and how it fits together.")),
            Example(
                "list-numbers", _words("Find what is marked as unfinished, and put it in order of worth.")
            ),
            Example(
                "pencil-line", _words("Run the tests, and tell me why the first one fails, if one does.")
            ),
        )
    if works:
        return (
            Example("lightbulb", _words("Which tools do you have, and what would you use them for?")),
            Example("list-numbers", _words("List what lies in this folder, and tell me what it is about.")),
            Example(
                "pencil-line", _words("Write a short plan for a piece of work before you begin with it.")
            ),
        )
    return (
        Example("lightbulb", _words("Explain in two sentences what a database index is for.")),
        Example("pencil-line", _words("Write a short, friendly note that a meeting moves to Friday.")),
        Example("list-numbers", _words("Give me three names for a small bakery, with a reason for each.")),
    )


def _words(source: str) -> str:
    return QCoreApplication.translate("Examples", source)
