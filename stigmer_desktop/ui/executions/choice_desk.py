"""What is chosen for a message: agent, model, approval mode and folder."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.open_draft import OpenDraft
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.choice_button import Choice

# Among how many sessions it is looked for folders to offer.
_LOOKED_AT = 200


class ChoiceDesk(QObject):
    """Keeps the composer's choices in the draft.

    `agent_chosen` comes when the user chose another agent, `chosen` whenever what holds was shown anew.
    """

    agent_chosen = Signal()
    chosen = Signal()

    def __init__(
        self,
        around: Surroundings,
        composer: Composer,
        operations: ExecutionOperations,
        model: ExecutionModel,
        open_draft: OpenDraft,
    ) -> None:
        super().__init__(composer)
        self._around = around
        self._composer = composer
        self._operations = operations
        self._model = model
        self._open = open_draft
        composer.agent_chosen.connect(self._on_agent_chosen)
        composer.model.model_chosen.connect(self._on_model_chosen)
        composer.approval.mode_chosen.connect(self._on_approval_chosen)
        composer.folder.folder_chosen.connect(self._on_folder_chosen)
        composer.folder.set_recent(self._folders)

    def _folders(self) -> list[str]:
        headers = self._around.sessions.newest(_LOOKED_AT)
        return [header.session.spec.workspace_folder for header in headers]

    def show_agents(self) -> None:
        """Offers the agents that there are now."""
        draft, composer = self._open.draft, self._composer
        own = self._open.header.agent_id if self._open.header is not None else ""
        chosen = draft.agent_id or own if self._open.key else self._open.book.agent_id or composer.agent.key
        agents = [
            Choice(header.agent.metadata.id, header.agent.metadata.name, header.agent.spec.description)
            for header in self._around.agents.headers
        ]
        composer.set_agents(agents, chosen)
        may_choose = not self._open.key or self._open.is_again
        composer.agent.setVisible(bool(agents) and may_choose)
        self.show()

    def show(self) -> None:
        """Shows model, approval mode and folder: as chosen, else as the last message had them."""
        composer, draft = self._composer, self._open.draft
        agent = self._around.agents.header_of(self.agent_id)
        of_agent = agent.agent.spec.default_model if agent is not None else ""
        composer.model.set_default(of_agent or self._around.settings.current.model)
        shown = self._model.snapshots() if self._open.key else []
        last = shown[-1].spec.execution_config if shown else None
        model = draft.model if draft.model is not None else last.model_name if last else ""
        composer.model.set_model(model)
        composer.approval.set_default(agent.agent.spec.approval_mode if agent is not None else 0)
        mode = draft.approval if draft.approval is not None else last.approval_mode if last else 0
        composer.approval.set_mode(mode)
        header = self._open.header
        folder = header.session.spec.workspace_folder if header is not None else draft.workspace
        composer.folder.set_folder(folder)
        self.chosen.emit()

    @property
    def agent_id(self) -> str:
        """Who is to answer."""
        if self._open.key and self._open.header is not None and not self._open.draft.agent_id:
            return self._open.header.agent_id
        return self._open.draft.agent_id or self._composer.agent.key

    # What the user chooses

    @Slot(object)
    def _on_agent_chosen(self, agent_id: str) -> None:
        if self._open.key:
            self._open.change(agent_id=agent_id)
        else:
            self._open.book.agent_id = agent_id
        self.agent_chosen.emit()
        self.show()

    @Slot(object)
    def _on_model_chosen(self, model: str) -> None:
        self._open.change(model=model)
        self.show()

    @Slot(object)
    def _on_approval_chosen(self, mode: int) -> None:
        self._open.change(approval=mode)

    @Slot(object)
    def _on_folder_chosen(self, folder: str) -> None:
        if not self._open.key:
            self._open.change(workspace=folder)
            self.show()
            return
        operation = self._operations.set_workspace(session_id=self._open.key, folder=folder)
        # Until the list says so by itself, and again after a failure, what holds is the header's.
        operation.on_end(self.show)
