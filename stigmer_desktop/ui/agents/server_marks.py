"""Which of its agent's MCP servers a sub-agent may use, and which tools of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, code_font, text_font
from stigmer_desktop.ui.mcp_servers.tool_row import ToolRow
from stigmer_desktop.ui.theme import SPACE_1, Theme
from stigmer_desktop.ui.trials import McpTool
from stigmer_desktop.ui.user_error import UserError


class ServerMarks(QObject):
    """A part of a sub-agent's form. A server that the agent does not have any more stays, until unmarked."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: list[str] = []
        self.rows: dict[str, tuple[ToolRow, QLineEdit]] = {}
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

    def set_names(self, names: Sequence[str]) -> None:
        """Offers the servers that the agent has now."""
        self._names = list(names)
        marked = {name: field.text() for name, (row, field) in self.rows.items() if row.isChecked()}
        self._build(marked)

    def rename(self, before: str, after: str) -> None:
        """What is marked under one name is marked under the other from now on."""
        marked = {
            after if name == before else name: field.text()
            for name, (row, field) in self.rows.items()
            if row.isChecked()
        }
        self._build(marked)

    def show(self, resource: Any) -> None:
        """Shows what a sub-agent may use."""
        tools = resource.mcp_tool_selections
        self._build(
            {
                name: ", ".join(tools[name].enabled_tools) if name in tools else ""
                for name in resource.mcp_servers
            }
        )

    def fill(self, resource: Any) -> None:
        """Puts what is marked into a sub-agent."""
        marked = [name for name, (row, _) in self.rows.items() if row.isChecked()]
        kept = [name for name in resource.mcp_servers if name in marked]
        resource.mcp_servers[:] = [*kept, *(name for name in marked if name not in kept)]
        resource.mcp_tool_selections.clear()
        for name in marked:
            tools = [word.strip() for word in self.rows[name][1].text().split(",") if word.strip()]
            if tools:
                resource.mcp_tool_selections[name].enabled_tools.extend(tools)

    def check(self) -> QWidget | None:
        """Any choice will do."""
        return None

    def show_error(self, error: UserError) -> QWidget | None:
        """The contract has no rule for these."""
        return None

    def _build(self, marked: Mapping[str, str]) -> None:
        for row, field in self.rows.values():
            for widget in (row, field):
                self._column.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        for name in dict.fromkeys([*self._names, *marked]):
            is_known = name in self._names
            row = ToolRow(self._theme, McpTool(name, "", False), is_offered=is_known)
            row.setAccessibleName(self.tr("MCP server %1").replace("%1", name))
            field = QLineEdit(marked.get(name, ""))
            field.setFont(code_font(12))
            field.setPlaceholderText(self.tr("All its tools; or their names, with commas between them"))
            field.setAccessibleName(self.tr("Tools of %1").replace("%1", name))
            field.setVisible(name in marked)
            row.setChecked(name in marked)
            row.toggled.connect(field.setVisible)
            row.toggled.connect(self.edited)
            field.textChanged.connect(self.edited)
            self._column.addWidget(row)
            self._column.addWidget(field)
            self.rows[name] = (row, field)
        self._none.setVisible(not self.rows)
