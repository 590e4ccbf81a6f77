"""The composition root: puts server, runner, client and window together, and takes them apart again."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

from stigmer_desktop.api.execution import EXECUTION_COMPLETED
from stigmer_desktop.backend.errors import ApiError
from stigmer_desktop.backend.server_thread import DEFAULT_PORT
from stigmer_desktop.endpoint import Endpoint, awaited_endpoint, running_endpoint
from stigmer_desktop.local_backend import BackendOptions, DataFolderTaken, LocalBackend
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.terminal.conversation import hold_conversation
from stigmer_desktop.terminal.one_execution import CannotAsk, Question, ask

__all__ = [
    "DEFAULT_PORT",
    "BackendOptions",
    "CannotStart",
    "converse",
    "execute",
    "open_window",
    "serve",
]

# How long a server that is just starting, in another process, is given to answer.
START_PATIENCE = 10.0
# A terminal that shows one execution wants its text as it comes.
TERMINAL_POLL_INTERVAL = 0.25


class CannotStart(Exception):
    """The program cannot do what was asked; the text says why, for a person."""


def serve(options: BackendOptions) -> int:
    """Serves the data folder until SIGINT or SIGTERM; returns the exit status."""
    backend = LocalBackend(options)
    stopping = threading.Event()
    try:
        endpoint = backend.start()
    except DataFolderTaken:
        raise CannotStart(_taken(options.data)) from None
    except (ApiError, OSError) as error:
        raise CannotStart(str(error)) from error
    _on_stop_signals(stopping)
    print(f"Stigmer Desktop serves {endpoint.address}; the token is in {options.data.token_file}", flush=True)
    try:
        # An endless wait would keep signals from being seen on Windows.
        while not stopping.wait(1.0):
            pass
    finally:
        backend.stop()
    return 0


def execute(data: DataFolder, question: Question) -> int:
    """Asks one question, by the running server or one of its own; returns the exit status."""
    _on_stop_signals(None)
    backend: LocalBackend | None = None
    try:
        endpoint = running_endpoint(data)
        if endpoint is None:
            endpoint, backend = start_or_attach(BackendOptions(data, poll_interval=TERMINAL_POLL_INTERVAL))
        return 0 if ask(endpoint, question).status.phase == EXECUTION_COMPLETED else 1
    except CannotAsk as error:
        raise CannotStart(str(error)) from error
    except KeyboardInterrupt:
        print("\nStopped." if backend else "\nThe server goes on with it.", file=sys.stderr)
        return 130
    finally:
        if backend:
            backend.stop()


def converse(data: DataFolder) -> int:
    """Answers line by line in the terminal, in one session; returns the exit status."""
    _on_stop_signals(None)
    endpoint, backend = start_or_attach(BackendOptions(data, poll_interval=TERMINAL_POLL_INTERVAL))
    try:
        hold_conversation(endpoint)
        return 0
    except CannotAsk as error:
        raise CannotStart(str(error)) from error
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    finally:
        if backend:
            backend.stop()


def start_or_attach(options: BackendOptions) -> tuple[Endpoint, LocalBackend | None]:
    """Serves the data folder, or finds who serves it already.

    Returns:
        where to call, and the backend when it is ours to stop.

    Raises:
        CannotStart: neither is possible; the text says why.
    """
    backend = LocalBackend(options)
    try:
        return backend.start(), backend
    except DataFolderTaken:
        endpoint = awaited_endpoint(options.data, START_PATIENCE)
        if endpoint is None:
            raise CannotStart(_taken(options.data)) from None
        return endpoint, None
    except (ApiError, OSError) as error:
        raise CannotStart(str(error)) from error


def _taken(data: DataFolder) -> str:
    return (
        f"Another Stigmer Desktop uses the data folder {data.root}. "
        "Close it, or choose another folder with --data."
    )


def _on_stop_signals(stopping: threading.Event | None) -> None:
    """SIGTERM and SIGINT set `stopping`, or end the main thread's work as Ctrl+C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        if stopping is None:
            raise KeyboardInterrupt
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def open_window(data: DataFolder) -> int:
    raise CannotStart("x")
