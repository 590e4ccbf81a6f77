"""The fields of an MCP server: how it is reached, what it needs, which tools may be used."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import reveal_value
from stigmer_desktop.ui.mcp_servers.server_trial import ServerTrial
from stigmer_desktop.ui.mcp_servers.tool_choice import ToolChoice
from stigmer_desktop.ui.mcp_servers.transport_part import TransportPart
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.field_text import NameAt, StringAt
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.resources.value_rows import ValueRows
from stigmer_desktop.ui.resources.values_part import EnvironmentValues, ValuesPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.trials import McpTrial
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.form_field import FormField


class McpServerForm(ResourceForm):
    """Name, description, transport, values, tools."""

    def __init__(
        self, around: Surroundings, environments: ResourceListModel[Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(around.theme, parent=parent)
        self._around = around
        self._server = McpServer()
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("One line, shown in lists."))
        self.transport = TransportPart(around.theme, self)
        self.values = ValueRows(
            around.theme,
            self.tr("Values that it needs"),
            self.tr(
                "The server gets them as environment variables, from the environments of the agent's "
                "instance. A value that stands here is used where none of those has it."
            ),
            self._fetch,
            with_description=True,
        )
        self.trial = ServerTrial(around, environments, self._server_to_try)
        self.tools = ToolsPart(self.trial, ToolChoice(around.theme, self.tr("Tools")))
        self.add(
            TextPart(self.name, NameAt()),
            TextPart(self.description, StringAt(McpServer, "spec.description")),
            self.transport,
            ValuesPart(self.values, "spec.env_spec.data", EnvironmentValues()),
            self.tools,
        )

    def show_resource(self, resource: Any) -> None:
        """Shows a server; what was known of another one's tools is forgotten."""
        if resource.metadata.id != self._server.metadata.id or not resource.metadata.id:
            self.tools.forget()
        self._server = resource
        super().show_resource(resource)

    def _fetch(self, name: str) -> Operation[str]:
        return reveal_value(self._around, mcp_server_id=self._server.metadata.id, name=name)

    def _server_to_try(self) -> McpServer | None:
        wrong = self.transport.check()
        if wrong is not None:
            wrong.setFocus()
            return None
        filled: McpServer = self.filled(self._server)
        return filled


class ToolsPart(QObject):
    """The trial, and below it the choice of tools that it fills."""

    edited = Signal()

    def __init__(self, trial: ServerTrial, choice: ToolChoice, parent: QObject | None = None) -> None:
        super().__init__(parent or choice)
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
        self.choice.set_chosen(resource.spec.default_enabled_tools)

    def fill(self, resource: Any) -> None:
        """Puts the choice into `resource`."""
        resource.spec.default_enabled_tools[:] = self.choice.chosen

    def check(self) -> QWidget | None:
        """Says so if no tool is marked."""
        return self.choice.check()

    def show_error(self, error: UserError) -> QWidget | None:
        """The contract has no rule for tools."""
        return None

    def _on_tried(self, trial: McpTrial) -> None:
        if not trial.problem:
            self.choice.set_offered(trial.tools)
