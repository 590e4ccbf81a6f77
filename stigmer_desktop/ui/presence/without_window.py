"""What leads from outside the window back into it, and how the program goes on without it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.needs_you.need import Need, spot_of
from stigmer_desktop.ui.needs_you.needs_you_place import NEEDS_YOU
from stigmer_desktop.ui.presence.presence import Presence, is_idle


class WithoutWindow(QObject):
    """Ties the icon in the tray, the notes, and the end of the desktop's session to `window`."""

    def __init__(self, application: QGuiApplication, presence: Presence, window: MainWindow) -> None:
        super().__init__(window)
        self._application = application
        self._presence = presence
        self._window = window
        self._is_hidden = False
        window.hidden_changed.connect(self._on_window_hidden)
        presence.need_chosen.connect(self._on_need_chosen)
        presence.tray.window_wanted.connect(window.bring_to_front)
        presence.tray.needs_wanted.connect(self._on_needs_wanted)
        presence.tray.quit_wanted.connect(self._on_quit_wanted)
        application.commitDataRequest.connect(self._on_session_ends)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Follows what runs."""
        self._presence.show_overview(overview)
        # Without window and tray nobody could end the program by hand.
        if self._is_hidden and not self._presence.tray.is_there and is_idle(overview):
            self._window.close_now()

    def close(self) -> None:
        """Takes the icon away, and lets go of the desktop's session."""
        self._application.commitDataRequest.disconnect(self._on_session_ends)
        self._presence.close()

    @Slot(bool)
    def _on_window_hidden(self, hidden: bool) -> None:
        self._is_hidden = hidden
        self._presence.set_window_hidden(hidden)

    @Slot(object)
    def _on_need_chosen(self, need: Need) -> None:
        self._window.bring_to_front()
        self._window.centre.show_session_at(spot_of(need))

    @Slot()
    def _on_needs_wanted(self) -> None:
        self._window.bring_to_front()
        self._window.centre.show_place(NEEDS_YOU)

    @Slot()
    def _on_quit_wanted(self) -> None:
        self._window.bring_to_front()
        self._window.close()

    def _on_session_ends(self, manager: object) -> None:
        self._window.close_now()
