"""Keeps one agent-runner alive for as long as the program runs, and tells at once when one ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ulid import ULID

from stigmer_desktop.child_process import ChildProcess, exit_words
from stigmer_desktop.paths import DataFolder, own_command

STARTING = "starting"
READY = "ready"
STOPPED = "stopped"
EXIT_REPORT_SECONDS = 10.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RestartPolicy:
    """How soon a new runner starts, in seconds.

    Attributes:
        first: the pause before the second start in a row; before the first there is none.
        longest: what the pause, doubled each time, never exceeds.
        settled: a runner that lived so long makes the next start count as the first again.
    """

    first: float = 0.5
    longest: float = 30.0
    settled: float = 60.0

    def pause(self, failures: int) -> float:
        """The pause before the next start, after `failures` runners in a row that ended early."""
        if failures <= 1:
            return 0.0
        return min(self.first * 2.0 ** min(failures - 2, 16), self.longest)


class RunnerSupervisor:
    """Starts the runner, and a new one whenever it ends; no child outlives `stop`."""

    def __init__(
        self,
        *,
        address: str,
        token_file: Path,
        data: DataFolder,
        on_exit: Callable[[str, str], Awaitable[None]],
        on_state: Callable[[str], None] = lambda state: None,
        command: Callable[..., list[str]] = own_command,
        options: Sequence[str] = (),
        policy: RestartPolicy | None = None,
    ) -> None:
        """Takes where the server is, and whom to tell.

        Args:
            address: the server as HOST:PORT.
            token_file: the file that holds the token for it.
            data: the data folder; the runner's log goes into its logs.
            on_exit: awaited with the runner's id and the reason, as a sentence, whenever a runner ended;
                what it held must be taken from it. A runner that we stopped ourselves is no exception.
            on_state: called with the new state whenever it changes.
            command: how to start ourselves with arguments.
            options: further arguments for the runner.
            policy: the pauses between starts.
        """
        self._arguments = ("--address", address, "--token-file", str(token_file), "--data", str(data.root))
        self._log_file = RotatingLog(data.runner_log)
        self._on_exit = on_exit
        self._on_state = on_state
        self._command = command
        self._options = options
        self._policy = policy or RestartPolicy()
        self._state = STOPPED
        self._child: ChildProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._asked = asyncio.Event()

    @property
    def state(self) -> str:
        """The runner's state in words: "starting", "ready", "stopped", or why it does not run."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The process number of the runner that runs now."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Starts the runner; returns at once."""
        if self._task is None:
            self._stopping = False
            self._task = asyncio.get_running_loop().create_task(self._supervise())

    async def stop(self) -> None:
        """Ends the runner, and starts none any more; returns when it is gone."""
        self._stopping = True
        self._asked.set()
        if self._child is not None:
            await self._child.stop()
        task, self._task = self._task, None
        if task is not None:
            await task

    async def restart(self) -> None:
        """Ends the runner and starts a new one without a pause; returns when the old one is gone."""
        self._asked.set()
        if self._child is not None:
            await self._child.stop()

    async def _supervise(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while not self._stopping:
                self._asked.clear()
                self._enter(STARTING)
                started = loop.time()
                reason = await self._run_one(f"desktop-{str(ULID()).lower()}")
                if self._asked.is_set():
                    failures = 0
                    continue
                failures = 1 if loop.time() - started >= self._policy.settled else failures + 1
                if pause := self._policy.pause(failures):
                    self._enter(f"{reason} The next start is in {pause:.0f} s; runner.log says more.")
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._asked.wait(), pause)
        finally:
            self._log_file.close()
            self._enter(STOPPED)

    async def _run_one(self, runner_id: str) -> str:
        """Starts a runner and stays with it to its end; returns why it ended."""
        command = self._command("runner", *self._arguments, "--runner-id", runner_id, *self._options)
        try:
            child = ChildProcess.start(command, on_output=self._on_line, on_error=self._log_file.write)
        except OSError as error:
            return f"The agent-runner cannot be started: {error.strerror}."
        self._child = child
        try:
            status = await child.wait()
        finally:
            self._child = None
        if self._asked.is_set():
            reason = "The agent-runner was stopped before it was done."
        else:
            reason = f"The agent-runner ended unexpectedly ({exit_words(status)})."
            log.warning("runner %s ended: %s", runner_id, exit_words(status))
        await self._tell_exit(runner_id, reason)
        await child.stop()  # it has ended already; this waits for its last lines
        return reason

    async def _tell_exit(self, runner_id: str, reason: str) -> None:
        try:
            async with asyncio.timeout(EXIT_REPORT_SECONDS):
                await self._on_exit(runner_id, reason)
        except Exception:
            log.exception("the end of runner %s could not be told", runner_id)

    def _on_line(self, line: str) -> None:
        if line.strip() == READY and self._child is not None:
            self._enter(READY)

    def _enter(self, state: str) -> None:
        if state != self._state:
            self._state = state
            log.info("agent-runner: %s", state)
            self._on_state(state)


class RotatingLog:
    """A log file that lines are added to; when it is large it moves aside and a new one begins."""

    def __init__(self, path: Path, largest: int = 2_000_000) -> None:
        self._path = path
        self._largest = largest
        self._file: IO[str] | None = None

    def write(self, line: str) -> None:
        """Adds one line. A full disk loses the line, not the program."""
        with contextlib.suppress(OSError):
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # For the user alone, also where the folder lets others in.
                self._path.touch(mode=0o600)
                self._file = self._path.open("a", encoding="utf-8")
            self._file.write(line + "\n")
            self._file.flush()
            if self._file.tell() > self._largest:
                self.close()
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))

    def close(self) -> None:
        """Closes the file; a later line opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None
