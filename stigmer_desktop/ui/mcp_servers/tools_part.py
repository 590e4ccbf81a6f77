"""The part of a form that tries an MCP server and chooses among the tools it has."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.mcp_servers.server_trial import ServerTrial
from stigmer_desktop.ui.mcp_servers.tool_choice import ToolChoice
from stigmer_desktop.ui.resources.field_text import value_at
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.trials import McpTrial
from stigmer_desktop.ui.user_error import UserError


class ToolsPart(QObject):
    """The trial, and below it the choice of tools that it fills."""

    edited = Signal()

    def __init__(
        self, trial: ServerTrial, choice: ToolChoice, path: str, parent: QObject | None = None
    ) -> None:
        """`path` is where the names of the tools stand in a resource."""
        super().__init__(parent or choice)
        self._path = path
        self._trial = trial
        self.choice = choice
        self._widget = QWidget()
        label = QLabel(self.tr("Tools"))
        label.setFont(text_font(12, MEDIUM))
        column = QVBoxLayout(self._widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(label)
        column.addWidget(trial)
        column.addWidget(choice)
        choice.edited.connect(self.edited)
        trial.tried.connect(self._on_tried)

    @property
    def widget(self) -> QWidget:
        return self._widget

    def forget(self) -> None:
        """Shows nothing that a trial has told."""
        self._trial.forget()
        self.choice.set_offered(None)

    def show(self, resource: Any) -> None:
        """Shows which tools may be used."""
        self.choice.set_chosen(value_at(resource, self._path))

    def fill(self, resource: Any) -> None:
        """Puts the choice into `resource`."""
        value_at(resource, self._path)[:] = self.choice.chosen

    def check(self) -> QWidget | None:
        """Says so if no tool is marked."""
        return self.choice.check()

    def show_error(self, error: UserError) -> QWidget | None:
        """The contract has no rule for tools."""
        return None

    def _on_tried(self, trial: McpTrial) -> None:
        if not trial.problem:
            self.choice.set_offered(trial.tools)
