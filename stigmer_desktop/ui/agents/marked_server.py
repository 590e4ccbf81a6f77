"""One of an agent's MCP servers in the form of a sub-agent, with the tools of it that may be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import code_font
from stigmer_desktop.ui.mcp_servers.tool_choice import ToolChoice
from stigmer_desktop.ui.mcp_servers.tool_row import ToolRow
from stigmer_desktop.ui.theme import SPACE_1, SPACE_5, Theme
from stigmer_desktop.ui.trials import McpTool


@dataclass(frozen=True)
class OfferedServer:
    """A server as the agent has it.

    Attributes:
        name: how the agent knows it.
        title: what it is called for people.
        tools: those that the agent may use, as far as one knows; None if that is not known.
        is_there: whether the agent has it still.
    """

    name: str
    title: str
    tools: tuple[McpTool, ...] | None = None
    is_there: bool = True


class MarkedServer(QWidget):
    """Tools are marked where they are known, else written with commas between them."""

    edited = Signal()

    def __init__(
        self, theme: Theme, server: OfferedServer, tools: Sequence[str] | None, parent: QWidget | None = None
    ) -> None:
        """`tools` are those that may be used, none for all; None while the server is not marked."""
        super().__init__(parent)
        self.row = ToolRow(theme, McpTool(server.title, "", False), is_offered=server.is_there)
        self.row.setAccessibleName(self.tr("MCP server %1").replace("%1", server.title))
        self.row.setChecked(tools is not None)
        self.field = QLineEdit(", ".join(tools or ()))
        self.field.setFont(code_font(12))
        self.field.setPlaceholderText(self.tr("All its tools; or their names, with commas between them"))
        self.field.setAccessibleName(self.tr("Tools of %1").replace("%1", server.title))
        self.choice = ToolChoice(theme, self.tr("Tools of %1").replace("%1", server.title))
        self.choice.set_chosen(tools or ())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.row)
        below = QVBoxLayout()
        below.setContentsMargins(SPACE_5, 0, 0, 0)
        below.addWidget(self.field)
        below.addWidget(self.choice)
        column.addLayout(below)
        self._knows = False
        self.show_server(server)
        self.row.toggled.connect(self._on_toggled)
        self.field.textChanged.connect(self.edited)
        self.choice.edited.connect(self.edited)

    @property
    def is_marked(self) -> bool:
        """Whether the sub-agent may use the server."""
        return self.row.isChecked()

    @property
    def tools(self) -> list[str]:
        """The tools that it may use; empty means all."""
        if self._knows:
            return self.choice.chosen
        return [word.strip() for word in self.field.text().split(",") if word.strip()]

    def show_server(self, server: OfferedServer) -> None:
        """Shows the tools that the server has, where one knows them by now."""
        if server.tools is not None:
            if not self._knows:
                self.choice.set_chosen(self.tools)
            self.choice.set_offered(server.tools)
            self._knows = True
        self._dress()

    def check(self) -> QWidget | None:
        """Says so where no tool at all is marked."""
        return self.choice.check() if self._knows and self.is_marked else None

    def _on_toggled(self) -> None:
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        self.field.setHidden(self._knows or not self.is_marked)
        self.choice.setHidden(not self._knows or not self.is_marked)
