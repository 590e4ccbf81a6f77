"""Says in the window what becomes of exports and imports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from stigmer_desktop.ui.archives.archive_desk import ArchiveDesk
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.message_bar import MessageBar

# What is done sooner needs no word that it is under way.
_PATIENCE_MILLISECONDS = 200

OpenFolder = Callable[[Path], bool]


def open_folder(folder: Path) -> bool:
    """Opens a folder in the desktop's own file browser; False where that cannot be done."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class ArchiveNews(QObject):
    """Follows any number of desks, whichever of them is asked."""

    def __init__(self, messages: MessageBar, parent: QObject, open_folder: OpenFolder = open_folder) -> None:
        """Takes where to say it, and what shows a folder to the user."""
        super().__init__(parent)
        self._messages = messages
        self._open_folder = open_folder
        self._words = ""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_patience_ended)

    def follow(self, desk: ArchiveDesk) -> None:
        """Says what `desk` does from now on."""
        desk.began.connect(self._on_began)
        desk.ended.connect(self._on_ended)
        desk.exported.connect(self._on_exported)

    @Slot(object)
    def _on_began(self, words: str) -> None:
        self._words = words
        self._patience.start()

    @Slot()
    def _on_patience_ended(self) -> None:
        self._messages.show_work(self._words)

    @Slot()
    def _on_ended(self) -> None:
        self._patience.stop()
        self._messages.end_work()

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        words = self.tr("Exported to %1").replace("%1", str(path))
        self._messages.show_note(words, self.tr("Open the folder"), partial(self._show, path.parent))

    def _show(self, folder: Path) -> None:
        if not self._open_folder(folder):
            words = self.tr("The folder cannot be opened from here: %1").replace("%1", str(folder))
            self._messages.show_failure(UserError(words))
