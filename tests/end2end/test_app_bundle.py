"""The program as one folder: built, and started as someone would who has no Python."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import psutil
import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.endpoint import running_endpoint
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.trials import TrialProcesses
from tests.contract.conftest import Caller
from tests.scripted_model import Call, ScriptedModel, says, steps
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = Path(sys.prefix) / "mcp" / "node_modules" / ".bin" / "mcp-server-everything"
PATIENCE = 60.0
# What the palette calls the places, each with a page whose modules are loaded only then.
PLACES = (
    "needs you",
    "search everywhere",
    "agents",
    "mcp servers",
    "environments",
    "skills",
    "settings",
    "diagnostics",
    "first steps",
)
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program's executable; STIGMER_DESKTOP_APP names one that is there already."""
    if built := os.environ.get("STIGMER_DESKTOP_APP"):
        return Path(built)
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
    """A display to show the window on, with a window manager."""
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as file:
            name = f":{file.readline().strip()}"
        with subprocess.Popen(
            ["openbox", "--sm-disable"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL
        ) as manager:
            yield name
            manager.terminate()
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


def test_an_agent_works_with_its_tools(program: Path, environment: dict[str, str], tmp_path: Path) -> None:
    with ScriptedModel() as model:
        model.scripts["small"] = steps(says("I look.", Call("ls", {})), says("There is nothing."))
        question = ("--agent", "repository-helper", "What is here?")
        settings = {"MODEL": "openai:small", "BASE_URL": model.base_url, "API_KEY": "k-1"}
        done = subprocess.run(
            [str(program), "exec", "--json", "--data", str(tmp_path / "data"), *question],
            env=environment | {f"STIGMER_DESKTOP_{name}": value for name, value in settings.items()},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stderr
    status = json.loads(done.stdout)["status"]
    assert [(call["name"], call["status"]) for call in status["tool_calls"]] == [
        ("ls", "TOOL_CALL_COMPLETED")
    ]
    assert status["messages"][-1]["content"] == "There is nothing."


async def test_a_model_is_tried(program: Path, tmp_path: Path) -> None:
    trial = await _trials(program, tmp_path).try_model("builtin")
    assert (trial.answered, bool(trial.words)) == (True, True), trial.words


async def test_a_server_of_tools_is_tried(program: Path, tmp_path: Path) -> None:
    definition = McpServerDefinition(name="everything")
    definition.stdio.command = str(EVERYTHING)
    trial = await _trials(program, tmp_path).try_mcp_server(definition, {})
    assert not trial.problem
    assert "echo" in {tool.name for tool in trial.tools}


async def test_model_servers_are_looked_for(program: Path, tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:1"
    assert not await _trials(program, tmp_path).find_model_servers(ollama_url=nobody, lmstudio_url=nobody)


@pytest.mark.skipif(not shutil.which("xdotool"), reason="xdotool is not installed; make setup names it")
async def test_every_page_opens_and_nothing_is_left(
    program: Path, environment: dict[str, str], display: str, tmp_path: Path
) -> None:
    data = DataFolder(tmp_path / "data")
    data.create()
    SettingsFile(data.settings_file).save(introduction="done")
    there = {**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def hand(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=there, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout.strip()

    async def go(name: str) -> None:
        hand("key", "ctrl+k", "type", "--delay", "8", name)
        hand("key", "Return")

    with subprocess.Popen(
        [str(program), "--data", str(data.root)], env=there, stderr=subprocess.PIPE
    ) as window:
        try:
            await until(lambda: window.poll() is not None or running_endpoint(data), PATIENCE)
            await until(lambda: window.poll() is not None or _children(window.pid), PATIENCE)
            assert window.poll() is None, window.communicate()[1]
            runner = _children(window.pid)[0]
            assert Path(runner.exe()) == program
            await until(lambda: hand("getactivewindow", "getwindowname") == "Stigmer Desktop", PATIENCE)
            for place in PLACES:
                await go(place)
            # A form made of many parts, filled and saved.
            await go("new agent")
            hand("type", "--delay", "8", "Bundled\t\tAnswers what it is asked.")
            hand("key", "ctrl+s")
            await until(lambda: _has_agent(data, "bundled"), PATIENCE)
        finally:
            window.send_signal(signal.SIGTERM)
        _, said = window.communicate(timeout=PATIENCE)
    assert window.returncode == 0, said
    for words in (said.decode(), *(log.read_text() for log in data.logs.iterdir())):
        assert "Traceback" not in words, words
    await until(lambda: not runner.is_running(), PATIENCE)


def _trials(program: Path, root: Path) -> TrialProcesses:
    return TrialProcesses(root, command=lambda *arguments: [str(program), *arguments])


def _has_agent(data: DataFolder, slug: str) -> bool:
    endpoint = running_endpoint(data)
    assert endpoint is not None
    caller = Caller(endpoint.address, endpoint.token)
    try:
        return bool(caller.agent_queries.getByReference(ApiResourceReference(slug=slug)))
    except grpc.RpcError:
        return False
    finally:
        caller.channel.close()


def _children(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children()
