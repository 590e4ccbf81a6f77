"""What stands in the composer of each session, and what Send does with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.client import ConnectionPhase
from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.composer_chips import Chip
from stigmer_desktop.ui.executions.draft_book import Draft, DraftBook, Intent, IntentKind
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.order import GivenPath, Order, given_paths, order_of, words_of_left_out
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.menu import Menu

_WORDS = 60


class MessageDesk(QObject):
    """Fills a composer from its book of drafts.

    `sent` carries the session in whose composer the message stood (empty for a new one) and the
    execution that the server made of it; `changed` the execution whose queued message was changed.
    `chosen` comes when another agent or model was chosen.
    """

    sent = Signal(object, object)
    changed = Signal(object)
    chosen = Signal()

    def __init__(
        self,
        around: Surroundings,
        composer: Composer,
        operations: ExecutionOperations,
        model: ExecutionModel,
    ) -> None:
        super().__init__(composer)
        self._around = around
        self._operations = operations
        self._model = model
        self._key = ""
        self._header: SessionHeader | None = None
        self.composer = composer
        self.drafts = DraftBook()
        composer.send_requested.connect(self.send)
        composer.paths_given.connect(self._on_paths_given)
        composer.agent_chosen.connect(self._on_agent_chosen)
        composer.model.model_chosen.connect(self._on_model_chosen)
        composer.approval.mode_chosen.connect(self._on_approval_chosen)
        composer.folder.folder_chosen.connect(self._on_folder_chosen)

    @property
    def _draft(self) -> Draft:
        return self.drafts.draft(self._key)

    # What the pane says

    def keep(self) -> None:
        """Remembers what is written, before another session is shown."""
        self.drafts.keep(self._key, self.composer.message)

    def show(self, key: str, header: SessionHeader | None, *, focus: bool = True) -> None:
        """Shows the draft of a session; an empty key is a session that is about to begin."""
        self._key, self._header = key, header
        composer, draft = self.composer, self._draft
        composer.stop_waiting()
        composer.show()
        if composer.message != draft.text:
            composer.set_message(draft.text)
        composer.set_under_way(draft.under_way)
        composer.show_error(draft.error)
        composer.set_placeholder(
            self.tr("Reply, or ask for something else") if key else self.tr("Ask the agent something")
        )
        editing = draft.intent is not None and draft.intent.kind is IntentKind.EDIT
        again = draft.intent is not None and draft.intent.kind is IntentKind.AGAIN
        words = self.tr("Save") if editing else self.tr("Run again") if again else ""
        composer.set_send_words(words)
        self._show_chips()
        self.show_agents()
        self.show_obstacle()
        if focus:
            composer.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_header(self, header: SessionHeader | None) -> None:
        """The session's header is known now, or has changed."""
        self._header = header
        self.show_choices()

    def show_agents(self) -> None:
        """Offers the agents that there are now."""
        draft, composer = self._draft, self.composer
        own = self._header.agent_id if self._header is not None else ""
        chosen = draft.agent_id or own if self._key else self.drafts.agent_id or composer.agent.key
        agents = [
            Choice(header.agent.metadata.id, header.agent.metadata.name, header.agent.spec.description)
            for header in self._around.agents.headers
        ]
        composer.set_agents(agents, chosen)
        may_choose = not self._key or (draft.intent is not None and draft.intent.kind is IntentKind.AGAIN)
        composer.agent.setVisible(bool(agents) and may_choose)
        self.show_choices()

    def show_obstacle(self) -> None:
        """Says what keeps a message from being sent, if anything does."""
        state = self._around.client.state
        if state.phase is ConnectionPhase.LOST:
            self.composer.set_obstacle(state.sentence)
        elif state.phase is not ConnectionPhase.CONNECTED:
            self.composer.set_obstacle(self.tr("The server is still starting."), passes=True)
        elif self._key or self._around.agents.header_of(self.composer.agent.key) is not None:
            self.composer.set_obstacle("")
        elif not self._around.agents.is_loaded:
            self.composer.set_obstacle(self.tr("The agents are still being loaded."), passes=True)
        else:
            self.composer.set_obstacle(self.tr("There is no agent to ask."))

    def show_choices(self) -> None:
        """Shows model, approval mode and folder: as chosen, else as the last message had them."""
        composer, draft = self.composer, self._draft
        agent = self._around.agents.header_of(self._agent_id())
        of_agent = agent.agent.spec.default_model if agent is not None else ""
        composer.model.set_default(of_agent or self._around.settings.current.model)
        shown = self._model.snapshots() if self._key else []
        last = shown[-1].spec.execution_config if shown else None
        model = draft.model if draft.model is not None else last.model_name if last else ""
        composer.model.set_model(model)
        composer.approval.set_default(agent.agent.spec.approval_mode if agent is not None else 0)
        mode = draft.approval if draft.approval is not None else last.approval_mode if last else 0
        composer.approval.set_mode(mode)
        header = self._header
        folder = header.session.spec.workspace_folder if header is not None else draft.workspace
        composer.folder.set_folder(folder)
        self.chosen.emit()

    # Intents

    def edit(self, execution: AgentExecution) -> None:
        """Lets the user change a message that still waits."""
        self._begin(IntentKind.EDIT, execution)

    def run_again(self, execution: AgentExecution) -> None:
        """Lets the user repeat an execution with changes."""
        self._begin(IntentKind.AGAIN, execution)

    def _begin(self, kind: IntentKind, execution: AgentExecution) -> None:
        self.keep()
        config = execution.spec.execution_config
        words = " ".join(execution.spec.message.split())
        draft = Draft(
            text=execution.spec.message,
            attachments=given_paths(execution),
            intent=Intent(kind, execution.metadata.id, words[:_WORDS]),
            model=config.model_name,
            approval=config.approval_mode,
        )
        self.drafts.begin_intent(self._key, draft)
        self.show(self._key, self._header)

    def leave_intent(self) -> bool:
        """Leaves what was begun to be changed or repeated as it was; False if there was nothing."""
        if self._draft.intent is None:
            return False
        self._end_intent()
        return True

    def _end_intent(self) -> None:
        self.drafts.end_intent(self._key)
        self.show(self._key, self._header)

    def repeat(self, execution: AgentExecution) -> None:
        """Asks the same again, as it was asked."""
        key = self._key
        operation = self._operations.send(order=order_of(execution))
        operation.on_success(lambda made: self.sent.emit(key, made))

    # Sending

    @Slot(object)
    def send(self, message: str) -> None:
        """Sends a message in the session that is shown, with what stands in the composer."""
        key = self._key
        self.keep()
        order = self._order(message)
        intent = self._draft.intent
        self.drafts.begin(key)
        self.composer.set_under_way(True)

        def done(execution: AgentExecution) -> None:
            self._keep_typed(key)
            self.drafts.sent(key, message)
            if intent is not None and intent.kind is IntentKind.EDIT:
                self.changed.emit(execution)
            else:
                self.sent.emit(key, execution)
            if self._key == key:
                self.show(key, self._header, focus=False)

        def failed(error: UserError) -> None:
            self._keep_typed(key)
            self.drafts.failed(key, error.sentence)
            if self._key == key:
                self.show(key, self._header, focus=False)

        if intent is not None and intent.kind is IntentKind.EDIT:
            operation = self._operations.change_queued(execution_id=intent.execution_id, order=order)
        else:
            operation = self._operations.send(order=order)
        operation.on_success(done).on_failure(failed)

    def _order(self, message: str) -> Order:
        draft, composer = self._draft, self.composer
        intent = draft.intent
        order = Order(
            message=message,
            session_id=self._key,
            agent_id=self._agent_id(),
            model=composer.model.model,
            approval_mode=composer.approval.mode,
            workspace_folder="" if self._key else draft.workspace,
            attachments=draft.attachments,
        )
        if intent is None or intent.kind is IntentKind.EDIT:
            return order
        order = replace(order, again_of=intent.execution_id)
        if self._header is None or self._agent_id() == self._header.agent_id:
            return order
        # A session belongs to one agent: another one answers in a session of its own.
        folder = self._header.session.spec.workspace_folder
        return replace(order, session_id="", workspace_folder=folder)

    def _agent_id(self) -> str:
        if self._key and self._header is not None and not self._draft.agent_id:
            return self._header.agent_id
        return self._draft.agent_id or self.composer.agent.key

    def _keep_typed(self, key: str) -> None:
        """One may go on writing while a message is on its way."""
        if self._key == key:
            self.drafts.keep(key, self.composer.message)

    # What the user chooses

    @Slot(object)
    def _on_agent_chosen(self, agent_id: str) -> None:
        if self._key:
            self.drafts.change(self._key, agent_id=agent_id)
        else:
            self.drafts.agent_id = agent_id
        self.show_obstacle()
        self.show_choices()

    @Slot(object)
    def _on_model_chosen(self, model: str) -> None:
        self.drafts.change(self._key, model=model)
        self.show_choices()

    @Slot(object)
    def _on_approval_chosen(self, mode: int) -> None:
        self.drafts.change(self._key, approval=mode)

    @Slot(object)
    def _on_folder_chosen(self, folder: str) -> None:
        if not self._key:
            self.drafts.change("", workspace=folder)
            self.show_choices()
            return
        operation = self._operations.set_workspace(session_id=self._key, folder=folder)
        # Until the list says so by itself, and again after a failure, what holds is the header's.
        operation.on_end(self.show_choices)

    @Slot(object, object)
    def _on_paths_given(self, paths: list[str], position: QPoint | None) -> None:
        key = self._key

        def looked_at(found: list[GivenPath]) -> None:
            if key != self._key:
                return
            self.composer.show_error(words_of_left_out(paths, found))
            found = [path for path in found if path.is_readable]
            if position is not None and not key and len(found) == 1 and found[0].is_folder:
                self.menu_for_folder(found[0]).popup(position)
            else:
                self.give(found)

        self._operations.look_at(paths=paths).on_success(looked_at)

    def menu_for_folder(self, folder: GivenPath) -> Menu:
        """Asks what a folder is for that was dropped on a session that is about to begin."""
        menu = Menu(self.composer)
        color = self._around.theme.tokens.second_text
        work = menu.addAction(icon("folder", color, 15), self.tr("Work in this folder"))
        work.triggered.connect(lambda _=False: self.composer.folder.choose(folder.path))
        attach = menu.addAction(icon("paperclip", color, 15), self.tr("Attach it to the message"))
        attach.triggered.connect(lambda _=False: self.give([folder]))
        return menu

    def give(self, paths: list[GivenPath]) -> None:
        """Lets these go along with the message, each once."""
        known = self._draft.attachments
        fresh = [path for path in paths if path not in known]
        self.drafts.change(self._key, attachments=(*known, *dict.fromkeys(fresh)))
        self._show_chips()

    def _take_away(self, path: GivenPath) -> None:
        left = tuple(each for each in self._draft.attachments if each != path)
        self.drafts.change(self._key, attachments=left)
        self._show_chips()

    def _show_chips(self) -> None:
        draft = self._draft
        chips = []
        if draft.intent is not None:
            editing = draft.intent.kind is IntentKind.EDIT
            words = self.tr("Editing the queued message") if editing else self.tr("Run again with changes")
            chips.append(
                Chip(
                    "pencil-simple" if editing else "arrows-clockwise",
                    words,
                    self._end_intent,
                    self.tr("Leave it as it was"),
                    draft.intent.words,
                    strong=True,
                )
            )
        for path in draft.attachments:
            name = f"{path.name}/" if path.is_folder else path.name
            remove = self.tr("Remove %1").replace("%1", name)
            chips.append(
                Chip(
                    "folder" if path.is_folder else "file-text",
                    name,
                    partial(self._take_away, path),
                    remove,
                    path.path,
                )
            )
        self.composer.chips.set_chips(chips)
