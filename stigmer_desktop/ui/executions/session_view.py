"""The pane in the centre: one session with its transcript, or the beginning of a new one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.archives.archive_desk import ArchiveDesk
from stigmer_desktop.ui.executions.execution_actions import ExecutionActions
from stigmer_desktop.ui.executions.execution_feed import ExecutionFeed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.execution_stream import ExecutionStream
from stigmer_desktop.ui.executions.find_desk import FindDesk
from stigmer_desktop.ui.executions.message_desk import MessageDesk
from stigmer_desktop.ui.executions.place_goer import PlaceGoer
from stigmer_desktop.ui.executions.session_head import SessionHead
from stigmer_desktop.ui.executions.session_page import SessionPage
from stigmer_desktop.ui.executions.transcript_desk import TranscriptDesk
from stigmer_desktop.ui.executions.welcome_desk import WelcomeDesk
from stigmer_desktop.ui.inspector.inspector_side import InspectorSide
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.session_spot import SessionSpot
from stigmer_desktop.ui.user_error import UserError


class SessionView(QObject):
    """Fills a SessionPage. `session_opened` carries the id of a session that began here."""

    session_opened = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self.model = ExecutionModel(self)
        self._stream = ExecutionStream(around.client.execution_query, self)
        self.feed = ExecutionFeed(around.operations, around.changes, self._stream, self.model, self)
        self.page = SessionPage(around.theme, self.model)
        self.side = InspectorSide(around.theme, self.page, self.model)
        # Goes with the page, so that nothing is told to widgets that are gone.
        self.setParent(self.page)
        self.transcript = self.page.transcript
        self.welcome = self.page.welcome
        self.state = self.page.state
        self.composer = self.page.composer
        self.composer.model.set_catalog(around.models)
        self.operations = ExecutionOperations(around.client, around.scope)
        self.desk = MessageDesk(around, self.composer, self.operations, self.model)
        self.archives = ArchiveDesk(around, self.page)
        self.actions = ExecutionActions(around.theme, self.model, self.operations, self.archives, self.page)
        self.goer = PlaceGoer(self.page, self.feed, self.model, self.operations)
        self.finding = FindDesk(self.page, self.feed, self.model)
        self.head = SessionHead(around, self.page, self.side)
        self._guide = WelcomeDesk(self.welcome, self.desk, around)
        self._deeds = TranscriptDesk(
            self.page,
            self.feed,
            self.model,
            operations=self.operations,
            decisions=around.operations,
            actions=self.actions,
            desk=self.desk,
            finding=self.finding,
            goer=self.goer,
        )
        self._wire()
        self._on_agents_changed()

    # What the window asks

    @property
    def widget(self) -> QWidget:
        """What stands in the centre."""
        return self.side.widget

    @property
    def session_id(self) -> str:
        """The session that is shown; empty while one is about to begin."""
        return self.feed.session_id

    def show_session(self, session_id: str) -> None:
        """Shows the session, at the place where one was when it was shown last."""
        if session_id == self.session_id and session_id:
            self.composer.text.setFocus()
            return
        self._keep_place()
        self.finding.close()
        self.page.messages.hide()
        self.goer.stay()
        self.feed.show(session_id)
        self.state.show_loading()
        self.page.show_part(self.state)
        self.head.show(session_id)
        self.desk.show(session_id, self.head.header)

    def show_session_at(self, spot: SessionSpot) -> None:
        """Shows the session with that place of it in sight, marked."""
        if spot.session_id != self.session_id:
            self.show_session(spot.session_id)
        self.goer.go_to(spot)

    def show_place(self, execution_id: str, part: str = "", words: str = "") -> None:
        """Brings a part of this session into sight; `part` is a key of `session_spot` or of a row."""
        self.show_session_at(SessionSpot(self.session_id, execution_id, part, words))

    def show_new_session(self, agent_id: str = "") -> None:
        """Shows an empty composer with example prompts; with `agent_id`, that agent is chosen."""
        self._keep_place()
        self.finding.close()
        self.page.messages.hide()
        self.feed.show("")
        if agent_id:
            self.desk.drafts.agent_id = agent_id
        self.page.show_part(self.welcome)
        self.head.show("")
        self.desk.show("", None)

    def find(self) -> None:
        """Opens the bar that finds words in the session that is shown, if one is."""
        if self.session_id:
            self.finding.open()

    def actions_here(self) -> list[WindowAction]:
        """What can be done with the session that is shown, for the palette."""
        return [*self.actions.for_palette(), *self.side.actions()] if self.session_id else []

    async def close(self) -> None:
        """Ends every stream and waits until they have ended."""
        await self._stream.close()

    def _wire(self) -> None:
        around = self._around
        around.agents.modelReset.connect(self._on_agents_changed)
        around.agents.rowsInserted.connect(self._on_agents_changed)
        around.agents.rowsRemoved.connect(self._on_agents_changed)
        around.agents.dataChanged.connect(self._on_agents_changed)
        around.settings.changed.connect(self._on_settings_changed)
        around.client.state_changed.connect(self._on_connection_changed)
        self.feed.loaded.connect(self._on_loaded)
        self.feed.changed.connect(self._show_transcript)
        self.feed.loading_changed.connect(self._on_loading_changed)
        self.feed.failed.connect(self._on_failed)
        self.feed.session_deleted.connect(self._on_session_deleted)
        self.transcript.top_approached.connect(self.feed.load_older)
        self.side.place_wanted.connect(self._on_place_wanted)
        self.goer.elsewhere.connect(self._on_elsewhere)
        self.goer.missed.connect(self.page.messages.show_hint)
        self.feed.page_failed.connect(self.page.messages.show_failure)
        self.head.changed.connect(self.desk.set_header)
        self.head.missing.connect(self._on_session_deleted)
        self.desk.sent.connect(self._on_sent)
        self.state.retry_requested.connect(self._on_retry_requested)

    @Slot(object, object)
    def _on_place_wanted(self, execution_id: str, part: str) -> None:
        self.show_session_at(SessionSpot(self.session_id, execution_id, part))

    # Sending and going

    @Slot(object, object)
    def _on_sent(self, key: str, execution: AgentExecution) -> None:
        if self.session_id != key:
            return
        if execution.spec.session_id == key:
            self.feed.add(execution)
            self.transcript.jump_to_end()
            return
        if key:
            # Another agent answers it, in a session of its own.
            self.show_session(execution.spec.session_id)
        else:
            self.feed.begin(execution)
            self.desk.drafts.move(key, self.session_id)
            self.head.begin(self.session_id, execution.spec.message)
            self.desk.show(self.session_id, None)
            self.transcript.jump_to_end()
        self.session_opened.emit(self.session_id)

    @Slot(object)
    def _on_elsewhere(self, spot: SessionSpot) -> None:
        self.show_session_at(spot)
        self.session_opened.emit(spot.session_id)

    # What the parts say

    @Slot()
    def _on_loaded(self) -> None:
        self._show_transcript()
        place = self.desk.drafts.place(self.session_id)
        if place is not None and not self.goer.is_on_the_way:
            self.transcript.go_to(place)
        self.desk.show_choices()

    @Slot()
    def _on_loading_changed(self) -> None:
        # The first page has a sign of its own.
        self.page.set_loading(self.feed.is_loading and self.feed.is_loaded)

    @Slot()
    def _show_transcript(self) -> None:
        """Shows what was said, or that there is nothing."""
        if (
            self.page.is_comparing
            or not self.session_id
            or (self.model.rowCount() and self.page.part is self.transcript)
        ):
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

    @Slot()
    def _on_agents_changed(self) -> None:
        self.desk.show_agents()
        self.desk.show_obstacle()

    @Slot()
    def _on_settings_changed(self) -> None:
        self.desk.show_choices()

    @Slot()
    def _on_connection_changed(self) -> None:
        self.desk.show_obstacle()

    def _keep_place(self) -> None:
        self.desk.keep()
        if self.session_id:
            self.desk.drafts.keep_place(self.session_id, self.transcript.place())
