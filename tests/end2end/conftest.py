"""What the tests of the whole share: a data folder, the scripted model, and the running program."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.model_choice import API_KEY_VARIABLE, BASE_URL_VARIABLE, MODEL_VARIABLE
from tests.end2end.program import Program, words_of
from tests.scripted_model import KEY, ScriptedModel
from tests.waiting import wait_until

# The protocol's own demonstration server.
EVERYTHING = Path(sys.prefix) / "mcp" / "node_modules" / ".bin" / "mcp-server-everything"

# Builds the whole program for some minutes: run by `make app-test`.
collect_ignore = [] if os.environ.get("STIGMER_DESKTOP_APP_TEST") else ["test_app_bundle.py"]


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedModel]:
    """The scripted model server, which the runner finds in its environment."""
    with ScriptedModel() as server:
        monkeypatch.setenv(BASE_URL_VARIABLE, server.base_url)
        monkeypatch.setenv(API_KEY_VARIABLE, KEY)
        monkeypatch.setenv(MODEL_VARIABLE, "openai:plain")
        yield server


@pytest.fixture
def program(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = Program(data)
    yield made
    made.stop()
    left = psutil.Process().children(recursive=True)
    assert not left, [words_of(process) for process in left]


@pytest.fixture
def everything_over_http() -> Iterator[str]:
    """The address of that server over HTTP, where it keeps a session for each client."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with subprocess.Popen(
        [EVERYTHING, "streamableHttp"],
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        wait_until(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}/mcp"
        os.killpg(process.pid, signal.SIGTERM)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
