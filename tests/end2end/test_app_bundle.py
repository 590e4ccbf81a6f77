"""The program as one folder: built, and started as someone would who has no Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.endpoint import running_endpoint
from stigmer_desktop.paths import DataFolder
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program's executable."""
    folder = tmp_path_factory.mktemp("bundle")
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "build")]
    pyinstaller = Path(sys.executable).parent / "pyinstaller"
    subprocess.run(
        [str(pyinstaller), "--noconfirm", "--log-level", "ERROR", *places, "build.spec"], cwd=ROOT, check=True
    )
    return folder / "dist" / "Stigmer Desktop" / "stigmer-desktop"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user's environment: a home of its own, and nothing of this Python."""
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}


@pytest.fixture
def display() -> Iterator[str]:
    """A display to show the window on."""
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as file:
            yield f":{file.readline().strip()}"
        server.terminate()


def test_the_builtin_model_answers(program: Path, environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [str(program), "exec", "--json", "--data", str(tmp_path / "data"), "Say hello in one sentence."],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    status = json.loads(done.stdout)["status"]
    assert (status["phase"], status["model"]) == ("EXECUTION_COMPLETED", "SmolLM2-135M-Instruct")
    assert status["messages"][-1]["content"]


def test_the_window_opens_with_its_runner_and_leaves_nothing(
    program: Path, environment: dict[str, str], display: str, tmp_path: Path
) -> None:
    data = DataFolder(tmp_path / "data")
    with subprocess.Popen(
        [str(program), "--data", str(data.root)],
        env={**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        stderr=subprocess.PIPE,
        text=True,
    ) as window:
        try:
            wait_until(lambda: window.poll() is not None or running_endpoint(data), PATIENCE)
            wait_until(lambda: window.poll() is not None or _children(window.pid), PATIENCE)
            assert window.poll() is None, window.communicate()[1]
            runner = _children(window.pid)[0]
            assert Path(runner.exe()) == program
        finally:
            window.send_signal(signal.SIGTERM)
        _, said = window.communicate(timeout=PATIENCE)
    assert window.returncode == 0, said
    wait_until(lambda: not runner.is_running(), PATIENCE)


def _children(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children()
