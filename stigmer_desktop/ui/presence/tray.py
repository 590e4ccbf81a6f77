"""The icon in the system's tray, where there is one."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from stigmer_desktop.ui.presence.badge import badged

_NOTE_MILLISECONDS = 10_000


class Tray(Protocol):
    """A place outside the window: an icon with a menu, and notes beside it."""

    @property
    def is_there(self) -> bool:
        """Whether the system has a tray."""

    @property
    def can_tell(self) -> bool:
        """Whether notes can be shown."""

    @property
    def window_wanted(self) -> SignalInstance:
        """Emitted when the icon was clicked."""

    @property
    def needs_wanted(self) -> SignalInstance:
        """Emitted when what needs the user shall be shown."""

    @property
    def quit_wanted(self) -> SignalInstance:
        """Emitted when the program shall end."""

    @property
    def note_clicked(self) -> SignalInstance:
        """Emitted when the note that was shown last was clicked."""

    def set_shown(self, shown: bool) -> None:
        """Shows the icon, or takes it away."""

    def set_words(self, words: str) -> None:
        """Says in the icon's tooltip how things stand."""

    def set_needs(self, count: int) -> None:
        """Says how many things need the user, and marks the icon as long as there are any."""

    def tell(self, title: str, words: str) -> None:
        """Shows a note."""


class SystemTray(QObject):
    """The tray of the desktop, by Qt."""

    window_wanted = Signal()
    needs_wanted = Signal()
    quit_wanted = Signal()
    note_clicked = Signal()

    def __init__(self, icon: QIcon, mark: QColor, parent: QObject | None = None) -> None:
        """`mark` is the colour of the dot on the icon."""
        super().__init__(parent)
        self._plain = icon
        self._mark = mark
        self._needs = 0
        self._menu = QMenu()
        self._menu.addAction(self.tr("Open Stigmer Desktop"), self.window_wanted.emit)
        self._needs_action = self._menu.addAction("", self.needs_wanted.emit)
        self._needs_action.setVisible(False)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Quit"), self.quit_wanted.emit)
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.note_clicked)
        self._is_wanted = False
        # A note needs the icon that it belongs to, also where nothing else does.
        self._note = QTimer(self, singleShot=True, interval=_NOTE_MILLISECONDS)
        self._note.timeout.connect(self._show)

    @property
    def is_there(self) -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def can_tell(self) -> bool:
        return self.is_there and QSystemTrayIcon.supportsMessages()

    def set_shown(self, shown: bool) -> None:
        self._is_wanted = shown
        self._show()

    def set_words(self, words: str) -> None:
        self._icon.setToolTip(words)

    def set_needs(self, count: int) -> None:
        self._needs_action.setText(self.tr("Needs you (%1)").replace("%1", str(count)))
        self._needs_action.setVisible(count > 0)
        if bool(count) != bool(self._needs):
            self._icon.setIcon(badged(self._plain, self._mark) if count else self._plain)
        self._needs = count

    def tell(self, title: str, words: str) -> None:
        self._note.start()
        self._show()
        self._icon.showMessage(title, words, QSystemTrayIcon.MessageIcon.NoIcon, _NOTE_MILLISECONDS)

    @Slot()
    def _show(self) -> None:
        shown = self._is_wanted or self._note.isActive()
        if self._icon.isVisible() != shown and (self.is_there or not shown):
            self._icon.setVisible(shown)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self.window_wanted.emit()
