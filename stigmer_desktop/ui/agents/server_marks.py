"""Which of its agent's MCP servers a sub-agent may use, and which tools of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.agents.marked_server import MarkedServer, OfferedServer
from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.resources.part_group import first_of
from stigmer_desktop.ui.theme import SPACE_1, Theme
from stigmer_desktop.ui.user_error import UserError


class ServerMarks(QObject):
    """A part of a sub-agent's form. A server that the agent does not have any more stays, until unmarked."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offered: dict[str, OfferedServer] = {}
        self.rows: dict[str, MarkedServer] = {}
        self._widget = QWidget()
        label = QLabel(self.tr("MCP servers"))
        label.setFont(text_font(12, MEDIUM))
        self._none = QLabel(self.tr("The agent has none; it always has the tools for files and commands."))
        self._none.setFont(text_font(12))
        self._none.setProperty("tone", "third")
        self._none.setWordWrap(True)
        self._column = QVBoxLayout(self._widget)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_1)
        self._column.addWidget(label)
        self._column.addWidget(self._none)

    @property
    def widget(self) -> QWidget:
        return self._widget

    def set_offered(self, servers: Sequence[OfferedServer]) -> None:
        """Offers the servers that the agent has now."""
        before, self._offered = self._offered, {each.name: each for each in servers}
        same = [each.title for each in before.values()] == [each.title for each in servers]
        if same and list(before) == list(self._offered) and set(self.rows) >= set(before):
            for name, server in self._offered.items():
                self.rows[name].show_server(server)
            return
        self._build(self._marked())

    def rename(self, before: str, after: str) -> None:
        """What is marked under one name is marked under the other from now on."""
        self._build({after if name == before else name: tools for name, tools in self._marked().items()})

    def show(self, resource: Any) -> None:
        """Shows what a sub-agent may use."""
        tools = resource.mcp_tool_selections
        self._build(
            {name: list(tools[name].enabled_tools) if name in tools else [] for name in resource.mcp_servers}
        )

    def fill(self, resource: Any) -> None:
        """Puts what is marked into a sub-agent."""
        marked = self._marked()
        kept = [name for name in resource.mcp_servers if name in marked]
        resource.mcp_servers[:] = [*kept, *(name for name in marked if name not in kept)]
        resource.mcp_tool_selections.clear()
        for name, tools in marked.items():
            if tools:
                resource.mcp_tool_selections[name].enabled_tools.extend(tools)

    def check(self) -> QWidget | None:
        """Says which server has no tool left."""
        return first_of([each.check() for each in self.rows.values()])

    def show_error(self, error: UserError) -> QWidget | None:
        """The contract has no rule for these."""
        return None

    def _marked(self) -> dict[str, list[str]]:
        """The servers that are marked, each with its tools; none means all."""
        return {name: each.tools for name, each in self.rows.items() if each.is_marked}

    def _build(self, marked: Mapping[str, Sequence[str]]) -> None:
        for each in self.rows.values():
            self._column.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.rows = {}
        for name in dict.fromkeys([*self._offered, *marked]):
            server = self._offered.get(name) or OfferedServer(name, name, None, is_there=False)
            row = MarkedServer(self._theme, server, marked.get(name))
            row.edited.connect(self.edited)
            self._column.addWidget(row)
            self.rows[name] = row
        self._none.setVisible(not self.rows)
