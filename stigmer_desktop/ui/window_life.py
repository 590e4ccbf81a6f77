"""The life of one window: built, shown, connected, and taken apart in the right order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import grpc
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import NOT_YET_INTRODUCED, Settings, SettingsFile
from stigmer_desktop.ui.agents.agent_feed import agent_feed
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.centre import Centre
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.models.model_catalog import ModelCatalog
from stigmer_desktop.ui.motion import set_motion_reduced
from stigmer_desktop.ui.needs_you.need import Need, spot_of
from stigmer_desktop.ui.needs_you.needs_you_feed import NeedsYouFeed
from stigmer_desktop.ui.needs_you.needs_you_place import needs_you_place
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.places import FIRST_STEPS, places
from stigmer_desktop.ui.presence.dbus_notes import DBusNotes
from stigmer_desktop.ui.presence.farewell import Farewell
from stigmer_desktop.ui.presence.presence import Notes, Presence, is_idle
from stigmer_desktop.ui.presence.tray import SystemTray, Tray
from stigmer_desktop.ui.repair import Repair, RepairDoor
from stigmer_desktop.ui.session_pane import SessionPane, Surroundings
from stigmer_desktop.ui.sessions.session_feed import SessionFeed
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.trials import Trials
from stigmer_desktop.ui.trouble import Mend, refusal_trouble, start_trouble
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.window_memory import WindowMemory


class WindowHandle(QObject):
    """What other threads may ask of the window."""

    _raise_asked = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._raise_asked.connect(self._on_raise_asked, Qt.ConnectionType.QueuedConnection)

    def request_raise(self) -> None:
        """Brings the window to the front; may be called from any thread."""
        self._raise_asked.emit()

    @Slot()
    def _on_raise_asked(self) -> None:
        self._window.bring_to_front()


@dataclass(frozen=True)
class Doors:
    """What the composition root gives the window, and takes from it.

    Attributes:
        connect: starts or finds the server; gives its address and token. What it raises is shown.
        on_quit: stops what `connect` started; awaited when the window has let go of the server.
        trials: tries models and MCP servers, whosever the server is.
        restart_runner: starts the runner anew and returns at once; None where the runner is not ours.
        repair: mends a damaged database; None where the database is not ours.
        on_ready: called once, on the GUI thread, when the window is there.
        introduce: whether the window begins with the first steps.
    """

    connect: Callable[[], Awaitable[tuple[str, str]]]
    on_quit: Callable[[], Awaitable[None]]
    trials: Trials
    restart_runner: Callable[[], None] | None = None
    repair: RepairDoor | None = None
    on_ready: Callable[[WindowHandle], None] | None = None
    introduce: bool = False


class WindowLife(QObject):
    """Owns everything that lives as long as the window."""

    def __init__(
        self,
        application: QApplication,
        doors: Doors,
        settings_file: SettingsFile,
        data: DataFolder,
        make_pane: Callable[[Surroundings], SessionPane],
        tray: Tray | None = None,
        notes: Notes | None = None,
    ) -> None:
        """Puts the window together.

        Args:
            make_pane: makes the pane of sessions.
            tray: the system's tray; None takes Qt's.
            notes: shows notes where the tray cannot; None takes the desktop's own service.
        """
        super().__init__()
        self._doors = doors
        self._closing = asyncio.Event()
        self._connecting: asyncio.Task[None] | None = None
        self._application = application
        settings = SettingsStore(settings_file)
        theme = Theme(application, settings.current.theme, percent=settings.current.text_size)
        set_motion_reduced(application, settings.current.reduced_motion)
        client = Client()
        scope = OperationScope(self._on_failure)
        operations = Operations(client, scope)
        changes = ChangeStream(client)
        agents = AgentListModel()
        sessions = SessionListModel()
        self._overviews = OverviewFeed(operations, changes)
        self._around = Surroundings(
            theme,
            client,
            scope,
            operations,
            changes,
            self._overviews,
            settings,
            agents,
            sessions,
            doors.trials,
            ModelCatalog(doors.trials, scope, settings),
        )
        self._agent_feed = agent_feed(operations, changes, agents)
        session_feed = SessionFeed(operations, changes, sessions)
        self._pane = make_pane(self._around)
        memory = WindowMemory(data.window_file)
        self._needs = NeedsYouFeed(client, scope, changes, sessions, memory)
        offered = [
            needs_you_place(self._around, self._needs),
            *places(self._around, data, Credentials(data.keys_file)),
        ]
        centre = Centre(theme, self._pane, offered)
        centre.use_workspaces(data.workspaces)
        tray = tray or SystemTray(application.windowIcon(), self)
        self._presence = Presence(tray, notes or DBusNotes(scope, self), settings, self)
        owns_server = doors.restart_runner is not None
        farewell = Farewell(theme, self._overviews, tray, owns_server=owns_server)
        self.window = MainWindow(
            self._around,
            session_feed,
            self._needs,
            centre,
            memory,
            farewell,
            can_start_runner=doors.restart_runner is not None,
        )
        self._session_feed = session_feed
        self._handle = WindowHandle(self.window)
        self._without_window = False
        self._wire()
        self._wire_presence()

    @property
    def around(self) -> Surroundings:
        """What every pane works with."""
        return self._around

    @property
    def pane(self) -> SessionPane:
        """The pane of sessions."""
        return self._pane

    async def run(self) -> None:
        """Shows the window, connects it, and returns when it was closed and everything has ended."""
        self.window.show()
        if self._doors.introduce:
            self._around.settings.change(introduction=NOT_YET_INTRODUCED)
            self.window.centre.show_place(FIRST_STEPS)
        if self._doors.on_ready is not None:
            self._doors.on_ready(self._handle)
        self._connect()
        try:
            await self._closing.wait()
        finally:
            await self._take_apart()

    @Slot()
    def close(self) -> None:
        """Closes the window as its user would."""
        self.window.close()

    def _wire(self) -> None:
        around, window = self._around, self.window
        around.client.state_changed.connect(window.show_connection)
        around.settings.failed.connect(window.show_failure)
        around.settings.changed.connect(self._on_settings_changed)
        around.changes.failed.connect(self._on_stream_failed)
        self._overviews.overview_received.connect(window.show_overview)
        self._agent_feed.failed.connect(self._on_feed_failed)
        self._session_feed.failed.connect(self._on_feed_failed)
        self._session_feed.loaded.connect(window.restore_session)
        window.mend_wanted.connect(self._on_mend_wanted)
        window.closing.connect(self._closing.set)

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self._around.theme.set_text_percent(settings.text_size)
        set_motion_reduced(self._application, settings.reduced_motion)

    @Slot()
    def close_now(self) -> None:
        """Closes the window without asking anything: the system wants the program to end."""
        self.window.close_now()

    def _wire_presence(self) -> None:
        presence, window = self._presence, self.window
        self._overviews.overview_received.connect(presence.show_overview)
        self._overviews.overview_received.connect(self._on_overview)
        self._needs.came.connect(presence.tell)
        self._needs.failed.connect(self._on_feed_failed)
        window.hidden_changed.connect(self._on_window_hidden)
        presence.need_chosen.connect(self._on_need_chosen)
        presence.tray.window_wanted.connect(window.bring_to_front)
        presence.tray.quit_wanted.connect(self._on_quit_wanted)
        self._application.commitDataRequest.connect(self._on_session_ends)

    @Slot(bool)
    def _on_window_hidden(self, hidden: bool) -> None:
        self._without_window = hidden
        self._presence.set_window_hidden(hidden)

    @Slot(object)
    def _on_overview(self, overview: Overview) -> None:
        # Without window and tray nobody could end the program by hand.
        if self._without_window and not self._presence.tray.is_there and is_idle(overview):
            self.close_now()

    @Slot(object)
    def _on_need_chosen(self, need: Need) -> None:
        self.window.bring_to_front()
        self.window.centre.show_session_at(spot_of(need))

    @Slot()
    def _on_quit_wanted(self) -> None:
        self.window.bring_to_front()
        self.window.close()

    def _on_session_ends(self, manager: object) -> None:
        self.close_now()

    def _connect(self) -> None:
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.get_running_loop().create_task(self._connect_now())

    async def _connect_now(self) -> None:
        # One turn of the loop first, so that the window is painted before anything else is begun.
        await asyncio.sleep(0)
        self.window.show_server_failure(None)
        try:
            address, token = await self._doors.connect()
        except Exception as error:
            can_repair = self._doors.repair is not None
            self.window.show_server_failure(start_trouble(error, can_repair=can_repair))
            return
        await self._around.changes.stop()
        await self._around.client.connect_to(address, token)
        self._around.changes.start()

    async def _take_apart(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        self._application.commitDataRequest.disconnect(self._on_session_ends)
        self._presence.close()
        await self.window.commands.deletions.complete()
        await self._around.changes.stop()
        await self._pane.close()
        await self._around.scope.close()
        await self._around.client.close()
        self._around.settings.close()
        await self._doors.on_quit()
        self.window.deleteLater()

    def _on_failure(self, error: UserError) -> None:
        self.window.show_failure(error)

    @Slot(object)
    def _on_feed_failed(self, error: UserError) -> None:
        # The banner speaks for a server that is away; a list that could not be loaded then is no news.
        if error.code is not grpc.StatusCode.UNAVAILABLE:
            self.window.show_failure(error)

    @Slot(object)
    def _on_stream_failed(self, error: UserError) -> None:
        # A server that is away is the channel's news; one that refuses this window is not.
        if error.code in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.UNIMPLEMENTED):
            self.window.show_server_failure(refusal_trouble(error.sentence))

    @Slot(object)
    def _on_mend_wanted(self, mend: Mend) -> None:
        if mend is Mend.CONNECT:
            self._connect()
        elif mend is Mend.START_RUNNER and self._doors.restart_runner is not None:
            self._doors.restart_runner()
            self._overviews.ask()
        elif mend is Mend.REPAIR and self._doors.repair is not None:
            theme, scope = self._around.theme, self._around.scope
            Repair(theme, self.window, scope, self._doors.repair, self._on_repaired).ask()

    def _on_repaired(self, words: str) -> None:
        self.window.centre.messages.show_note(words)
        self._connect()
