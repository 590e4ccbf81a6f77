"""What every test of the window shares: Qt off screen, one loop for Qt and asyncio, a real server."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import psutil
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.client import Client, ConnectionPhase
from stigmer_desktop.ui.fonts import load_fonts, text_font
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from tests.ui.surroundings import make_surroundings

if TYPE_CHECKING:
    from stigmer_desktop.backend.server_thread import Endpoint, ServerThread
    from stigmer_desktop.ui.main_window import MainWindow
    from stigmer_desktop.ui.window_life import WindowLife

_HERE = Path(__file__).parent
# What the offscreen platform says about itself, and Qt about scripts that our fonts leave to others.
_QT_IGNORED = r"This plugin does not support|OpenType support missing"

Until = Callable[..., Awaitable[None]]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Runs the async tests of this folder on Qt's own event loop, as the window runs."""
    return {"qt": lambda: QEventLoop(QApplication.instance())}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Makes a Qt warning fail the test that caused it."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(_QT_IGNORED, extend=True))


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, dressed as the real one is."""
    qapp.setStyle("Fusion")
    load_fonts()
    qapp.setFont(text_font())
    # What is imported by now lives for ever: no need to look through it after each test.
    gc.collect()
    gc.freeze()
    return qapp


@pytest.fixture(autouse=True)
def garbage_of_this_thread(qapp: QApplication) -> Iterator[None]:
    """Widgets that are garbage must die on Qt's thread, not on the server's (see ui/garbage.py)."""
    gc.disable()
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    if not gc.get_freeze_count():
        # The test closed a window, which takes that back.
        gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left_running(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread or a child process behind."""
    threads = set(threading.enumerate())
    children = set(psutil.Process().children(recursive=True))
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - threads
        # grpc.aio keeps one poller for the whole process, from its first use on.
        if thread.is_alive()
        and "_poll_wrapper" not in thread.name
        # A thread of the loop's own pool, which Qt makes and ends; Python cannot tell whether it has.
        and not isinstance(thread, threading._DummyThread)
    ]
    assert not left, f"threads left running: {left}"
    orphans = set(psutil.Process().children(recursive=True)) - children
    assert not orphans, f"child processes left running: {orphans}"


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """A data folder of its own for each test."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    return folder


@pytest.fixture
def server(data: DataFolder) -> Iterator[ServerThread]:
    """The real server in its own thread."""
    from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread

    thread = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.05))
    yield thread
    thread.stop()


@pytest.fixture
def endpoint(server: ServerThread) -> Endpoint:
    """Where the real server answers: `address` and `token`."""
    return server.start()


@pytest.fixture
def until() -> Until:
    """`await until(condition, seconds=20)`: lets the loop run until `condition()` is true."""

    async def wait(condition: Callable[[], object], seconds: float = 20.0) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not condition():
            assert loop.time() < end, f"not true within {seconds} s"
            await asyncio.sleep(0.005)

    return wait


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme; a test may switch it."""
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()


@pytest.fixture
async def client(endpoint: Endpoint, until: Until) -> AsyncIterator[Client]:
    """A connected client; its close and every task of the test must be over at the end."""
    made = Client()
    await made.connect_to(endpoint.address, endpoint.token)
    await until(lambda: made.state.phase is ConnectionPhase.CONNECTED)
    yield made
    await made.close()
    # gRPC ends a cancelled call in a task of its own.
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


@pytest.fixture
def failures() -> list[UserError]:
    """What would have gone to the message bar."""
    return []


@pytest.fixture
async def scope(client: Client, failures: list[UserError]) -> AsyncIterator[OperationScope]:
    """Where a test's operations begin and, at its end, stop."""
    made = OperationScope(failures.append)
    yield made
    await made.close()


@pytest.fixture
def operations(client: Client, scope: OperationScope) -> Operations:
    """The actions on agents and sessions, against the real server."""
    return Operations(client, scope)


@pytest.fixture
async def around(
    theme: Theme, client: Client, scope: OperationScope, data: DataFolder
) -> AsyncIterator[Surroundings]:
    """What a pane works with, on the real server; the change stream is not started."""
    made = make_surroundings(theme, client, scope, data)
    yield made
    await made.changes.stop()
    made.settings.close()


@pytest.fixture
async def life(
    qapp: QApplication, data: DataFolder, endpoint: Endpoint, until: Until
) -> AsyncIterator[WindowLife]:
    """The whole window, on the real server, in front."""
    from stigmer_desktop.settings import SettingsFile
    from stigmer_desktop.ui.doors import Doors
    from stigmer_desktop.ui.executions.session_view import SessionView
    from stigmer_desktop.ui.window_life import WindowLife
    from tests.ui.fixed_trials import FixedTrials

    async def connect() -> tuple[str, str]:
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        pass

    doors = Doors(connect, on_quit, FixedTrials())
    made = WindowLife(qapp, doors, SettingsFile(data.settings_file), data, SessionView)
    task = asyncio.get_running_loop().create_task(made.run())
    await until(lambda: made.around.agents.is_loaded)
    made.window.activateWindow()
    await until(made.window.isActiveWindow)
    yield made
    if not task.done():
        made.close()
    await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


@pytest.fixture
def window(life: WindowLife) -> MainWindow:
    """The window of `life`."""
    return life.window
