"""One MCP server that belongs to an agent alone: folded to a line, or open with its own fields."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.agent import Agent, McpServerDefinition
from stigmer_desktop.ui.agents.folding_card import CardWords, FoldingCard
from stigmer_desktop.ui.mcp_servers.server_to_try import ServerToTry, server_of_agent
from stigmer_desktop.ui.mcp_servers.server_trial import ServerTrial
from stigmer_desktop.ui.mcp_servers.tool_choice import ToolChoice
from stigmer_desktop.ui.mcp_servers.tools_part import ToolsPart
from stigmer_desktop.ui.mcp_servers.transport_part import HTTP, OF_AGENT, TransportPart
from stigmer_desktop.ui.resources.field_text import StringAt
from stigmer_desktop.ui.resources.part_group import PartGroup
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.trials import McpTool
from stigmer_desktop.ui.widgets.form_field import FormField


class OwnServerCard(FoldingCard):
    """Holds one McpServerDefinition; `removed` asks to take it away.

    `renamed` carries the name that it had and the one that it has.
    """

    renamed = Signal(object, object)

    def __init__(
        self,
        around: Surroundings,
        environments: ResourceListModel[Any],
        definition: McpServerDefinition,
        agent: Callable[[], Agent],
        parent: QWidget | None = None,
    ) -> None:
        """`agent` gives the agent as it is typed now: a trial gets its values."""
        words = CardWords(
            self.tr("Show this server"), self.tr("Fold this server"), self.tr("Remove this server")
        )
        super().__init__(around.theme, "hard-drives", words, parent)
        self._around = around
        self._agent = agent
        self._definition = definition
        self._known_as = definition.name
        self.name = FormField(self.tr("Name"), self.tr("By this the agent and its sub-agents know it."))
        self.transport = TransportPart(around.theme, OF_AGENT, self)
        self.trial = ServerTrial(around, environments, self._server_to_try)
        self.transport.way_shown.connect(lambda way: self.trial.set_web(way == HTTP))
        self.tools = ToolsPart(self.trial, ToolChoice(around.theme, self.tr("Tools")), "enabled_tools")
        parts = PartGroup(
            [
                TextPart(self.name, StringAt(McpServerDefinition, "name")),
                self.transport,
                self.tools,
            ],
            self,
        )
        self.hold(parts, definition)

    @property
    def definition(self) -> McpServerDefinition:
        """What is typed now."""
        filled = McpServerDefinition()
        filled.CopyFrom(self._definition)
        self._parts.fill(filled)
        return filled

    @property
    def known_as(self) -> str:
        """The name that is typed now."""
        return self.name.text.strip()

    @property
    def usable(self) -> tuple[McpTool, ...] | None:
        """The tools that the agent may use, as far as one knows; None if that is not known."""
        return self.tools.choice.usable()

    def check(self, taken: Collection[str]) -> QWidget | None:
        """Says all that is wrong, also with a name that is one of `taken`; opens itself then."""
        wrong = self._parts.check()
        if self.known_as in taken:
            self.name.set_fault(self.tr("The agent has a server with this name already."))
            wrong = self.name.input
        return self._opened(wrong)

    def _server_to_try(self) -> ServerToTry | None:
        wrong = self.transport.check()
        if wrong is not None:
            wrong.setFocus()
            return None
        definition = self.definition
        definition.name = definition.name or "server"
        return server_of_agent(self._around.client, definition, self._agent())

    def _on_edited(self) -> None:
        self._show_title()
        # While there is no name, it is the one that it was.
        before, after = self._known_as, self.known_as
        if after and after != before:
            self._known_as = after
            self.renamed.emit(before, after)
        self.edited.emit()

    def _show_title(self) -> None:
        self._title.set_text(self.known_as or self.tr("New server"))
        self._words.set_text(_reached(self.definition))
        self.setAccessibleName(self.tr("MCP server %1").replace("%1", self._title.text))


def _reached(definition: McpServerDefinition) -> str:
    """How the server is reached, in one line."""
    if definition.WhichOneof("server_type") == "http":
        return definition.http.url
    way: Any = definition.docker if definition.HasField("docker") else definition.stdio
    return " ".join((getattr(way, "command", "") or getattr(way, "image", ""), *way.args))
