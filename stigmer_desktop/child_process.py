"""A child process whose standard input is its life-line: however we end, it reads that and ends too."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

LineHandler = Callable[[str], None]

LINE_LIMIT = 64 * 1024
READERS_GRACE = 2.0

log = logging.getLogger(__name__)


class ChildProcess:
    """A started child in a process group of its own, with its lines of output on our event loop.

    Threads rather than the loop's own subprocess support, because that must work on every loop and
    platform, and because the end of the child must be heard at once even if a grandchild still holds
    one of its pipes.
    """

    def __init__(self, process: subprocess.Popen[bytes], on_output: LineHandler, on_error: LineHandler):
        self._process = process
        self._loop = asyncio.get_running_loop()
        self._exited: asyncio.Future[int] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._readers = [
            self._thread(f"read-{process.pid}", self._read, stream, handler)
            for stream, handler in ((process.stdout, on_output), (process.stderr, on_error))
            if stream is not None
        ]
        self._thread(f"wait-{process.pid}", self._await_end)

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        *,
        on_output: LineHandler,
        on_error: LineHandler,
        first_line: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> ChildProcess:
        """Starts `command`; each line of its output and error stream goes to a handler, on this loop.

        Args:
            command: the program and its arguments.
            on_output: takes one line of standard output, without its line end.
            on_error: takes one line of the error stream, without its line end.
            first_line: written to the child's standard input, which then stays open: a way to hand over
                what must stand neither in the arguments nor in the environment.
            environment: the child's whole environment; ours if None.

        Raises:
            OSError: the program cannot be started.
        """
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=None if environment is None else dict(environment),
            start_new_session=True,
            creationflags=_windows_flags(),
        )
        if first_line and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.write(first_line.encode() + b"\n")
        return cls(process, on_output, on_error)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        # Known to the thread that waits a moment before it is told to the loop.
        return self._exited.result() if self._exited.done() else self._process.returncode

    async def wait(self) -> int:
        """Waits for the end and returns the exit status, negative for a signal."""
        return await asyncio.shield(self._exited)

    async def stop(self, grace: float = 5.0) -> int:
        """Asks the child to end, and after `grace` seconds ends it and its process group by force.

        Returns the exit status, as `wait` does, once all its output has been handed over.
        """
        self._cut_life_line()
        self._signal_group(force=False)
        try:
            async with asyncio.timeout(grace):
                await self.wait()
        except TimeoutError:
            log.warning("process %d did not end within %g s and is killed", self.pid, grace)
            self._signal_group(force=True)
        status = await self.wait()
        await asyncio.shield(self._closed)
        return status

    def _thread(self, name: str, target: Callable[..., None], *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=target, args=arguments, name=name, daemon=True)
        thread.start()
        return thread

    def _read(self, stream: IO[bytes], handler: LineHandler) -> None:
        with stream:
            waiting = b""
            while piece := stream.read(LINE_LIMIT):
                *lines, waiting = (waiting + piece).split(b"\n")
                for line in lines:
                    self._on_loop(handler, _text(line))
                if len(waiting) > LINE_LIMIT:
                    self._on_loop(handler, _text(waiting))
                    waiting = b""
            if waiting:
                self._on_loop(handler, _text(waiting))

    def _await_end(self) -> None:
        if sys.platform == "linux":
            # Seen, not yet reaped: no other process can have its number while its group is signalled.
            with contextlib.suppress(ChildProcessError):  # somebody else has reaped it already
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
            self._signal_group(force=True)
        status = self._process.wait()
        if sys.platform == "darwin":
            self._signal_group(force=True)
        self._cut_life_line()
        self._on_loop(_settle, self._exited, status)
        for reader in self._readers:
            reader.join(READERS_GRACE)
        self._on_loop(_settle, self._closed, None)

    def _on_loop(self, callback: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(callback, *arguments)

    def _cut_life_line(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _signal_group(self, *, force: bool) -> None:
        if self._process.returncode is not None:
            return  # its number may be another's by now
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform != "win32":
                os.killpg(self.pid, signal.SIGKILL if force else signal.SIGTERM)
            elif force:
                self._process.kill()


def exit_words(status: int) -> str:
    """How a process ended, in words: "signal SIGKILL" or "exit status 3"."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _text(line: bytes) -> str:
    return line.rstrip(b"\r").decode("utf-8", "replace")


def _windows_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0
