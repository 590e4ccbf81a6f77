"""The fields of an MCP server: how it is reached, what it needs, which tools may be used."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import reveal_value
from stigmer_desktop.ui.mcp_servers.server_to_try import ServerToTry, stored_server
from stigmer_desktop.ui.mcp_servers.server_trial import ServerTrial
from stigmer_desktop.ui.mcp_servers.tool_choice import ToolChoice
from stigmer_desktop.ui.mcp_servers.tools_part import ToolsPart
from stigmer_desktop.ui.mcp_servers.transport_part import HTTP, STDIO, TransportPart
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.field_text import NameAt, StringAt
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.resources.value_rows import ValueRows
from stigmer_desktop.ui.resources.values_part import EnvironmentValues, ValuesPart
from stigmer_desktop.ui.session_pane import Surroundings
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
        self.transport = TransportPart(around.theme, parent=self)
        self.values = ValueRows(
            around.theme,
            self.tr("Values that it needs"),
            self._words_of_values(STDIO),
            self._fetch,
            with_description=True,
        )
        self.trial = ServerTrial(around, environments, self._server_to_try)
        self.tools = ToolsPart(
            self.trial, ToolChoice(around.theme, self.tr("Tools")), "spec.default_enabled_tools"
        )
        self.transport.way_shown.connect(self._on_way_shown)
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

    def _on_way_shown(self, key: str) -> None:
        self.values.set_help(self._words_of_values(key))
        self.trial.set_web(key == HTTP)

    def _words_of_values(self, way: str) -> str:
        if way == HTTP:
            return self.tr(
                "They take the place of ${NAME} in the address, the headers and the query, from the "
                "environments of the agent's instance. A value that stands here is used where none of those "
                "has it."
            )
        return self.tr(
            "The server gets them as environment variables, from the environments of the agent's "
            "instance. A value that stands here is used where none of those has it."
        )

    def _fetch(self, name: str) -> Operation[str]:
        return reveal_value(self._around, mcp_server_id=self._server.metadata.id, name=name)

    def _server_to_try(self) -> ServerToTry | None:
        wrong = self.transport.check()
        if wrong is not None:
            wrong.setFocus()
            return None
        return stored_server(self._around.client, self.filled(self._server))
