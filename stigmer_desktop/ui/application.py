"""Opens the window and runs it to its end.

`run` is the whole interface to the composition root:

    status = run(
        Doors(
            connect=connect,         # async: starts or finds the server; gives (address, token) or raises
            on_quit=stop_backend,    # async: stops what `connect` started; awaited before `run` returns
            trials=trials,           # tries models and MCP servers (see ui/trials.py)
            restart_runner=restart,  # plain callable, or None where the runner is not ours
            on_ready=keep,           # called once, on the GUI thread, with a WindowHandle
        ),
        settings_file=SettingsFile(data.settings_file),
        data=data,
    )

The window is shown before `connect` is called. What `connect` raises is shown in a banner, with a button
that calls it again. Closing the window ends its streams, closes its channel, awaits `on_quit`, and then
`run` returns. WindowHandle.request_raise brings the window to the front, from any thread.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from stigmer_desktop.paths import DataFolder, resources
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors, WindowHandle
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.fonts import load_fonts, text_font
from stigmer_desktop.ui.garbage import GarbageCollector
from stigmer_desktop.ui.stop_signals import StopSignals
from stigmer_desktop.ui.window_life import WindowLife

__all__ = ["Doors", "WindowHandle", "run"]

_LAST_TASKS_SECONDS = 2.0


def run(doors: Doors, *, settings_file: SettingsFile, data: DataFolder) -> int:
    """Shows the window and returns, when it is closed and everything behind it has ended, the exit status."""
    # A folder that cannot be used is what `connect` says in the window.
    with suppress(OSError):
        data.create()
    application = make_application(sys.argv[:1])
    loop = QEventLoop(application)
    signals = StopSignals()
    garbage = GarbageCollector()
    with loop:
        life = WindowLife(application, doors, settings_file, data, SessionView)
        signals.received.connect(life.close_now)
        try:
            loop.run_until_complete(life.run())
            loop.run_until_complete(_rest_of_calls())
        finally:
            signals.close()
            garbage.close()
    return 0


async def _rest_of_calls() -> None:
    """gRPC ends a cancelled call in a task of its own, which takes a moment longer than the call."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        await asyncio.wait(left, timeout=_LAST_TASKS_SECONDS)


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication with its name, icon, style and fonts.

    Raises:
        FileNotFoundError: the fonts are not installed.
    """
    application = QApplication(arguments)
    application.setApplicationName("stigmer-desktop")
    application.setApplicationDisplayName("Stigmer Desktop")
    application.setQuitOnLastWindowClosed(False)
    QGuiApplication.setDesktopFileName("stigmer-desktop")
    application.setStyle("Fusion")
    # Fonts of ours that lack the letters of some script give way to the system's; that is no news.
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    load_fonts()
    application.setFont(text_font())
    application.setWindowIcon(application_icon())
    return application


def application_icon() -> QIcon:
    """The application's own icon in all its sizes."""
    icon = QIcon()
    for file in sorted((resources() / "icons").glob("stigmer-desktop-*.png")):
        icon.addFile(str(file))
    return icon
