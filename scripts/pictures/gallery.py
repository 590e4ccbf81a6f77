"""The real window on a filled server, brought to one named view after another."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from scripts.pictures.content import Content, fill
from scripts.pictures.quiet_trials import QuietTrials
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.window_life import WindowLife

_PATIENCE = 20.0
# A window that looks the same for so long, in seconds, has come to rest.
_REST = 0.25


@dataclass(frozen=True)
class Stage:
    """A window that is open, and what it shows.

    Attributes:
        life: the window and all that lives with it.
        content: what was put into the server; empty on a first run.
    """

    life: WindowLife
    content: Content

    @property
    def window(self) -> MainWindow:
        return self.life.window

    def session(self, key: str) -> None:
        """Opens the session about `key`."""
        self.window.centre.show_session(self.content.sessions[key])

    async def until(self, condition: Callable[[], object]) -> None:
        """Lets the window work until `condition()` is true.

        Raises:
            TimeoutError: it does not become true.
        """
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window does not come to what was waited for")
            await asyncio.sleep(0.01)

    async def rest(self) -> QImage:
        """Waits until the window changes no more; gives its picture."""
        end, since, before = time.monotonic() + _PATIENCE, time.monotonic(), QImage()
        while time.monotonic() < end:
            await asyncio.sleep(0.03)
            now = self.window.grab().toImage()
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since >= _REST:
                return now
        return before

    def set_theme(self, mode: str) -> None:
        """Turns light or dark, as the settings then say too."""
        self.life.around.settings.change(theme=mode)
        self.life.around.theme.set_mode(mode)

    async def resize(self, size: QSize, percent: int = 100) -> None:
        """Gives the window another size, and its text another one."""
        self.life.around.settings.change(text_size=percent)
        self.window.resize(size)
        await asyncio.sleep(0)


@asynccontextmanager
async def stage(
    application: QApplication, folder: Path, *, filled: bool = True, theme: str = "light"
) -> AsyncIterator[Stage]:
    """A window on a server of its own in `folder`; both are gone at the end."""
    data = DataFolder(folder)
    data.create()
    content = fill(data) if filled else Content()
    thread = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.05, own_runner=lambda: "ready"))
    endpoint = thread.start()
    # A spinner that turned would never let the window rest.
    file = SettingsFile(data.settings_file)
    file.save(theme=theme, reduced_motion=True)
    os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    async def connect() -> tuple[str, str]:
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        thread.stop()

    doors = Doors(connect, on_quit, QuietTrials(), introduce=not filled)
    life = WindowLife(application, doors, file, data, SessionView)
    running = asyncio.get_running_loop().create_task(life.run())
    made = Stage(life, content)
    try:
        await made.until(lambda: life.around.agents.is_loaded and life.around.overviews.current)
        if filled:
            await made.until(lambda: life.around.sessions.rowCount() >= len(content.sessions))
        yield made
    finally:
        life.close()
        await running
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
