"""The last of the first steps: a sample agent, and a message to it that is written already."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QVBoxLayout, QWidget

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.models.source_option import SourceOption
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.theme import SPACE_3

_LINES = 3
_ASSISTANT, _NOTE_KEEPER, _REPOSITORY_HELPER = "assistant", "note-keeper", "repository-helper"


class MessageStep(QWidget):
    """`changed` comes when what could be sent has changed."""

    changed = Signal()

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._group = QButtonGroup(self)
        self.options: dict[str, SourceOption] = {}
        self._prompts = {
            _ASSISTANT: self.tr("Hello! Tell me in two sentences what an agent is."),
            _NOTE_KEEPER: self.tr("Start a note called groceries with milk, bread and apples."),
            _REPOSITORY_HELPER: self.tr("List what lies in this folder, and tell me what it is about."),
        }
        self._card = Section("")
        self.text = QPlainTextEdit()
        self.text.setFont(text_font(14))
        self.text.setProperty("kind", "field")
        self.text.setAccessibleName(self.tr("Message"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 18)
        self.text.textChanged.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self._card)
        column.addWidget(self.text)
        agents = around.agents
        for signal in (agents.loaded, agents.rowsInserted, agents.dataChanged, agents.modelReset):
            signal.connect(self._show_agents)
        around.settings.changed.connect(self._show_notes)
        self._show_agents()

    @property
    def agent_id(self) -> str:
        """The id of the agent that is chosen; empty while there is none."""
        return next((each for each, option in self.options.items() if option.isChecked()), "")

    @property
    def message(self) -> str:
        """What is to be sent."""
        return self.text.toPlainText().strip()

    @Slot()
    def _show_agents(self) -> None:
        for header in self._samples():
            agent = header.agent
            if agent.metadata.id in self.options:
                continue
            option = SourceOption(self._around.theme, agent.metadata.name, first=not self.options)
            option.clicked.connect(lambda _=False, slug=agent.metadata.slug: self._write(slug))
            self._group.addButton(option)
            self.options[agent.metadata.id] = option
            self._card.add_wide(option)
            if len(self.options) == 1:
                option.setChecked(True)
                self._write(agent.metadata.slug)
        self._show_notes()
        self.changed.emit()

    @Slot()
    def _show_notes(self) -> None:
        builtin = self._around.settings.current.model == BUILTIN_MODEL
        for header in self._samples():
            agent = header.agent
            option = self.options.get(agent.metadata.id)
            if option is None:
                continue
            if builtin and agent.metadata.slug != _ASSISTANT:
                words = self.tr("Needs a model that can use tools; the built-in one cannot.")
                option.set_note(words, "waiting")
            else:
                option.set_note(agent.spec.description)

    def _samples(self) -> list[AgentHeader]:
        by_slug = {header.agent.metadata.slug: header for header in self._around.agents.headers}
        return [by_slug[slug] for slug in self._prompts if slug in by_slug]

    def _write(self, slug: str) -> None:
        if not self.message or self.message in self._prompts.values():
            self.text.setPlainText(self._prompts[slug])
