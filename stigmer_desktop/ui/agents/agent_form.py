"""The fields of an agent, each with what is wrong with it beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.ui.resources.field_text import NameAt, StringAt
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.form_field import FormField


class AgentForm(ResourceForm):
    """Name, description, instructions, model."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("One line, shown in lists."))
        self.instructions = FormField(
            self.tr("Instructions"),
            self.tr("Who the agent is and how it should work. The model reads this before anything else."),
            lines=12,
        )
        self.model = FormField(
            self.tr("Model"),
            self.tr("Empty takes the model of the settings. Otherwise builtin, or openai: and a name."),
        )
        self.add(
            TextPart(self.name, NameAt()),
            TextPart(self.description, StringAt(Agent, "spec.description")),
            TextPart(self.instructions, StringAt(Agent, "spec.instructions", is_long=True)),
            TextPart(self.model, StringAt(Agent, "spec.default_model")),
        )
