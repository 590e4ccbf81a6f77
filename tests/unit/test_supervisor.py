"""The supervisor: a runner that is always there, whose end is told at once, and none left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.supervisor import READY, STARTING, STOPPED, RestartPolicy, RotatingLog, RunnerSupervisor
from tests.unit.runner.own_command import script_command
from tests.waiting import until

GOOD = "import sys; print('hello from the log', file=sys.stderr); print('ready'); sys.stdin.read()"
STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready');"
    "sys.stdin.read(); time.sleep(0.2)"
)
BROKEN = "raise SystemExit(3)"


class Supervised:
    """A supervisor whose runner is a script, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.script = GOOD
        self.states: list[str] = []
        self.exits: list[tuple[str, str]] = []
        self.commands: list[tuple[str, ...]] = []
        self.data = DataFolder(folder)
        self.supervisor = RunnerSupervisor(
            address="127.0.0.1:1",
            token_file=self.data.token_file,
            data=self.data,
            on_exit=self._on_exit,
            on_state=self.states.append,
            command=self._command,
            options=("--parallelism", "2"),
            policy=RestartPolicy(first=0.05, longest=0.2),
        )

    def _command(self, *arguments: str) -> list[str]:
        self.commands.append(arguments)
        return script_command(self.script, *arguments)

    async def _on_exit(self, runner_id: str, reason: str) -> None:
        self.exits.append((runner_id, reason))

    @property
    def pid(self) -> int:
        assert self.supervisor.pid is not None
        return self.supervisor.pid

    async def ready(self) -> None:
        await until(lambda: self.supervisor.state == READY)


@pytest.fixture
async def supervised(tmp_path: Path) -> AsyncIterator[Supervised]:
    made = Supervised(tmp_path)
    yield made
    await made.supervisor.stop()
    assert not psutil.Process().children(recursive=True)


async def test_a_runner_is_started_and_gets_ready(supervised: Supervised) -> None:
    assert supervised.supervisor.state == STOPPED
    supervised.supervisor.start()
    await supervised.ready()
    assert supervised.states == [STARTING, READY]
    mode, *arguments = supervised.commands[0]
    assert mode == "runner"
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    assert given["--address"] == "127.0.0.1:1"
    assert given["--token-file"] == str(supervised.data.token_file)
    assert given["--data"] == str(supervised.data.root)
    assert given["--runner-id"].startswith("desktop-")
    assert given["--parallelism"] == "2"


async def test_a_killed_runner_is_told_at_once_and_replaced(supervised: Supervised) -> None:
    supervised.supervisor.start()
    await supervised.ready()
    first = supervised.pid
    os.kill(first, signal.SIGKILL)
    await until(lambda: supervised.exits, seconds=2)
    runner_id, reason = supervised.exits[0]
    assert runner_id == supervised.commands[0][-3]
    assert reason == "The agent-runner ended unexpectedly (signal SIGKILL)."
    await until(lambda: len(supervised.commands) == 2)
    await supervised.ready()
    assert supervised.pid != first
    assert supervised.commands[1][-3] != runner_id


async def test_a_runner_that_ends_again_and_again_is_started_less_often(supervised: Supervised) -> None:
    supervised.script = BROKEN
    supervised.supervisor.start()
    await until(lambda: len(supervised.exits) == 4)
    waiting = [state for state in supervised.states if state not in (STARTING, STOPPED)]
    assert "ended unexpectedly (exit status 3)" in waiting[0]
    assert "The next start is in" in waiting[0]


def test_the_pauses_grow_to_a_bound() -> None:
    policy = RestartPolicy()
    assert [policy.pause(failures) for failures in (0, 1, 2, 3, 4)] == [0, 0, 0.5, 1, 2]
    assert policy.pause(1000) == 30


async def test_stopping_ends_the_runner_and_starts_none(supervised: Supervised) -> None:
    supervised.supervisor.start()
    await supervised.ready()
    pid = supervised.pid
    await supervised.supervisor.stop()
    assert not psutil.pid_exists(pid)
    assert supervised.supervisor.state == STOPPED
    assert len(supervised.commands) == 1
    assert supervised.exits[0][1] == "The agent-runner was stopped before it was done."


async def test_stopping_in_a_pause_does_not_wait_for_it(supervised: Supervised) -> None:
    supervised.supervisor._policy = RestartPolicy(first=60, longest=60)
    supervised.script = BROKEN
    supervised.supervisor.start()
    await until(lambda: "next start" in supervised.supervisor.state)
    async with asyncio.timeout(2):
        await supervised.supervisor.stop()


async def test_restarting_replaces_the_runner_without_a_pause(supervised: Supervised) -> None:
    supervised.script = STUBBORN
    supervised.supervisor.start()
    await supervised.ready()
    first = supervised.pid
    await supervised.supervisor.restart()
    assert not psutil.pid_exists(first)
    await until(lambda: len(supervised.commands) == 2)
    await supervised.ready()
    assert supervised.pid != first


async def test_a_program_that_is_not_there_is_told(supervised: Supervised) -> None:
    supervised.supervisor._command = lambda *arguments: ["/no/such/program"]
    supervised.supervisor.start()
    await until(lambda: "cannot be started: No such file" in supervised.supervisor.state)


async def test_an_end_that_nobody_takes_does_not_stop_the_supervisor(supervised: Supervised) -> None:
    async def fails(runner_id: str, reason: str) -> None:
        raise RuntimeError("the server is gone")

    supervised.supervisor._on_exit = fails
    supervised.supervisor.start()
    await supervised.ready()
    os.kill(supervised.pid, signal.SIGKILL)
    await until(lambda: len(supervised.commands) == 2)
    await supervised.ready()


async def test_what_the_runner_logs_is_kept(supervised: Supervised) -> None:
    supervised.supervisor.start()
    await supervised.ready()
    await supervised.supervisor.stop()
    assert (supervised.data.logs / "runner.log").read_text() == "hello from the log\n"


def test_a_large_log_moves_aside(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path / "logs" / "runner.log", largest=20)
    for number in range(5):
        log.write(f"line number {number}")
    log.close()
    assert (tmp_path / "logs" / "runner.log").read_text() == "line number 4\n"
    assert (tmp_path / "logs" / "runner.log.1").read_text() == "line number 2\nline number 3\n"
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "logs").iterdir()} == {0o600}
