"""The fields of an agent, each with what is wrong with it beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.ui.agents.default_environments import DefaultEnvironmentsPart
from stigmer_desktop.ui.agents.mcp_servers_part import McpServersPart
from stigmer_desktop.ui.agents.model_part import ModelPart
from stigmer_desktop.ui.agents.skill_refs_part import SkillRefsPart
from stigmer_desktop.ui.agents.sub_agents_part import SubAgentsPart
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.resources.field_text import NameAt, StringAt
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.resources.value_rows import ValueRows
from stigmer_desktop.ui.resources.values_part import EnvironmentValues, ValuesPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.form_field import FormField


class AgentForm(ResourceForm):
    """Who it is, and below that what it works with."""

    def __init__(self, around: Surroundings, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(around.theme, parent=parent)
        self._agent = Agent()
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("One line, shown in lists."))
        self.instructions = FormField(
            self.tr("Instructions"),
            self.tr("Who the agent is and how it should work. The model reads this before anything else."),
            lines=12,
        )
        self.model = ModelPart(around, self)
        self.add(
            TextPart(self.name, NameAt()),
            TextPart(self.description, StringAt(Agent, "spec.description")),
            TextPart(self.instructions, StringAt(Agent, "spec.instructions", is_long=True)),
            self.model,
        )
        self.skills = SkillRefsPart(around, library.skills.model, "spec.skill_refs", library.wishes, self)
        self.servers = McpServersPart(around, library, self._typed_agent, self)
        self.values = ValueRows(
            around.theme,
            self.tr("Values that it needs"),
            self.tr(
                "Its tools get them as environment variables, from the environments of its instance. "
                "A value that stands here is used where none of those has it."
            ),
            with_description=True,
        )
        self.sub_agents = SubAgentsPart(around, library, self.servers, self)
        self.environments = DefaultEnvironmentsPart(around.theme, library, self)
        self.add_section(self.tr("What it works with"))
        self.add(
            self.skills,
            self.servers,
            self.sub_agents,
            self.environments,
            ValuesPart(self.values, "spec.env_spec.data", EnvironmentValues()),
        )

    def show_resource(self, resource: Any) -> None:
        """Shows an agent."""
        self._agent = resource
        super().show_resource(resource)

    def _typed_agent(self) -> Agent:
        filled: Agent = self.filled(self._agent)
        return filled
