"""The instances of one agent: all of them, or one in the editor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance, AgentInstanceId
from stigmer_desktop.api.common import platform
from stigmer_desktop.api.desktop import Change, InstanceHeader, ListInstancesRequest
from stigmer_desktop.api.kinds import AGENT_INSTANCE, SESSION
from stigmer_desktop.ui.instances.environment_refs_part import EnvironmentRefsPart
from stigmer_desktop.ui.resources.field_text import NameAt, StringAt
from stigmer_desktop.ui.resources.page_keys import add_page_keys
from stigmer_desktop.ui.resources.resource_card import CardFacts
from stigmer_desktop.ui.resources.resource_desk import ResourceCalls
from stigmer_desktop.ui.resources.resource_editor import EditorWords, ResourceEditor
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.resource_page import PageWords, ResourcePage
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.resources.shelf import Shelf, shelf
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.icon_button import IconButton

ICON = "stack"


class InstancesPlace(QWidget):
    """`close_wanted` leads back to the agent."""

    close_wanted = Signal()

    def __init__(self, around: Surroundings, environments: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._agent = Agent()
        self._shelf = _shelf(around, lambda: self._agent.metadata.id)
        self.form = InstanceForm(around, environments)
        page = ResourcePage(around.theme, self._shelf.model, _page_words(), self._facts)
        back = IconButton(around.theme, "arrow-left", self.tr("Back to the agent"), shortcut=self.tr("Esc"))
        back.clicked.connect(self.close_wanted)
        page.header.add_leading(back)
        add_page_keys(page, close=self.close_wanted.emit)
        editor = ResourceEditor(around.theme, self.form, self._shelf.desk, _editor_words(), self._shelf.model)
        editor.shown.connect(lambda _: environments.feed.start())
        self.place = ResourcePlace(page, editor, self._shelf.feed, self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.place)

    def show_agent(self, agent: Agent) -> None:
        """Shows the instances of a stored agent."""
        self._agent = agent
        words = self.tr("Instances of %1").replace("%1", agent.metadata.name)
        self.place.list.header.title.set_text(words)
        self._shelf.model.forget()
        self._shelf.feed.start()
        self._shelf.feed.load_other()
        self.place.enter()

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is unsaved, when the user has decided about it."""
        self.place.ask_to_leave(then)

    def _new(self) -> AgentInstance:
        instance: AgentInstance = self._shelf.desk.blank()
        instance.metadata.owner_scope = self._agent.metadata.owner_scope
        instance.metadata.org = self._agent.metadata.org
        instance.spec.agent_id = self._agent.metadata.id
        return instance

    def _facts(self, header: InstanceHeader) -> CardFacts:
        instance, count = header.instance, header.session_count
        refs = [ref.slug for ref in instance.spec.environment_refs]
        facts = []
        if instance.metadata.id == self._agent.status.default_instance_id:
            facts.append(self.tr("default"))
        if count:
            facts.append(
                self.tr("1 session") if count == 1 else self.tr("%1 sessions").replace("%1", str(count))
            )
        arrow = " → "
        return CardFacts(
            label=self.tr("Instance %1").replace("%1", instance.metadata.name),
            name=instance.metadata.name,
            description=arrow.join(refs) or instance.spec.description or self.tr("No environments"),
            facts=facts,
            icon_name=ICON,
        )


class InstanceForm(ResourceForm):
    """Name, description, environments in order."""

    def __init__(self, around: Surroundings, environments: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(around.theme, parent=parent)
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("One line, shown in lists."))
        self.environments = EnvironmentRefsPart(around.theme, environments.model, self)
        self.add(
            TextPart(self.name, NameAt()),
            TextPart(self.description, StringAt(AgentInstance, "spec.description")),
            self.environments,
        )


def _shelf(around: Surroundings, agent_id: Callable[[], str]) -> Shelf:
    client = around.client

    def request(*, page_size: int, page_token: str) -> ListInstancesRequest:
        return ListInstancesRequest(page_size=page_size, page_token=page_token, agent_id=agent_id())

    def concerns(change: Change) -> bool:
        return change.kind in (AGENT_INSTANCE.number, SESSION.number)

    calls = ResourceCalls(
        list=client.catalog.listInstances,
        list_request=request,
        get=client.instance_query.get,
        create=client.instance_command.create,
        update=client.instance_command.update,
        delete=client.instance_command.delete,
        id_message=AgentInstanceId,
    )
    return shelf(around, AGENT_INSTANCE, calls, platform, concerns)


def _page_words() -> PageWords:
    return PageWords(
        title=_words("Instances"),
        icon_name=ICON,
        new=_words("New instance"),
        search=_words("Search instances"),
        empty=_words("No instances yet"),
        purpose=_words(
            "An instance is the agent together with the environments that it works with: one for your "
            "machine, one for production."
        ),
    )


def _editor_words() -> EditorWords:
    return EditorWords(
        one=_words("Instance"),
        new=_words("New instance"),
        save=_words("Save the changes to this instance?"),
        delete=_words("The instance will be gone for good. One that has sessions is kept."),
    )


def _words(source: str) -> str:
    return QCoreApplication.translate("Instances", source)
