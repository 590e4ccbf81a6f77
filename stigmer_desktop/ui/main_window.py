"""The window: lays out its panes and wires their signals; what they do is theirs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from stigmer_desktop.api.desktop import ListSessionHeadersResponse, Overview
from stigmer_desktop.ui.archives.archive_desk import ArchiveDesk
from stigmer_desktop.ui.centre import Centre
from stigmer_desktop.ui.client import ConnectionState
from stigmer_desktop.ui.navigation_actions import NavigationActions
from stigmer_desktop.ui.needs_you.needs_you_feed import NeedsYouFeed
from stigmer_desktop.ui.open_session import OpenSession
from stigmer_desktop.ui.palette.key_tips import KeyTips
from stigmer_desktop.ui.places import DIAGNOSTICS
from stigmer_desktop.ui.presence.farewell import Farewell
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.archived_note import ArchivedNote
from stigmer_desktop.ui.sessions.pending_deletions import PendingDeletions
from stigmer_desktop.ui.sessions.session_commands import SessionCommands
from stigmer_desktop.ui.sessions.session_feed import SessionFeed
from stigmer_desktop.ui.sessions.session_list import SessionList
from stigmer_desktop.ui.sidebar import Sidebar
from stigmer_desktop.ui.status_bar import StatusBar
from stigmer_desktop.ui.trouble import Trouble
from stigmer_desktop.ui.trouble_watch import TroubleWatch
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.window_actions import WindowActions
from stigmer_desktop.ui.window_body import WindowBody, first_size
from stigmer_desktop.ui.window_memory import WindowMemory


class MainWindow(QMainWindow):
    """Sidebar, centre and status bar.

    `mend_wanted` carries a Mend when the banner's button was clicked; `closing` comes when the user
    closed the window and nothing holds it: the window is hidden and has only to be taken apart.
    `hidden_changed` tells that the program goes on without its window, and when that is over.
    """

    mend_wanted = Signal(object)
    closing = Signal()
    hidden_changed = Signal(bool)

    def __init__(
        self,
        around: Surroundings,
        feed: SessionFeed,
        needs: NeedsYouFeed,
        centre: Centre,
        memory: WindowMemory,
        farewell: Farewell,
        *,
        owns_server: bool,
    ) -> None:
        super().__init__()
        self._around = around
        self._feed = feed
        self._needs = needs
        self._shown = OpenSession()
        self._memory = memory
        self._farewell = farewell
        self._may_close = False
        self.centre = centre
        self.trouble = TroubleWatch(centre.banner, owns_server=owns_server, parent=self)
        deletions = PendingDeletions(around.operations, around.sessions, memory, self)
        self.archives = ArchiveDesk(around, self)
        self.commands = SessionCommands(around, deletions, self.archives, self)
        self.sessions = SessionList(around.theme, around.sessions, around.operations, self.commands)
        self.sidebar = Sidebar(around.theme, self.sessions, centre.places)
        self.status = StatusBar(around.theme)
        self.setWindowTitle("Stigmer Desktop")
        self.setMinimumSize(760, 480)
        self._body = WindowBody(self.sidebar, self.centre, self.status)
        self.setCentralWidget(self._body)
        self._body.setFocus()
        self._wire()
        offered = NavigationActions(
            centre, self.sidebar, self._shown, needs.model, self._on_sidebar_toggled, self
        ).all()
        of_session = self.commands.actions(self._shown)
        self.actions_of_window = WindowActions(self, around, centre, [*offered, *of_session])
        KeyTips(self, centre.stack, self.actions_of_window)
        self._restore()

    # What comes from the server

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Shows counts and states wherever they stand."""
        self.status.show_overview(overview)
        self.trouble.show_overview(overview)

    @Slot(object)
    def show_connection(self, state: ConnectionState) -> None:
        """Shows whether the server answers."""
        self.status.show_connection(state)
        self.trouble.show_connection(state)

    def show_server_failure(self, failure: Trouble | None) -> None:
        """Says why there is no server to work with; None takes that away."""
        if failure is not None and not self.centre.has_moved:
            self.centre.show_new_session()
        self.status.show_failure(failure is not None)
        self.sessions.show_failure(failure is not None)
        self.trouble.set_failure(failure)

    @Slot(object)
    def show_failure(self, error: UserError) -> None:
        """Tells of a failure that has no place of its own: one of the database in the banner."""
        if self.trouble.hear_of(error):
            self.sessions.show_failure(True)
        else:
            self.centre.messages.show_failure(error)

    @Slot()
    def restore_session(self) -> None:
        """Opens the session that was open when the window was last closed, if it is still there."""
        if self.centre.has_moved:
            return
        wanted = self._memory.session_id

        def restored(page: ListSessionHeadersResponse | None) -> None:
            if self.centre.has_moved:
                return
            if page is not None and page.entries:
                self.centre.show_session(wanted)
            else:
                self.centre.show_new_session()

        operation = self._around.operations.list_sessions(ids=[wanted])
        operation.on_success(restored).on_failure(lambda _: restored(None))

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.centre.leave(lambda: self._farewell.ask(self, self.close_now, self._go_on_hidden))

    def close_now(self) -> None:
        """Closes the window without a question: the user has answered, or the system wants it."""
        if not self._may_close:
            self._begin_to_close()

    @Slot()
    def bring_to_front(self) -> None:
        """Shows the window, wherever it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.hidden_changed.emit(False)

    def _go_on_hidden(self) -> None:
        focus = self.focusWidget()
        self.hide()
        # Hiding gives the focus to whatever comes next; the user comes back to where they were.
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hidden_changed.emit(True)

    def _begin_to_close(self) -> None:
        self._may_close = True
        self._memory.geometry = self.saveGeometry()
        self._memory.split = self._body.split.saveState()
        self._memory.sidebar_shown = self.sidebar.isVisibleTo(self)
        self._memory.save()
        self.hide()
        self.closing.emit()

    # How it is put together

    def _wire(self) -> None:
        centre = self.centre
        self.sidebar.new_wanted.connect(centre.show_new_session)
        self.sidebar.place_wanted.connect(centre.show_place)
        self.sessions.session_chosen.connect(centre.show_session)
        self.sessions.search.archived_wanted.connect(self._feed.show_archived)
        self.commands.changed.connect(self._feed.refresh)
        self.commands.failed.connect(self.show_failure)
        self.commands.left.connect(self._on_session_left)
        ArchivedNote(self.commands, centre.messages, self)
        self.archives.session_imported.connect(self._on_session_imported)
        centre.archive_news.follow(self.archives)
        self._feed.loaded.connect(self.commands.deletions.resume)
        self._feed.loaded.connect(self.commands.tags.ask)
        self.status.diagnostics_wanted.connect(partial(centre.show_place, DIAGNOSTICS))
        centre.arrived.connect(self._on_arrived)
        centre.session_shown.connect(self._on_session_shown)
        self.trouble.mend_wanted.connect(self.mend_wanted)
        self.trouble.details_wanted.connect(partial(centre.show_place, DIAGNOSTICS))

    def _restore(self) -> None:
        self.resize(first_size(self.screen().availableSize()))
        if not self._memory.geometry.isEmpty():
            self.restoreGeometry(self._memory.geometry)
        if not self._memory.split.isEmpty():
            self._body.split.restoreState(self._memory.split)
        self.sidebar.setVisible(self._memory.sidebar_shown)
        self.sidebar.use_memory(self._memory)
        self.centre.use_memory(self._memory)
        if not self._memory.session_id:
            self.centre.show_new_session()

    @Slot()
    def _on_arrived(self) -> None:
        self.sidebar.show_place(self.centre.place)
        if self.centre.place:
            self._show_open("")

    @Slot(object)
    def _on_session_shown(self, session_id: str) -> None:
        self._memory.session_id = session_id
        self._show_open(session_id)

    def _show_open(self, session_id: str) -> None:
        self.sessions.view.set_open_session(session_id)
        self._shown.id = session_id
        self._watch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._watch()

    def _watch(self) -> None:
        """What ends in the session that is open, while the window is in front, needs no mark."""
        self._needs.set_watched(self._shown.id if self.isActiveWindow() else "")

    @Slot(object)
    def _on_session_left(self, session_id: str) -> None:
        if session_id == self._shown.id:
            self.centre.show_new_session()

    @Slot(object)
    def _on_session_imported(self, session_id: str) -> None:
        self._feed.refresh(session_id)
        self.centre.show_session(session_id)

    @Slot()
    def _on_sidebar_toggled(self) -> None:
        self.sidebar.setVisible(not self.sidebar.isVisible())
