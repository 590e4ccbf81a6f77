"""Says that a session went into the archive, with a way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from stigmer_desktop.ui.sessions.session_commands import SessionCommands
from stigmer_desktop.ui.widgets.message_bar import MessageBar


class ArchivedNote(QObject):
    """One letter archives a session: whoever did not mean to must see where it is."""

    def __init__(self, commands: SessionCommands, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._commands = commands
        self._messages = messages
        commands.archived.connect(self._on_archived)

    @Slot(object, object)
    def _on_archived(self, session_id: str, title: str) -> None:
        words = self.tr("“%1” is in the archive").replace("%1", title)
        back = partial(self._commands.archive, session_id, title, False)
        self._messages.show_note(words, self.tr("Undo"), back)
