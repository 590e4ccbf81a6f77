"""Our end of the life-line: standard input, which the parent holds open for as long as it lives."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from types import FrameType

STANDARD_INPUT = 0
LONGEST_LINE = 4096


def first_line(longest: int = LONGEST_LINE) -> str:
    """The first line of standard input, without reading past it; empty if it ends before, or is longer."""
    line = bytearray()
    while len(line) < longest:
        byte = os.read(STANDARD_INPUT, 1)
        if byte == b"\n":
            return line.decode("utf-8", "replace").strip()
        if not byte:
            return ""
        line += byte
    return ""


def end_with_life_line() -> threading.Thread:
    """Ends this process, without ceremony, when the parent ends; returns the thread that waits for that."""

    def wait() -> None:
        _read_to_end()
        os._exit(0)

    thread = threading.Thread(target=wait, name="life-line", daemon=True)
    thread.start()
    return thread


async def until_asked_to_stop(seconds_to_end: float, status: int) -> str:
    """Waits until the parent ends, or asks us to by a signal; returns which it was, for the log.

    Once the parent has gone this process has `seconds_to_end` left, even if the loop hangs by then.
    """
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[str] = loop.create_future()

    def settle(reason: str) -> None:
        if not asked.done():
            asked.set_result(reason)

    def tell(reason: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: we are ending already
            loop.call_soon_threadsafe(settle, reason)

    def on_signal(number: int, frame: FrameType | None) -> None:
        tell(signal.Signals(number).name)

    def wait() -> None:
        _read_to_end()
        tell("the parent has gone")
        time.sleep(seconds_to_end)
        os._exit(status)

    threading.Thread(target=wait, name="life-line", daemon=True).start()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), on_signal)
    return await asked


def exit_at_the_latest(seconds: float, status: int) -> None:
    """Ends this process after `seconds`, whatever hangs by then."""
    timer = threading.Timer(seconds, os._exit, (status,))
    timer.daemon = True
    timer.start()


def _read_to_end() -> None:
    # Straight from the descriptor: a thread that waits inside sys.stdin would hold its lock at exit.
    try:
        while os.read(STANDARD_INPUT, 4096):
            pass
    except OSError:
        pass
