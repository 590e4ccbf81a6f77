"""The place of the agents: all of them, or one in the editor."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.agents.agent_desk import agent_desk
from stigmer_desktop.ui.agents.agent_form import AgentForm
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.place import Navigator
from stigmer_desktop.ui.resources.resource_card import CardAction, CardFacts
from stigmer_desktop.ui.resources.resource_editor import EditorWords, ResourceEditor
from stigmer_desktop.ui.resources.resource_page import PageWords, ResourcePage
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import Theme


def agents_place(around: Surroundings, navigator: Navigator) -> ResourcePlace:
    """The page of agents and the editor of one; a card's button begins a session with it."""
    page = agent_page(around.theme, around.agents)
    page.action_wanted.connect(navigator.show_new_session)
    return ResourcePlace(page, agent_editor(around))


def agent_page(theme: Theme, model: AgentListModel) -> ResourcePage:
    """The page of all agents."""
    words = PageWords(
        title=_words("Agents"),
        icon_name="robot",
        new=_words("New agent"),
        search=_words("Search agents"),
        empty=_words("No agents yet"),
        purpose=_words(
            "An agent is who you talk to: instructions, a model, and the tools and skills that it may use."
        ),
    )
    action = CardAction(_words("New session"), _words("New session with %1"), "plus")
    return ResourcePage(theme, model, words, agent_facts, action)


def agent_editor(around: Surroundings) -> ResourceEditor:
    """The editor of one agent."""
    words = EditorWords(
        one=_words("Agent"),
        new=_words("New agent"),
        save=_words("Save the changes to this agent?"),
        delete=_words("The agent will be gone for good. An agent that has sessions is kept."),
    )
    desk = agent_desk(around.client, around.scope)
    return ResourceEditor(around.theme, AgentForm(around.theme), desk, words, around.agents)


def agent_facts(header: AgentHeader) -> CardFacts:
    """Who an agent is, and how much it is used."""
    agent, count = header.agent, header.session_count
    facts = [agent.spec.default_model] if agent.spec.default_model else []
    if count:
        words = _words("1 session") if count == 1 else _words("%1 sessions")
        facts.append(words.replace("%1", str(count)))
    return CardFacts(
        label=_words("Agent %1").replace("%1", agent.metadata.name),
        name=agent.metadata.name,
        description=agent.spec.description or _words("No description"),
        facts=facts,
        icon_name="robot",
    )


def _words(source: str) -> str:
    return QCoreApplication.translate("Agents", source)
