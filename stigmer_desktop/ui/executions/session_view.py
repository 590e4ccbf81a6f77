"""The pane in the centre: one session with its transcript, or the beginning of a new one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import ListSessionHeadersResponse, SessionHeader
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.client import ConnectionPhase
from stigmer_desktop.ui.executions.draft_book import DraftBook
from stigmer_desktop.ui.executions.execution_feed import ExecutionFeed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_stream import ExecutionStream
from stigmer_desktop.ui.executions.part_finder import shown_row
from stigmer_desktop.ui.executions.session_page import SessionPage
from stigmer_desktop.ui.executions.state_item import STOPPABLE
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.session_spot import SessionSpot
from stigmer_desktop.ui.sessions.session_list_model import title_of
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice


class SessionView(QObject):
    """Fills a SessionPage. `session_opened` carries the id of a session that began here."""

    session_opened = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self._drafts = DraftBook()
        self._header: SessionHeader | None = None
        self._spot: SessionSpot | None = None
        self.model = ExecutionModel(self)
        self._stream = ExecutionStream(around.client.execution_query, self)
        self.feed = ExecutionFeed(around.operations, around.changes, self._stream, self.model, self)
        self.page = SessionPage(around.theme, self.model)
        # Goes with the page, so that nothing is told to widgets that are gone.
        self.setParent(self.page)
        self.transcript = self.page.transcript
        self.welcome = self.page.welcome
        self.state = self.page.state
        self.composer = self.page.composer
        self._wire()
        self._on_agents_changed()
        self._on_connection_changed()

    # What the window asks

    @property
    def widget(self) -> QWidget:
        """What stands in the centre."""
        return self.page

    @property
    def session_id(self) -> str:
        """The session that is shown; empty while one is about to begin."""
        return self.feed.session_id

    def show_session(self, session_id: str) -> None:
        """Shows the session, at the place where one was when it was shown last."""
        if session_id == self.session_id and session_id:
            self.composer.text.setFocus()
            return
        self._keep_draft()
        self._spot = None
        self._header = self._around.sessions.header_of(session_id)
        self.feed.show(session_id)
        self.state.show_loading()
        self.page.show_part(self.state)
        self._show_title()
        if self._header is None:
            self._look_for_header(session_id)
        self._show_composer()

    def show_session_at(self, spot: SessionSpot) -> None:
        """Shows the session with that place of it in sight, marked."""
        if spot.session_id != self.session_id:
            self.show_session(spot.session_id)
        if not spot.execution_id:
            return
        self._spot = spot
        self.feed.seek(spot.execution_id)

    def show_place(self, execution_id: str, part: str = "", words: str = "") -> None:
        """Brings a part of this session into sight; `part` is a key of `session_spot` or of a row."""
        self.show_session_at(SessionSpot(self.session_id, execution_id, part, words))

    def show_new_session(self, agent_id: str = "") -> None:
        """Shows an empty composer with example prompts; with `agent_id`, that agent is chosen."""
        self._keep_draft()
        self.feed.show("")
        self._header = None
        if agent_id:
            self._drafts.agent_id = agent_id
        self.page.show_part(self.welcome)
        self._show_title()
        self._show_composer()

    async def close(self) -> None:
        """Ends every stream and waits until they have ended."""
        await self._stream.close()

    def _wire(self) -> None:
        around = self._around
        around.agents.modelReset.connect(self._on_agents_changed)
        around.agents.rowsInserted.connect(self._on_agents_changed)
        around.agents.rowsRemoved.connect(self._on_agents_changed)
        around.agents.dataChanged.connect(self._on_agents_changed)
        around.sessions.dataChanged.connect(self._on_sessions_changed)
        around.sessions.rowsInserted.connect(self._on_sessions_changed)
        around.sessions.modelReset.connect(self._on_sessions_changed)
        around.settings.changed.connect(self._on_settings_changed)
        around.client.state_changed.connect(self._on_connection_changed)
        self.feed.loaded.connect(self._on_loaded)
        self.feed.changed.connect(self._show_transcript)
        self.feed.sought.connect(self._on_sought)
        self.feed.failed.connect(self._on_failed)
        self.feed.session_deleted.connect(self._on_session_deleted)
        self.transcript.top_approached.connect(self.feed.load_older)
        self.transcript.send_again_requested.connect(self._on_send_requested)
        self.transcript.stop_requested.connect(self._on_stop_requested)
        self.transcript.decision_made.connect(self._on_decision_made)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)
        self.composer.send_requested.connect(self._on_send_requested)
        self.composer.agent_chosen.connect(self._on_agent_chosen)
        self.composer.model.model_chosen.connect(self._on_model_chosen)
        self.welcome.prompt_chosen.connect(self._on_prompt_chosen)
        self.state.retry_requested.connect(self._on_retry_requested)

    # Stopping and deciding

    @Slot(object)
    def _on_stop_requested(self, execution_id: str) -> None:
        self._around.operations.cancel_execution(execution_id=execution_id).on_success(self._on_answered)

    @Slot(object, object, object, object)
    def _on_decision_made(self, execution_id: str, tool_call_id: str, action: int, comment: str) -> None:
        operation = self._around.operations.submit_approval(
            execution_id=execution_id, tool_call_id=tool_call_id, action=action, comment=comment
        )
        operation.on_success(self._on_answered)

    def _on_answered(self, execution: AgentExecution) -> None:
        if execution.spec.session_id == self.session_id:
            self.model.apply(execution)

    @Slot()
    def _on_escape(self) -> None:
        """Stops what runs or waits, the newest first."""
        for execution in reversed(self.model.snapshots()):
            if execution.status.phase in STOPPABLE:
                self._on_stop_requested(execution.metadata.id)
                return

    # Sending

    @Slot(object)
    def _on_send_requested(self, message: str) -> None:
        session_id = self.session_id
        key = session_id
        self._drafts.keep(key, self.composer.message)
        self._drafts.begin(key)
        self.composer.set_under_way(True)

        def sent(execution: AgentExecution) -> None:
            self._keep_typed(key)
            self._drafts.sent(key, message)
            self._on_sent(key, execution)

        def failed(error: UserError) -> None:
            self._keep_typed(key)
            self._drafts.failed(key, error.sentence)
            if self.session_id == key:
                self._show_composer(focus=False)

        operation = self._around.operations.send_message(
            message=message,
            session_id=session_id,
            agent_id=self.composer.agent.key,
            model=self.composer.model.model,
        )
        operation.on_success(sent).on_failure(failed)

    def _keep_typed(self, key: str) -> None:
        """One may go on writing while a message is on its way."""
        if self.session_id == key:
            self._drafts.keep(key, self.composer.message)

    def _on_sent(self, key: str, execution: AgentExecution) -> None:
        if self.session_id != key:
            return
        if not key:
            self.feed.begin(execution)
            self._drafts.move(key, self.session_id)
            self._header = None
            self._look_for_header(self.session_id)
            self._show_title(execution.spec.message)
            self.session_opened.emit(self.session_id)
        else:
            self.feed.add(execution)
        self.transcript.jump_to_end()
        self._show_composer()

    # What the parts say

    @Slot()
    def _on_loaded(self) -> None:
        self._show_transcript()
        place = self._drafts.place(self.session_id)
        if place is not None and self._spot is None:
            self.transcript.go_to(place)
        self._show_model()

    @Slot(object)
    def _on_sought(self, execution_id: str) -> None:
        spot, self._spot = self._spot, None
        if spot is None or spot.execution_id != execution_id:
            return
        row = shown_row(self.model, execution_id, spot.part, spot.words)
        if row:
            self.transcript.show_row(row)

    @Slot()
    def _show_transcript(self) -> None:
        """Shows what was said, or that there is nothing."""
        if not self.session_id or (self.model.rowCount() and self.page.part is self.transcript):
            return
        if self.model.rowCount():
            self.state.show_nothing()
            self.page.show_part(self.transcript)
        else:
            self.state.show_note(self.tr("Nothing was asked in this session yet."))
            self.page.show_part(self.state)

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self.state.show_failure(error.sentence)

    @Slot()
    def _on_session_deleted(self) -> None:
        self.feed.show("")
        self.page.show_part(self.state)
        self.state.show_note(self.tr("This session was deleted."))
        self.composer.hide()

    @Slot()
    def _on_retry_requested(self) -> None:
        self.state.show_loading()
        self.feed.show(self.session_id)

    @Slot(object)
    def _on_prompt_chosen(self, prompt: str) -> None:
        self.composer.set_message(prompt)
        self.composer.text.setFocus()

    @Slot()
    def _on_agents_changed(self) -> None:
        chosen = self._drafts.agent_id or self.composer.agent.key
        agents = [
            Choice(header.agent.metadata.id, header.agent.metadata.name, header.agent.spec.description)
            for header in self._around.agents.headers
        ]
        self.composer.set_agents(agents, chosen)
        self.composer.agent.setVisible(bool(agents) and not self.session_id)
        self._show_agent()

    @Slot(object)
    def _on_agent_chosen(self, agent_id: str) -> None:
        self._drafts.agent_id = agent_id
        self._show_agent()

    @Slot(object)
    def _on_model_chosen(self, model: str) -> None:
        self._drafts.set_model(self.session_id, model)
        self._show_model()

    @Slot()
    def _on_sessions_changed(self) -> None:
        header = self._around.sessions.header_of(self.session_id) if self.session_id else None
        if header is not None:
            self._header = header
            self._show_title()

    @Slot()
    def _on_settings_changed(self) -> None:
        self._show_model()

    @Slot()
    def _on_connection_changed(self) -> None:
        state = self._around.client.state
        if state.phase is ConnectionPhase.CONNECTED:
            self._show_agent()
        elif state.phase is ConnectionPhase.LOST:
            self.composer.set_obstacle(state.sentence)
        else:
            self.composer.set_obstacle(self.tr("The server is still starting."))

    # What is shown

    def _show_title(self, message: str = "") -> None:
        if not self.session_id:
            self.page.bar.title.set_text(self.tr("New session"))
            self.page.bar.detail.set_text("")
        elif self._header is not None:
            self.page.bar.title.set_text(title_of(self._header))
            self.page.bar.detail.set_text(self._header.agent_name)
        else:
            self.page.bar.title.set_text(message.strip().partition("\n")[0][:200])
            self.page.bar.detail.set_text("")

    def _look_for_header(self, session_id: str) -> None:
        def found(page: ListSessionHeadersResponse) -> None:
            if session_id != self.session_id:
                return
            if page.entries:
                self._header = page.entries[0]
                self._show_title()
            else:
                self._on_session_deleted()

        self._around.operations.list_sessions(ids=[session_id]).on_success(found).on_failure(lambda _: None)

    def _show_composer(self, *, focus: bool = True) -> None:
        key = self.session_id
        self.composer.show()
        draft = self._drafts.draft(key)
        if self.composer.message != draft.text:
            self.composer.set_message(draft.text)
        self.composer.set_under_way(draft.under_way)
        self.composer.show_error(draft.error)
        self.composer.agent.setVisible(not key and bool(self.composer.agent.choices))
        self.composer.set_placeholder(
            self.tr("Reply, or ask for something else") if key else self.tr("Ask the agent something")
        )
        self._on_agents_changed()
        self._on_connection_changed()
        if focus:
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_agent(self) -> None:
        header = self._around.agents.header_of(self.composer.agent.key)
        if header is not None:
            self.welcome.set_agent(header.agent.metadata.name, header.agent.spec.description)
        elif self._around.agents.is_loaded:
            self.welcome.set_no_agent()
        else:
            self.welcome.set_agent("", "")
        if self._around.client.state.phase is ConnectionPhase.CONNECTED:
            nobody = header is None and not self.session_id
            self.composer.set_obstacle(self.tr("There is no agent to ask.") if nobody else "")
        self._show_model()

    def _show_model(self) -> None:
        agent_id = self._header.agent_id if self._header is not None else self.composer.agent.key
        header = self._around.agents.header_of(agent_id)
        of_agent = header.agent.spec.default_model if header is not None else ""
        self.composer.model.set_default(of_agent or self._around.settings.current.model)
        chosen = self._drafts.model(self.session_id)
        if chosen is None:
            shown = self.model.snapshots()
            chosen = shown[-1].spec.execution_config.model_name if shown else ""
        self.composer.model.set_model(chosen)
        builtin = self.composer.model.effective_model == BUILTIN_MODEL
        words = self.tr(
            "SmolLM2 135M: answers, cannot use tools. Connect Ollama or a provider for real work."
        )
        self.welcome.set_model_words(words if builtin else "")

    def _keep_draft(self) -> None:
        self._drafts.keep(self.session_id, self.composer.message)
        if self.session_id:
            self._drafts.keep_place(self.session_id, self.transcript.place())
