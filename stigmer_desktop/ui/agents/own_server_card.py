"""One MCP server that belongs to an agent alone: folded to a line, or open with its own fields."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.api.agent import Agent, McpServerDefinition
from stigmer_desktop.ui.fonts import MEDIUM, text_font
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
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3
from stigmer_desktop.ui.trials import McpTool
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel


class OwnServerCard(QFrame):
    """Holds one McpServerDefinition; `removed` asks to take it away.

    `renamed` carries the name that it had and the one that it has.
    """

    edited = Signal()
    renamed = Signal(object, object)
    removed = Signal()

    def __init__(
        self,
        around: Surroundings,
        environments: ResourceListModel[Any],
        definition: McpServerDefinition,
        agent: Callable[[], Agent],
        parent: QWidget | None = None,
    ) -> None:
        """`agent` gives the agent as it is typed now: a trial gets its values."""
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._around = around
        self._agent = agent
        self._definition = definition
        self._known_as = definition.name
        self.name = FormField(self.tr("Name"), self.tr("By this the agent and its sub-agents know it."))
        self.transport = TransportPart(around.theme, OF_AGENT, self)
        self.trial = ServerTrial(around, environments, self._server_to_try)
        self.transport.way_shown.connect(lambda way: self.trial.set_web(way == HTTP))
        self.tools = ToolsPart(self.trial, ToolChoice(around.theme, self.tr("Tools")), "enabled_tools")
        self._parts = PartGroup(
            [
                TextPart(self.name, StringAt(McpServerDefinition, "name")),
                self.transport,
                self.tools,
            ],
            self,
        )
        self._parts.show(definition)
        self._parts.edited.connect(self._on_edited)
        self._title = ElidedLabel(around.theme, text_font(13, MEDIUM))
        self._words = ElidedLabel(around.theme, text_font(12), "second_text")
        self.fold = IconButton(around.theme, "caret-right", self.tr("Show this server"), size=15)
        self.fold.clicked.connect(lambda: self.set_open(not self.is_open))
        self.remove = IconButton(around.theme, "x", self.tr("Remove this server"), size=15)
        self.remove.clicked.connect(self.removed)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.fold)
        line.addWidget(IconLabel(around.theme, "hard-drives", "accent", 17))
        line.addWidget(self._title)
        line.addWidget(self._words, 1)
        line.addWidget(self.remove)
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_3)
        inner.addWidget(self._parts.widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_2)
        column.addLayout(line)
        column.addWidget(self._body)
        self.set_open(False)
        self._show_title()

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown."""
        return not self._body.isHidden()

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

    def set_open(self, is_open: bool) -> None:
        """Shows or folds its fields."""
        self._body.setVisible(is_open)
        self.fold.set_icon_name("caret-down" if is_open else "caret-right")
        self.fold.set_label(self.tr("Fold this server") if is_open else self.tr("Show this server"))

    def check(self, taken: Collection[str]) -> QWidget | None:
        """Says all that is wrong, also with a name that is one of `taken`; opens itself then."""
        wrong = self._parts.check()
        if self.known_as in taken:
            self.name.set_fault(self.tr("The agent has a server with this name already."))
            wrong = self.name.input
        return self._opened(wrong)

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against it, and opens itself then."""
        return self._opened(self._parts.show_error(error))

    def _server_to_try(self) -> ServerToTry | None:
        wrong = self.transport.check()
        if wrong is not None:
            wrong.setFocus()
            return None
        definition = self.definition
        definition.name = definition.name or "server"
        return server_of_agent(self._around.client, definition, self._agent())

    def _opened(self, wrong: QWidget | None) -> QWidget | None:
        if wrong is not None:
            self.set_open(True)
        return wrong

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
