"""What the page of a new session says about who will answer, and what its examples do."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.executions.example_prompts import does_work, examples_for
from stigmer_desktop.ui.executions.message_desk import MessageDesk
from stigmer_desktop.ui.executions.welcome import Welcome
from stigmer_desktop.ui.models.model_title import builtin_words
from stigmer_desktop.ui.session_pane import Surroundings


class WelcomeDesk(QObject):
    """Follows what is chosen in the composer."""

    def __init__(self, welcome: Welcome, desk: MessageDesk, around: Surroundings) -> None:
        super().__init__(welcome)
        self._around = around
        # Whether an agent works with tools, by its id and revision.
        self._works: dict[tuple[str, int], bool] = {}
        self._asked: tuple[str, int] | None = None
        self._welcome = welcome
        self._composer = desk.composer
        self._agents = around.agents
        desk.chosen.connect(self._on_chosen)
        welcome.prompt_chosen.connect(self._on_prompt_chosen)

    @Slot()
    def _on_chosen(self) -> None:
        header = self._agents.header_of(self._composer.agent.key)
        if header is not None:
            self._welcome.set_agent(header.agent.metadata.name, header.agent.spec.description)
            self._show_examples(header)
        elif self._agents.is_loaded:
            self._welcome.set_no_agent()
        else:
            self._welcome.set_agent("", "")
        builtin = self._composer.model.effective_model == BUILTIN_MODEL
        self._welcome.set_model_words(builtin_words() if builtin else "")

    def _show_examples(self, header: AgentHeader) -> None:
        metadata = header.agent.metadata
        known = (metadata.id, header.revision)
        self._welcome.set_examples(examples_for(metadata.slug, works=self._works.get(known, False)))
        if known in self._works or known == self._asked:
            return
        self._asked = known

        async def work() -> bool:
            return does_work(await self._around.client.agent_query.get(AgentId(value=metadata.id)))

        def came(works: bool) -> None:
            self._works[known] = works
            self._on_chosen()

        # Without an answer the examples are those for talk.
        self._around.scope.start(work()).on_success(came).on_failure(lambda _: None)

    @Slot(object)
    def _on_prompt_chosen(self, prompt: str) -> None:
        self._composer.set_message(prompt)
        self._composer.text.setFocus()
