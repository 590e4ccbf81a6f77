"""What the page of a new session says about who will answer, and what its examples do."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.executions.message_desk import MessageDesk
from stigmer_desktop.ui.executions.welcome import Welcome
from stigmer_desktop.ui.models.model_title import builtin_words


class WelcomeDesk(QObject):
    """Follows what is chosen in the composer."""

    def __init__(self, welcome: Welcome, desk: MessageDesk, agents: AgentListModel) -> None:
        super().__init__(welcome)
        self._welcome = welcome
        self._composer = desk.composer
        self._agents = agents
        desk.chosen.connect(self._on_chosen)
        welcome.prompt_chosen.connect(self._on_prompt_chosen)

    @Slot()
    def _on_chosen(self) -> None:
        header = self._agents.header_of(self._composer.agent.key)
        if header is not None:
            self._welcome.set_agent(header.agent.metadata.name, header.agent.spec.description)
        elif self._agents.is_loaded:
            self._welcome.set_no_agent()
        else:
            self._welcome.set_agent("", "")
        builtin = self._composer.model.effective_model == BUILTIN_MODEL
        self._welcome.set_model_words(builtin_words() if builtin else "")

    @Slot(object)
    def _on_prompt_chosen(self, prompt: str) -> None:
        self._composer.set_message(prompt)
        self._composer.text.setFocus()
