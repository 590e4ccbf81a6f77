"""The place of the agents: all of them, or one in the editor."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.agents.agent_desk import AgentDesk
from stigmer_desktop.ui.agents.agent_form import AgentForm
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.agents.agent_use import sessions_of_agent
from stigmer_desktop.ui.instances.instances_place import InstancesPlace
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.models.model_title import model_title
from stigmer_desktop.ui.place import Navigator
from stigmer_desktop.ui.resources.resource_card import CardAction, CardFacts
from stigmer_desktop.ui.resources.resource_editor import EditorWords, ResourceEditor
from stigmer_desktop.ui.resources.resource_page import PageWords, ResourcePage
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.push_button import PushButton


def agents_place(around: Surroundings, navigator: Navigator, library: Library) -> ResourcePlace:
    """The page of agents, the editor of one, and the page of its instances.

    A card's button begins a session with its agent.
    """
    page = agent_page(around.theme, around.agents)
    page.action_wanted.connect(navigator.show_new_session)
    editor = agent_editor(around, library)
    place = ResourcePlace(page, editor)
    instances = InstancesPlace(around, library.environments)
    place.addWidget(instances)

    def show_instances() -> None:
        instances.show_agent(editor.resource)
        place.setCurrentWidget(instances)

    button = PushButton(around.theme, _words("Instances"), icon_name="stack")
    button.setToolTip(_words("The agent together with the environments that it works with"))
    button.clicked.connect(lambda: editor.ask_to_leave(show_instances))
    editor.add_button(button)
    editor.shown.connect(lambda agent: button.setVisible(bool(agent.metadata.id)))
    # Loaded again: what its default instance has may have changed there.
    instances.close_wanted.connect(lambda: place.edit(editor.resource.metadata.id))
    return place


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


def agent_editor(around: Surroundings, library: Library) -> ResourceEditor:
    """The editor of one agent."""
    words = EditorWords(
        one=_words("Agent"),
        new=_words("New agent"),
        save=_words("Save the changes to this agent?"),
        delete=_words("The agent will be gone for good, with its instances."),
    )
    desk = AgentDesk(around.client, around.scope)
    form = AgentForm(around, library)
    held = sessions_of_agent(around)
    editor = ResourceEditor(around.theme, form, desk, words, around.agents, held=held)
    editor.shown.connect(lambda _: library.open())
    return editor


def agent_facts(header: AgentHeader) -> CardFacts:
    """Who an agent is, and how much it is used."""
    agent, count = header.agent, header.session_count
    facts = [model_title(agent.spec.default_model)] if agent.spec.default_model else []
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
