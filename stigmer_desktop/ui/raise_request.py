"""Lets a second start bring the window that is open already to the front."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from stigmer_desktop.paths import DataFolder

PATIENCE_MS = 1000


def ask_to_raise(data: DataFolder) -> bool:
    """Asks the window of `data` to come to the front; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(data))
    asked = socket.waitForConnected(PATIENCE_MS)
    socket.abort()
    return asked


class RaiseListener(QObject):
    """Calls `raise_window` whenever a second start asks for it; lives on the GUI thread."""

    def __init__(self, data: DataFolder, raise_window: Callable[[], None]) -> None:
        super().__init__()
        self._raise_window = raise_window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_asked)
        if not self._server.listen(_name(data)):
            # A crash may have left the name behind; nobody answers it, so it can be taken.
            QLocalServer.removeServer(_name(data))
            self._server.listen(_name(data))

    def close(self) -> None:
        """Listens no more."""
        self._server.close()

    def _on_asked(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.close()
            connection.deleteLater()
        self._raise_window()


def _name(data: DataFolder) -> str:
    """One name for each data folder, short enough for every system."""
    digest = hashlib.sha256(str(data.root.resolve()).encode()).hexdigest()[:20]
    return f"stigmer-desktop-{digest}"
