"""One sub-agent in the form of its agent: folded to a line, or open with its own fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.agent import SubAgent
from stigmer_desktop.ui.agents.folding_card import CardWords, FoldingCard
from stigmer_desktop.ui.agents.marked_server import OfferedServer
from stigmer_desktop.ui.agents.server_marks import ServerMarks
from stigmer_desktop.ui.agents.skill_refs_part import SkillRefsPart
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.resources.field_text import StringAt
from stigmer_desktop.ui.resources.part_group import PartGroup
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.form_field import FormField


class SubAgentCard(FoldingCard):
    """Holds one SubAgent; `removed` asks to take it away."""

    def __init__(
        self,
        around: Surroundings,
        library: Library,
        sub_agent: SubAgent,
        servers: Sequence[OfferedServer],
        parent: QWidget | None = None,
    ) -> None:
        """`servers` are the MCP servers of the agent."""
        words = CardWords(
            self.tr("Show this sub-agent"), self.tr("Fold this sub-agent"), self.tr("Remove this sub-agent")
        )
        super().__init__(around.theme, "git-branch", words, parent)
        self._sub_agent = sub_agent
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("By this the agent decides."))
        self.instructions = FormField(self.tr("Instructions"), lines=5)
        self.servers = ServerMarks(around.theme, self)
        self.servers.set_offered(servers)
        self.skills = SkillRefsPart(around, library.skills.model, "skill_refs", library.wishes, self)
        parts = PartGroup(
            [
                TextPart(self.name, StringAt(SubAgent, "name")),
                TextPart(self.description, StringAt(SubAgent, "description")),
                TextPart(self.instructions, StringAt(SubAgent, "instructions", is_long=True)),
                self.servers,
                self.skills,
            ],
            self,
        )
        self.hold(parts, sub_agent)

    @property
    def sub_agent(self) -> SubAgent:
        """What is typed now."""
        filled = SubAgent()
        filled.CopyFrom(self._sub_agent)
        self._parts.fill(filled)
        return filled

    def check(self) -> QWidget | None:
        """Says all that is wrong, and opens itself then."""
        return self._opened(self._parts.check())

    def _show_title(self) -> None:
        self._title.set_text(self.name.text.strip() or self.tr("New sub-agent"))
        self._words.set_text(self.description.text)
        self.setAccessibleName(self.tr("Sub-agent %1").replace("%1", self._title.text))
