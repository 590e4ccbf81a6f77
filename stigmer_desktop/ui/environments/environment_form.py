"""The fields of an environment: what it is called, and its values."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.environment import Environment
from stigmer_desktop.ui.environments.environment_shelf import reveal_value
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.field_text import NameAt, StringAt
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.resources.value_rows import ValueRows
from stigmer_desktop.ui.resources.values_part import EnvironmentValues, ValuesPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.form_field import FormField


class EnvironmentForm(ResourceForm):
    """Name, description, values."""

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around.theme, parent=parent)
        self._around = around
        self._environment_id = ""
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("One line, shown in lists."))
        self.values = ValueRows(
            around.theme,
            self.tr("Values"),
            self.tr(
                "The tools and MCP servers of an agent get them as environment variables. "
                "A secret value is stored encrypted and shown as dots."
            ),
            self._fetch,
        )
        self.add(
            TextPart(self.name, NameAt()),
            TextPart(self.description, StringAt(Environment, "spec.description")),
            ValuesPart(self.values, "spec.data", EnvironmentValues()),
        )

    def show_resource(self, resource: Any) -> None:
        """Shows an environment."""
        self._environment_id = resource.metadata.id
        super().show_resource(resource)

    def _fetch(self, name: str) -> Operation[str]:
        return reveal_value(self._around, environment_id=self._environment_id, name=name)
