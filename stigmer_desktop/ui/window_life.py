"""The life of one window: built, shown, connected, and taken apart in the right order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import grpc
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import INTRODUCED, NOT_YET_INTRODUCED, Settings, SettingsFile
from stigmer_desktop.ui.agents.agent_feed import agent_feed
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.centre import Centre
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.connecting import Connecting
from stigmer_desktop.ui.doors import Doors, WindowHandle
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.models.model_catalog import ModelCatalog
from stigmer_desktop.ui.motion import set_motion_reduced
from stigmer_desktop.ui.needs_you.needs_you_feed import NeedsYouFeed
from stigmer_desktop.ui.needs_you.needs_you_place import needs_you_place
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.places import FIRST_STEPS, places
from stigmer_desktop.ui.presence.dbus_notes import DBusNotes
from stigmer_desktop.ui.presence.farewell import Farewell
from stigmer_desktop.ui.presence.presence import Notes, Presence
from stigmer_desktop.ui.presence.tray import SystemTray, Tray
from stigmer_desktop.ui.presence.without_window import WithoutWindow
from stigmer_desktop.ui.session_pane import SessionPane, Surroundings
from stigmer_desktop.ui.sessions.session_feed import SessionFeed
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.window_memory import WindowMemory


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
            notes: shows notes before the tray does; None takes the desktop's own service.
        """
        super().__init__()
        self._doors = doors
        self._closing = asyncio.Event()
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
        tray = tray or SystemTray(application.windowIcon(), theme.tokens.timeline_waiting, self)
        presence = Presence(tray, notes or DBusNotes(scope, self), settings, self)
        owns_server = doors.restart_runner is not None
        farewell = Farewell(theme, self._overviews, tray, owns_server=owns_server)
        self.window = MainWindow(
            self._around,
            session_feed,
            self._needs,
            centre,
            memory,
            farewell,
            owns_server=owns_server,
        )
        self._session_feed = session_feed
        self._handle = WindowHandle(self.window)
        self._connecting = Connecting(doors, self._around, self.window)
        self._without_window = WithoutWindow(application, presence, self.window)
        self._wire(presence)

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
            self.window.centre.arrived.connect(self._on_arrived)
            for came in (self._around.sessions.rowsInserted, self._around.sessions.modelReset):
                came.connect(self._on_sessions_came)
        if self._doors.on_ready is not None:
            self._doors.on_ready(self._handle)
        self._connecting.begin()
        try:
            await self._closing.wait()
        finally:
            await self._take_apart()

    @Slot()
    def close(self) -> None:
        """Closes the window as its user would."""
        self.window.close()

    def _wire(self, presence: Presence) -> None:
        around, window = self._around, self.window
        around.client.state_changed.connect(window.show_connection)
        around.settings.failed.connect(window.show_failure)
        around.settings.changed.connect(self._on_settings_changed)
        self._overviews.overview_received.connect(window.show_overview)
        self._overviews.overview_received.connect(self._without_window.show_overview)
        self._needs.came.connect(presence.tell)
        self._needs.model.count_changed.connect(lambda: presence.show_needs(self._needs.model.count))
        self._needs.failed.connect(self._on_feed_failed)
        self._agent_feed.failed.connect(self._on_feed_failed)
        self._session_feed.failed.connect(self._on_feed_failed)
        self._session_feed.loaded.connect(window.restore_session)
        window.closing.connect(self._closing.set)

    @Slot()
    def _on_arrived(self) -> None:
        # Whoever goes elsewhere, by whatever way, has seen them; the palette still leads there.
        if self.window.centre.place != FIRST_STEPS:
            self._end_introduction()

    @Slot()
    def _on_sessions_came(self) -> None:
        # Work is done already, in an earlier window or from a terminal.
        if self._around.sessions.rowCount():
            self._end_introduction()

    def _end_introduction(self) -> None:
        if self._around.settings.current.introduction == NOT_YET_INTRODUCED:
            self._around.settings.change(introduction=INTRODUCED)

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self._around.theme.set_text_percent(settings.text_size)
        set_motion_reduced(self._application, settings.reduced_motion)

    @Slot()
    def close_now(self) -> None:
        """Closes the window without asking anything: the system wants the program to end."""
        self.window.close_now()

    async def _take_apart(self) -> None:
        await self._connecting.stop()
        self._without_window.close()
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
