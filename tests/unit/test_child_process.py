"""A child process: its lines, its end, its life-line, its process group."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable

import psutil
import pytest

from stigmer_desktop.child_process import ChildProcess, exit_words
from tests.waiting import until

Start = Callable[..., ChildProcess]


class Lines:
    def __init__(self) -> None:
        self.output: list[str] = []
        self.error: list[str] = []


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
async def start(lines: Lines) -> AsyncIterator[Start]:
    children = []

    def started(code: str, **options: object) -> ChildProcess:
        child = ChildProcess.start(
            [sys.executable, "-u", "-c", code],
            on_output=lines.output.append,
            on_error=lines.error.append,
            **options,  # type: ignore[arg-type]
        )
        children.append(child)
        return child

    yield started
    for child in children:
        await child.stop(grace=0.1)


async def test_all_lines_are_there_once_it_has_stopped(start: Start, lines: Lines) -> None:
    child = start(
        "import sys; print('one'); print('two\\r'); print('bad', file=sys.stderr); print('end', end='')"
    )
    assert await child.wait() == 0
    await child.stop()
    assert lines.output == ["one", "two", "end"]
    assert lines.error == ["bad"]


async def test_an_endless_line_is_handed_over_in_parts(start: Start, lines: Lines) -> None:
    child = start("import sys; sys.stdout.write('x' * 200_000)")
    await child.wait()
    await child.stop()
    assert sum(map(len, lines.output)) == 200_000
    assert len(lines.output) > 1


async def test_the_first_line_reaches_the_child_and_nobody_else(start: Start, lines: Lines) -> None:
    child = start("import sys; print(sys.stdin.readline().strip()); sys.stdin.read()", first_line="secret")
    await until(lambda: lines.output == ["secret"])
    process = psutil.Process(child.pid)
    assert not any("secret" in word for word in [*process.cmdline(), *process.environ().values()])


async def test_a_child_that_heeds_its_life_line_ends_by_itself(start: Start, lines: Lines) -> None:
    child = start(
        "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up');"
        "sys.stdin.read(); sys.exit(7)"
    )
    await until(lambda: lines.output)
    assert await child.stop() == 7


async def test_a_child_that_heeds_nothing_is_killed(start: Start, lines: Lines) -> None:
    child = start(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True);"
        "time.sleep(60)"
    )
    await until(lambda: lines.output)
    begun = time.monotonic()
    assert await child.stop(grace=0.2) == -signal.SIGKILL
    assert time.monotonic() - begun < 2


async def test_what_a_child_leaves_in_its_group_ends_with_it(start: Start, lines: Lines) -> None:
    child = start(
        "import subprocess, sys;"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(other.pid)"
    )
    await child.wait()
    await child.stop()
    await until(lambda: not psutil.pid_exists(int(lines.output[0])))


async def test_the_end_is_heard_at_once_even_if_a_pipe_stays_open(start: Start, lines: Lines) -> None:
    child = start(
        "import subprocess, sys, os;"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "other = subprocess.Popen(sleep, start_new_session=True);"
        "print(other.pid); os.kill(os.getpid(), 9)"
    )
    begun = time.monotonic()
    assert await child.wait() == -signal.SIGKILL
    assert time.monotonic() - begun < 2
    psutil.Process(int(lines.output[0])).kill()


async def test_stopping_twice_and_waiting_after_the_end_do_no_harm(start: Start) -> None:
    child = start("pass")
    first, second = await asyncio.gather(child.stop(), child.stop())
    assert first == second == await child.wait() == child.exit_status


async def test_a_program_that_is_not_there_cannot_be_started() -> None:
    with pytest.raises(OSError):
        ChildProcess.start(["/no/such/program"], on_output=print, on_error=print)


def test_ends_in_words() -> None:
    assert exit_words(3) == "exit status 3"
    assert exit_words(-signal.SIGKILL) == "signal SIGKILL"
    assert exit_words(-999) == "signal 999"
