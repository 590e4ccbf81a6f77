"""Which session the window shows now, for everything that is done with "this session"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


class OpenSession:
    """`id` is empty while the beginning of a session, or another place, is shown."""

    def __init__(self) -> None:
        self.id = ""

    def obstacle(self) -> str:
        """Why nothing can be done with it; empty while one is open."""
        return "" if self.id else QCoreApplication.translate("OpenSession", "No session is open.")
