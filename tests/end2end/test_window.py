"""The window as its user has it: on a display with a window manager, driven by real keys."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    AgentExecution,
    ListAgentExecutionsRequest,
)
from stigmer_desktop.endpoint import running_endpoint
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from tests.contract.conftest import Caller
from tests.waiting import wait_until

NEEDED = ("Xvfb", "openbox", "xdotool")
PATIENCE = 60.0
# The built-in model is loaded when it is first asked.
ANSWER_PATIENCE = 180.0


@pytest.fixture
def missing() -> None:
    """Says in words what this test needs and does not find."""
    lacking = [program for program in NEEDED if shutil.which(program) is None]
    if lacking:
        pytest.skip(
            f"{', '.join(lacking)} not installed: make setup installs what the tests need, or names it"
        )


@pytest.fixture
def display(missing: None) -> Iterator[str]:
    """A display of its own, with a window manager."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        name = f":{numbers.readline().strip()}"
    manager = subprocess.Popen(
        ["openbox", "--sm-disable"],
        env={**os.environ, "DISPLAY": name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait(timeout=PATIENCE)


@dataclass
class Desk:
    """The program on the display, and a hand on its keyboard."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    data: DataFolder

    def keys(self, *words: str) -> str:
        """What xdotool says to these words."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout.strip()

    def press(self, keys: str) -> None:
        self.keys("key", "--clearmodifiers", keys)

    def write(self, text: str) -> None:
        self.keys("type", "--delay", "5", text)

    @property
    def active_title(self) -> str:
        return self.keys("getactivewindow", "getwindowname")

    def executions(self) -> list[AgentExecution]:
        """The newest first."""
        endpoint = running_endpoint(self.data)
        assert endpoint is not None
        caller = Caller(endpoint.address, endpoint.token)
        try:
            return list(caller.execution_queries.list(ListAgentExecutionsRequest()).entries)
        finally:
            caller.channel.close()

    def phases(self) -> list[int]:
        return [execution.status.phase for execution in self.executions()]

    def until_first_is(self, phase: int, patience: float) -> None:
        """Waits until the newest execution has this phase; says what there is if it does not get it."""
        try:
            wait_until(lambda: self.phases()[:1] == [phase], patience)
        except AssertionError as late:
            found = [(each.status.phase, each.status.error, each.spec.message) for each in self.executions()]
            raise AssertionError(f"{late}; window {self.active_title!r}, executions {found}") from late

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def desk(display: str, tmp_path: Path) -> Iterator[Desk]:
    data = DataFolder(tmp_path / "data")
    data.create()
    # The first steps are another test's.
    SettingsFile(data.settings_file).save(introduction="done")
    environment = {key: value for key, value in os.environ.items() if key not in ("WAYLAND_DISPLAY",)}
    environment |= {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **{name: str(tmp_path / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")},
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "stigmer_desktop", "--data", str(data.root)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    made = Desk(process, environment, data)
    yield made
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)


def second_start(desk: Desk) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stigmer_desktop", "--data", str(desk.data.root)],
        env=desk.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.timeout(600)
def test_a_whole_visit_by_the_keyboard(desk: Desk) -> None:
    wait_until(lambda: desk.active_title == "Stigmer Desktop", PATIENCE)
    wait_until(lambda: running_endpoint(desk.data), PATIENCE)

    # A message to the built-in model, and its answer.
    desk.press("ctrl+n")
    desk.write("Say hello in one short sentence.")
    desk.press("ctrl+Return")
    desk.until_first_is(EXECUTION_COMPLETED, ANSWER_PATIENCE)
    (first,) = desk.executions()
    assert first.spec.message == "Say hello in one short sentence."
    assert first.status.messages[-1].content.strip()

    # Another one in the same session, stopped while it is at work.
    desk.write("Write a very long story about a lighthouse and the sea.")
    desk.press("ctrl+Return")
    desk.until_first_is(EXECUTION_IN_PROGRESS, PATIENCE)
    desk.press("Escape")
    desk.until_first_is(EXECUTION_CANCELLED, PATIENCE)
    assert len({execution.spec.session_id for execution in desk.executions()}) == 1

    # A second start raises the window and says so.
    again = second_start(desk)
    assert again.returncode == 0, again.stderr
    assert again.stdout.strip() == "Stigmer Desktop is already open; its window was raised."

    # Nothing is left when it is closed.
    family = desk.family()
    desk.press("ctrl+q")
    said, _ = desk.process.communicate(timeout=PATIENCE)
    assert desk.process.returncode == 0
    assert b"Traceback" not in said
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    root = str(desk.data.root)
    left = [
        process for process in psutil.process_iter(["cmdline"]) if root in (process.info["cmdline"] or [])
    ]
    assert not left
    assert not desk.data.endpoint_file.exists()
