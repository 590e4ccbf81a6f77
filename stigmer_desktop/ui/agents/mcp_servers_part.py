"""The MCP servers of an agent: stored ones that it refers to, and its own; each with the tools it may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.agent import Agent, McpServerDefinition
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.agents.marked_server import OfferedServer
from stigmer_desktop.ui.agents.own_servers import OwnServers
from stigmer_desktop.ui.agents.server_tools import ServerTools
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.place import MCP_SERVERS
from stigmer_desktop.ui.resources.form_part import error_below
from stigmer_desktop.ui.resources.part_group import first_of
from stigmer_desktop.ui.resources.pick_list import NewOne, PickList
from stigmer_desktop.ui.resources.pick_row import PickRow
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice


class McpServersPart(QObject):
    """A definition without a way to reach it names a stored server by its slug.

    `renamed` carries the old and the new name of one that belongs to the agent alone; it comes before
    `names_changed`.
    """

    edited = Signal()
    names_changed = Signal()
    renamed = Signal(object, object)

    def __init__(
        self,
        around: Surroundings,
        library: Library,
        agent: Callable[[], Agent],
        parent: QObject | None = None,
    ) -> None:
        """`agent` gives the agent as it is typed now."""
        super().__init__(parent)
        self._around = around
        self._environments = library.environments.model
        self._servers = library.mcp_servers.model
        self._known: dict[str, McpServerDefinition] = {}
        self.tools: dict[str, ServerTools] = {}
        self.list = PickList(
            around.theme,
            self.tr("MCP servers"),
            self.tr("Where its tools come from, besides those for files and commands that it always has."),
            "hard-drives",
            self.tr("Add an MCP server"),
            furnish=self._furnish,
            new=NewOne(self.tr("New MCP server…"), lambda: library.wishes.new_wanted.emit(MCP_SERVERS)),
        )
        self.list.edited.connect(self._on_edited)
        self.own = OwnServers(around, self._environments, agent)
        self.own.edited.connect(self.edited)
        self.own.names_changed.connect(self.names_changed)
        self.own.renamed.connect(self._on_renamed)
        self._order: list[str] = []
        self._widget = QWidget()
        column = QVBoxLayout(self._widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.list)
        column.addWidget(self.own)
        model = self._servers
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            signal.connect(self._offer)
        self._offer()

    @property
    def widget(self) -> QWidget:
        return self._widget

    @property
    def names(self) -> list[str]:
        """How the agent knows its servers."""
        return [*self.list.picked, *self.own.names]

    @property
    def offered(self) -> list[OfferedServer]:
        """The servers as its sub-agents may use them."""
        stored = []
        for name in self.list.picked:
            server = self._stored(name)
            title = server.metadata.name if server else name
            stored.append(OfferedServer(name, title, self.tools[name].usable))
        own = [OfferedServer(card.known_as, card.known_as, card.usable) for card in self.own.cards]
        return [*stored, *(each for each in own if each.name)]

    def show(self, resource: Any) -> None:
        """Shows the servers of an agent."""
        servers = resource.spec.mcp_servers
        self._order = [each.name for each in servers]
        self._known = {each.name: each for each in servers if not _is_own(each)}
        self.list.set_picked([])
        self.tools = {}
        self._offer()
        self.list.set_picked(list(self._known))
        self.own.show_definitions([each for each in servers if _is_own(each)])
        self.names_changed.emit()

    def fill(self, resource: Any) -> None:
        """Puts what is picked, with its tools, into an agent; what was there stays in its order."""
        del resource.spec.mcp_servers[:]
        resource.spec.mcp_servers.extend(self._definitions())

    def check(self) -> QWidget | None:
        """Says which server has no tool left, and all that is wrong with those of the agent alone."""
        stored = [self.tools[name].check() for name in self.list.picked]
        return first_of([*stored, self.own.check(self.list.picked)])

    def show_error(self, error: UserError) -> QWidget | None:
        """Lets the one that the server names say what is wrong."""
        places = {each.name: place for place, each in enumerate(self._definitions())}
        return first_of(
            [
                card.show_error(error_below(error, f"spec.mcp_servers[{places[card.known_as]}]"))
                for card in self.own.cards
            ]
        )

    def _definitions(self) -> list[McpServerDefinition]:
        definitions = []
        for name in self.list.picked:
            definition = McpServerDefinition(name=name)
            if name in self._known:
                definition.CopyFrom(self._known[name])
            definition.enabled_tools[:] = self.tools[name].choice.chosen
            definitions.append(definition)
        definitions += self.own.definitions
        places = {name: place for place, name in enumerate(self._order)}
        return sorted(definitions, key=lambda each: places.get(each.name, len(places)))

    def _furnish(self, row: PickRow) -> None:
        chosen: list[str] = []
        if row.key in self.tools:
            chosen = self.tools[row.key].choice.chosen
        elif row.key in self._known:
            chosen = list(self._known[row.key].enabled_tools)
        tools = ServerTools(self._around, self._environments, self._stored(row.key), chosen, row)
        tools.edited.connect(self._on_edited)
        tools.told.connect(self.names_changed)
        self.tools[row.key] = tools
        row.add_beside(tools.button)
        row.add_below(tools.panel)

    def _stored(self, name: str) -> McpServer | None:
        for header in self._servers.headers:
            if name in (header.mcp_server.metadata.slug, header.mcp_server.metadata.name):
                found: McpServer = header.mcp_server
                return found
        return None

    def _offer(self) -> None:
        if not self._servers.is_loaded:
            return
        choices = {}
        for header in self._servers.headers:
            metadata = header.mcp_server.metadata
            # An agent may name a server by its name, which leads to the same slug.
            key = metadata.name if metadata.name in self._known else metadata.slug
            choices[key] = Choice(key, metadata.name, header.mcp_server.spec.description)
        self.list.set_offered(list(choices.values()), self.tr("There is no MCP server yet."))
        picked = self.list.picked
        if any(self.tools[name].trial is None and self._stored(name) is not None for name in picked):
            # Only now one knows which servers these are, so that they can be tried.
            self.list.set_picked(picked)
        self.names_changed.emit()

    def _on_renamed(self, before: str, after: str) -> None:
        # A name that another server has as well, while one types, is that one's.
        if before not in self.names:
            self._order = [after if name == before else name for name in self._order]
            self.renamed.emit(before, after)
        self.names_changed.emit()

    def _on_edited(self) -> None:
        self.names_changed.emit()
        self.edited.emit()


def _is_own(definition: McpServerDefinition) -> bool:
    """Whether the agent itself says how the server is reached."""
    return definition.WhichOneof("server_type") is not None
