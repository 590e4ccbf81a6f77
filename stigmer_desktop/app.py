"""The composition root: puts server, runner and window together, and takes them apart again."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from stigmer_desktop.behind_window import BehindWindow
from stigmer_desktop.endpoint import Endpoint, running_endpoint
from stigmer_desktop.folder_lock import DataFolderTaken, FolderLock
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.program_log import end_log, log_to_file
from stigmer_desktop.server_start import start_or_attach, start_server
from stigmer_desktop.settings import NOT_YET_INTRODUCED, SettingsFile
from stigmer_desktop.start_failure import CannotStart

# The server's modules take a while to load, and the window must not wait for them.
if TYPE_CHECKING:
    from stigmer_desktop.local_backend import LocalBackend
    from stigmer_desktop.terminal.one_execution import Question

# A terminal that shows one execution wants its text as it comes.
TERMINAL_POLL_INTERVAL = 0.25
POLL_INTERVAL = 1.0
# Seconds after which a thread at work makes way for one that waits. Python's own 5 ms, times the server's
# threads, would be seen in a window that shares the process with them (worst wait 83 ms; so it is 49).
WINDOW_SWITCH_INTERVAL = 0.0005
INTERRUPTED = 130


def serve(data: DataFolder, *, port: int | None, runner: bool) -> int:
    """Serves the data folder until SIGINT or SIGTERM.

    Args:
        port: where to listen, 0 for a free one; None for the usual one, or a free one if that is taken.
        runner: whether our own runner does the work.

    Returns:
        the exit status.
    """
    stopping = threading.Event()
    _on_stop_signals(stopping.set)
    handler = log_to_file(data)
    try:
        return _serve(data, port=port, runner=runner, stopping=stopping)
    finally:
        end_log(handler)


def _serve(data: DataFolder, *, port: int | None, runner: bool, stopping: threading.Event) -> int:
    endpoint, backend = start_server(data, port=port, runner=runner, lock=None, poll_interval=POLL_INTERVAL)
    print(f"Stigmer Desktop serves {endpoint.address}; the token is in {data.token_file}", flush=True)
    try:
        # An endless wait would keep signals from being seen on Windows.
        while not stopping.wait(1.0):
            pass
    finally:
        backend.stop()
    return 0


def execute(data: DataFolder, question: Question) -> int:
    """Asks one question, by the running server or one of its own; returns the exit status."""
    from stigmer_desktop.api.execution import EXECUTION_COMPLETED
    from stigmer_desktop.terminal.one_execution import ask

    def answer(endpoint: Endpoint) -> int:
        return 0 if ask(endpoint, question).status.phase == EXECUTION_COMPLETED else 1

    return _in_terminal(data, answer)


def converse(data: DataFolder) -> int:
    """Answers line by line in the terminal, in one session; returns the exit status."""
    from stigmer_desktop.terminal.conversation import hold_conversation

    def talk(endpoint: Endpoint) -> int:
        hold_conversation(endpoint)
        return 0

    return _in_terminal(data, talk)


def open_window(data: DataFolder) -> int:
    """Opens the window of a data folder, or raises the one that is open; returns the exit status."""
    from stigmer_desktop.trials import TrialProcesses
    from stigmer_desktop.ui.application import Doors, WindowHandle, run
    from stigmer_desktop.ui.raise_request import RaiseListener, ask_to_raise

    lock: FolderLock | None = FolderLock(data)
    assert lock is not None
    try:
        lock.take()
    except DataFolderTaken:
        # A window has it, or a server without one: then this window becomes its client.
        if ask_to_raise(data):
            print("Stigmer Desktop is already open; its window was raised.", flush=True)
            return 0
        lock = None
    except OSError:
        # Said in the window, where there may be no terminal to read it in; the next try takes the folder.
        pass
    sys.setswitchinterval(WINDOW_SWITCH_INTERVAL)
    behind = BehindWindow(data, lock, POLL_INTERVAL)
    listeners: list[RaiseListener] = []

    def ready(handle: WindowHandle) -> None:
        listeners.append(RaiseListener(data, handle.request_raise))

    handler = log_to_file(data)
    stored = SettingsFile(data.settings_file).load().introduction
    doors = Doors(
        connect=behind.connect,
        on_quit=behind.stop,
        trials=TrialProcesses(data.root),
        # A server that runs without this window keeps its runner to itself.
        restart_runner=behind.restart_runner if lock else None,
        repair=behind if lock else None,
        introduce=stored == NOT_YET_INTRODUCED or not (stored or data.database.exists()),
        on_ready=ready,
    )
    try:
        return run(doors, settings_file=SettingsFile(data.settings_file), data=data)
    finally:
        for listener in listeners:
            listener.close()
        behind.stop_now()
        end_log(handler)


def _in_terminal(data: DataFolder, work: Callable[[Endpoint], int]) -> int:
    """Does `work` with the running server's endpoint, or with a server of its own for the time."""
    from stigmer_desktop.terminal.one_execution import CannotAsk

    _on_stop_signals(_interrupt)
    backend: LocalBackend | None = None
    try:
        endpoint = running_endpoint(data)
        if endpoint is None:
            endpoint, backend = start_or_attach(data, None, TERMINAL_POLL_INTERVAL)
        return work(endpoint)
    except CannotAsk as error:
        raise CannotStart(str(error)) from error
    except KeyboardInterrupt:
        print("\nStopped." if backend else "\nThe server goes on with it.", file=sys.stderr)
        return INTERRUPTED
    finally:
        if backend:
            backend.stop()


def _interrupt() -> None:
    raise KeyboardInterrupt


def _on_stop_signals(stop: Callable[[], None]) -> None:
    """Calls `stop` on SIGINT and SIGTERM."""

    def received(number: int, frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, received)
