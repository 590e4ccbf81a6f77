"""Tells outside the window what needs the user, and keeps the icon in the tray while something runs."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.api.execution import EXECUTION_IN_PROGRESS, EXECUTION_PENDING
from stigmer_desktop.ui.needs_you.need import Need
from stigmer_desktop.ui.presence.tray import Tray
from stigmer_desktop.ui.settings.settings_store import SettingsStore


class Notes(Protocol):
    """A way to show notes that knows each of them by what it is about."""

    @property
    def is_there(self) -> bool:
        """Whether notes can be shown that way."""

    @property
    def clicked(self) -> SignalInstance:
        """Emitted with what the note is about that was clicked."""

    @property
    def missed(self) -> SignalInstance:
        """Emitted with title, words and what it is about of a note that could not be shown."""

    def tell(self, title: str, words: str, about: object) -> None:
        """Shows a note."""


class Presence(QObject):
    """`need_chosen` carries the need whose note was clicked."""

    need_chosen = Signal(object)

    def __init__(
        self,
        tray: Tray,
        notes: Notes | None,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        """Takes where to tell things: by `notes` where there are any, else by the tray."""
        super().__init__(parent)
        self.tray = tray
        self._notes = notes
        self._settings = settings
        # The tray shows one note at a time, and says only that it was clicked.
        self._told_by_tray: object = None
        self._running = 0
        self._needs = 0
        self._window_hidden = False
        tray.note_clicked.connect(self._on_note_clicked)
        if notes is not None:
            notes.clicked.connect(self.need_chosen)
            notes.missed.connect(self._tell_by_tray)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Follows what runs."""
        self._running = running_in(overview)
        self._show_words()
        self._show_icon()

    def show_needs(self, count: int) -> None:
        """Follows how many things need the user."""
        self._needs = count
        self.tray.set_needs(count)
        self._show_words()

    def set_window_hidden(self, hidden: bool) -> None:
        """While the window is hidden, the icon is the way back to it."""
        self._window_hidden = hidden
        self._show_icon()

    @Slot(object)
    def tell(self, need: Need) -> None:
        """Shows a note, unless the user has turned that off or looks at the window anyway."""
        if not self._settings.current.notifications or QApplication.activeWindow() is not None:
            return
        title = f"{need.kind_words}: {need.title}"
        words = "\n".join(part for part in (need.words, need.header.agent_name) if part)
        if self._notes is not None and self._notes.is_there:
            self._notes.tell(title, words, need)
        else:
            self._tell_by_tray(title, words, need)

    def close(self) -> None:
        """Takes the icon away."""
        self.tray.set_shown(False)

    def _show_words(self) -> None:
        words = ["Stigmer Desktop"]
        if self._running:
            words.append(self.tr("%1 running").replace("%1", str(self._running)))
        if self._needs:
            needing = self.tr("%1 needs you") if self._needs == 1 else self.tr("%1 need you")
            words.append(needing.replace("%1", str(self._needs)))
        self.tray.set_words(" · ".join(words))

    def _show_icon(self) -> None:
        self.tray.set_shown(self._window_hidden or self._running > 0)

    @Slot(str, str, object)
    def _tell_by_tray(self, title: str, words: str, about: object) -> None:
        if self.tray.can_tell:
            self._told_by_tray = about
            self.tray.tell(title, words)

    @Slot()
    def _on_note_clicked(self) -> None:
        if self._told_by_tray is not None:
            self.need_chosen.emit(self._told_by_tray)


def running_in(overview: Overview) -> int:
    """How many executions are at work."""
    return sum(each.count for each in overview.executions if each.phase == EXECUTION_IN_PROGRESS)


def is_idle(overview: Overview) -> bool:
    """Whether nothing is at work and nothing is about to be."""
    phases = (EXECUTION_IN_PROGRESS, EXECUTION_PENDING)
    return not any(each.count for each in overview.executions if each.phase in phases)
