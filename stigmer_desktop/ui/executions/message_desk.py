"""What stands in the composer of each session, and what Send does with it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.client import ConnectionPhase
from stigmer_desktop.ui.executions.choice_desk import ChoiceDesk
from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.draft_book import Draft, DraftBook, Intent, IntentKind
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.given_desk import GivenDesk
from stigmer_desktop.ui.executions.open_draft import OpenDraft
from stigmer_desktop.ui.executions.order import Order, given_paths, order_of
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.user_error import UserError

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
        self.composer = composer
        self.drafts = DraftBook()
        self.open = OpenDraft(self.drafts)
        self.choices = ChoiceDesk(around, composer, operations, model, self.open)
        self.given = GivenDesk(around.theme, composer, operations, self.open)
        composer.send_requested.connect(self.send)
        self.choices.chosen.connect(self.chosen)
        self.choices.agent_chosen.connect(self.show_obstacle)
        self.given.intent_left.connect(self._end_intent)

    # What the pane says

    def keep(self) -> None:
        """Remembers what is written, before another session is shown."""
        self.drafts.keep(self.open.key, self.composer.message)

    def show(self, key: str, header: SessionHeader | None, *, focus: bool = True) -> None:
        """Shows the draft of a session; an empty key is a session that is about to begin."""
        self.open.key, self.open.header = key, header
        composer, draft = self.composer, self.open.draft
        composer.stop_waiting()
        composer.show()
        if composer.message != draft.text:
            composer.set_message(draft.text)
        composer.set_under_way(draft.under_way)
        composer.show_error(draft.error)
        composer.set_placeholder(
            self.tr("Reply, or ask for something else") if key else self.tr("Ask the agent something")
        )
        words = self.tr("Save") if self.open.is_edit else self.tr("Run again") if self.open.is_again else ""
        composer.set_send_words(words)
        self.given.show()
        self.show_agents()
        self.show_obstacle()
        if focus:
            composer.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_header(self, header: SessionHeader | None) -> None:
        """The session's header is known now, or has changed."""
        self.open.header = header
        self.show_choices()

    def show_agents(self) -> None:
        """Offers the agents that there are now."""
        self.choices.show_agents()

    def show_choices(self) -> None:
        """Shows model, approval mode and folder: as chosen, else as the last message had them."""
        self.choices.show()

    @Slot()
    def show_obstacle(self) -> None:
        """Says what keeps a message from being sent, if anything does."""
        state = self._around.client.state
        if state.phase is ConnectionPhase.LOST:
            self.composer.set_obstacle(state.sentence)
        elif state.phase is not ConnectionPhase.CONNECTED:
            self.composer.set_obstacle(self.tr("The server is still starting."), passes=True)
        elif self.open.key or self._around.agents.header_of(self.composer.agent.key) is not None:
            self.composer.set_obstacle("")
        elif not self._around.agents.is_loaded:
            self.composer.set_obstacle(self.tr("The agents are still being loaded."), passes=True)
        else:
            self.composer.set_obstacle(self.tr("There is no agent to ask."))

    # Intents

    def edit(self, execution: AgentExecution) -> None:
        """Lets the user change a message that still waits."""
        self._begin(IntentKind.EDIT, execution)

    def run_again(self, execution: AgentExecution) -> None:
        """Lets the user repeat an execution with changes."""
        self._begin(IntentKind.AGAIN, execution)

    def run_with_other_model(self, execution: AgentExecution) -> None:
        """Lets the user repeat an execution, and asks at once with which model."""
        self.run_again(execution)
        # Once the composer has its room again, or the menu would open beside the button.
        QTimer.singleShot(0, self.composer.model, self.composer.model.click)

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
        self.drafts.begin_intent(self.open.key, draft)
        self.show(self.open.key, self.open.header)

    def leave_intent(self) -> bool:
        """Leaves what was begun to be changed or repeated as it was; False if there was nothing."""
        if self.open.draft.intent is None:
            return False
        self._end_intent()
        return True

    @Slot()
    def _end_intent(self) -> None:
        self.drafts.end_intent(self.open.key)
        self.show(self.open.key, self.open.header)

    def repeat(self, execution: AgentExecution) -> None:
        """Asks the same again, as it was asked."""
        key = self.open.key
        operation = self._operations.send(order=order_of(execution))
        operation.on_success(lambda made: self.sent.emit(key, made))

    # Sending

    @Slot(object)
    def send(self, message: str) -> None:
        """Sends a message in the session that is shown, with what stands in the composer."""
        key = self.open.key
        self.keep()
        order = self._order(message)
        intent = self.open.draft.intent
        self.drafts.begin(key)
        self.composer.set_under_way(True)

        def done(execution: AgentExecution) -> None:
            self._keep_typed(key)
            self.drafts.sent(key, message)
            if intent is not None and intent.kind is IntentKind.EDIT:
                self.changed.emit(execution)
            else:
                self.sent.emit(key, execution)
            if self.open.key == key:
                self.show(key, self.open.header, focus=False)

        def failed(error: UserError) -> None:
            self._keep_typed(key)
            self.drafts.failed(key, error.sentence)
            if self.open.key == key:
                self.show(key, self.open.header, focus=False)

        if intent is not None and intent.kind is IntentKind.EDIT:
            operation = self._operations.change_queued(execution_id=intent.execution_id, order=order)
        else:
            operation = self._operations.send(order=order, with_all=True)
        operation.on_success(done).on_failure(failed)

    def _order(self, message: str) -> Order:
        draft, composer = self.open.draft, self.composer
        intent = draft.intent
        order = Order(
            message=message,
            session_id=self.open.key,
            agent_id=self.choices.agent_id,
            model=composer.model.model,
            approval_mode=composer.approval.mode,
            workspace_folder="" if self.open.key else draft.workspace,
            attachments=draft.attachments,
        )
        if intent is None or intent.kind is IntentKind.EDIT:
            return order
        order = replace(order, again_of=intent.execution_id)
        if self.open.header is None or self.choices.agent_id == self.open.header.agent_id:
            return order
        # A session belongs to one agent: another one answers in a session of its own.
        folder = self.open.header.session.spec.workspace_folder
        return replace(order, session_id="", workspace_folder=folder)

    def _keep_typed(self, key: str) -> None:
        """One may go on writing while a message is on its way."""
        if self.open.key == key:
            self.drafts.keep(key, self.composer.message)
