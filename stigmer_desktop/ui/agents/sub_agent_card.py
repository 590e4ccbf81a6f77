"""One sub-agent in the form of its agent: folded to a line, or open with its own fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.api.agent import SubAgent
from stigmer_desktop.ui.agents.marked_server import OfferedServer
from stigmer_desktop.ui.agents.server_marks import ServerMarks
from stigmer_desktop.ui.agents.skill_refs_part import SkillRefsPart
from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.library import Library
from stigmer_desktop.ui.resources.field_text import StringAt
from stigmer_desktop.ui.resources.part_group import PartGroup
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel


class SubAgentCard(QFrame):
    """Holds one SubAgent; `removed` asks to take it away."""

    edited = Signal()
    removed = Signal()

    def __init__(
        self,
        around: Surroundings,
        library: Library,
        sub_agent: SubAgent,
        servers: Sequence[OfferedServer],
        parent: QWidget | None = None,
    ) -> None:
        """`servers` are the MCP servers of the agent."""
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._sub_agent = sub_agent
        self.name = FormField(self.tr("Name"))
        self.description = FormField(self.tr("Description"), self.tr("By this the agent decides."))
        self.instructions = FormField(self.tr("Instructions"), lines=5)
        self.servers = ServerMarks(around.theme, self)
        self.servers.set_offered(servers)
        self.skills = SkillRefsPart(around, library.skills.model, "skill_refs", library.wishes, self)
        self._parts = PartGroup(
            [
                TextPart(self.name, StringAt(SubAgent, "name")),
                TextPart(self.description, StringAt(SubAgent, "description")),
                TextPart(self.instructions, StringAt(SubAgent, "instructions", is_long=True)),
                self.servers,
                self.skills,
            ],
            self,
        )
        self._parts.show(sub_agent)
        self._parts.edited.connect(self._on_edited)
        self._title = ElidedLabel(around.theme, text_font(13, MEDIUM))
        self._words = ElidedLabel(around.theme, text_font(12), "second_text")
        self.fold = IconButton(around.theme, "caret-right", self.tr("Show this sub-agent"), size=15)
        self.fold.clicked.connect(lambda: self.set_open(not self.is_open))
        self.remove = IconButton(around.theme, "x", self.tr("Remove this sub-agent"), size=15)
        self.remove.clicked.connect(self.removed)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.fold)
        line.addWidget(IconLabel(around.theme, "git-branch", "accent", 17))
        line.addWidget(self._title)
        line.addWidget(self._words, 1)
        line.addWidget(self.remove)
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_3)
        inner.addWidget(self._parts.widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_4 // 2)
        column.addLayout(line)
        column.addWidget(self._body)
        self.set_open(False)
        self._show_title()

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown."""
        return not self._body.isHidden()

    @property
    def sub_agent(self) -> SubAgent:
        """What is typed now."""
        filled = SubAgent()
        filled.CopyFrom(self._sub_agent)
        self._parts.fill(filled)
        return filled

    def set_open(self, is_open: bool) -> None:
        """Shows or folds its fields."""
        self._body.setVisible(is_open)
        self.fold.set_icon_name("caret-down" if is_open else "caret-right")
        self.fold.set_label(self.tr("Fold this sub-agent") if is_open else self.tr("Show this sub-agent"))

    def check(self) -> QWidget | None:
        """Says all that is wrong, and opens itself then."""
        return self._opened(self._parts.check())

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against it, and opens itself then."""
        return self._opened(self._parts.show_error(error))

    def _opened(self, wrong: QWidget | None) -> QWidget | None:
        if wrong is not None:
            self.set_open(True)
        return wrong

    def _on_edited(self) -> None:
        self._show_title()
        self.edited.emit()

    def _show_title(self) -> None:
        self._title.set_text(self.name.text.strip() or self.tr("New sub-agent"))
        self._words.set_text(self.description.text)
        self.setAccessibleName(self.tr("Sub-agent %1").replace("%1", self._title.text))
