"""The real program as its users start it: serve, exec, a second start, kill -9 and what is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    AgentExecutionId,
    ListAgentExecutionsRequest,
)
from stigmer_desktop.endpoint import running_endpoint
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller, new_agent
from tests.scripted_model import ScriptedModel
from tests.waiting import wait_until

PATIENCE = 60.0


def wait_for(condition: Callable[[], Any]) -> Any:
    wait_until(condition, PATIENCE)
    return condition()


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "stigmer_desktop", *words]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


class Served:
    """A `serve` process, and all that it has started."""

    def __init__(self, data: DataFolder, *words: str) -> None:
        self.process = subprocess.Popen(
            command("serve", "--port", "0", "--data", str(data.root), *words), stdout=subprocess.PIPE
        )
        endpoint = wait_for(lambda: self.process.poll() is not None or running_endpoint(data))
        assert not isinstance(endpoint, bool), "serve has ended"
        self.caller = Caller(endpoint.address, endpoint.token)  # type: ignore[attr-defined]

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> None:
        self.caller.channel.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)


@pytest.fixture
def serve(data: DataFolder) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*words: str) -> Served:
        started.append(Served(data, *words))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def test_serve_says_where_and_leaves_nothing_behind(serve: Callable[..., Served], data: DataFolder) -> None:
    served = serve()
    content = json.loads(data.endpoint_file.read_text())
    assert content["pid"] == served.process.pid
    family = wait_for(served.family)
    served.stop()
    assert served.process.returncode == 0
    assert not data.endpoint_file.exists()
    _, alive = psutil.wait_procs(family, timeout=10)  # type: ignore[arg-type]
    assert not alive


def test_a_second_server_of_the_same_folder_is_refused(
    serve: Callable[..., Served], data: DataFolder
) -> None:
    serve("--no-runner")
    second = run("serve", "--data", str(data.root))
    assert second.returncode == 1
    assert "Another Stigmer Desktop uses the data folder" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_that_was_asked_for_is_refused(serve: Callable[..., Served], tmp_path: Path) -> None:
    served = serve("--no-runner")
    port = json.loads((tmp_path / "data" / "endpoint.json").read_text())["address"].rpartition(":")[2]
    second = run("serve", "--port", port, "--data", str(tmp_path / "other"))
    assert second.returncode == 1
    assert f"Port {port} is taken" in second.stderr
    assert served.process.poll() is None


def test_exec_uses_the_running_server(serve: Callable[..., Served], data: DataFolder) -> None:
    served = serve()
    with ScriptedModel() as model:
        done = run(
            "exec", "--data", str(data.root), "--model", "openai:plain", "--base-url", model.base_url, "Hi"
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    listed = served.caller.execution_queries.list(ListAgentExecutionsRequest())
    assert [each.status.phase for each in listed.entries] == [EXECUTION_COMPLETED]
    assert done.stdout.strip() == listed.entries[0].status.messages[-1].content.strip()


def test_exec_alone_starts_its_own_and_prints_json(data: DataFolder) -> None:
    with ScriptedModel() as model:
        done = run(
            "exec", "--json", "--data", str(data.root), "--model", "openai:plain",
            "--base-url", model.base_url, "Hi",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"]["phase"] == "EXECUTION_COMPLETED"
    assert not data.endpoint_file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that nobody reads breaks in another way")
@pytest.mark.parametrize("options", [["--json"], []])
def test_exec_ends_quietly_where_nobody_reads_on(data: DataFolder, options: list[str]) -> None:
    with ScriptedModel() as model:
        process = subprocess.Popen(
            command(
                "exec", *options, "--data", str(data.root), "--model", "openai:plain",
                "--base-url", model.base_url, "Hi",
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(PATIENCE) == 141
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--agent", "nobody"], "Agent not found: nobody"),
        (["--session", "ses-none"], "Session not found: ses-none"),
        (["--model", "openai:m", "--base-url", "http://127.0.0.1:9"], "FAILED"),
    ],
)
def test_exec_that_cannot_says_why(data: DataFolder, words: list[str], said: str) -> None:
    done = run("exec", "--data", str(data.root), *words, "Hi")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "pipeline step" not in done.stderr


def test_exec_with_an_empty_message_is_refused(data: DataFolder) -> None:
    done = run("exec", "--data", str(data.root), "")
    assert done.returncode == 1
    assert "The message is empty" in done.stderr


def test_what_was_acknowledged_survives_kill_9_and_a_run_does_not_lie(
    serve: Callable[..., Served], data: DataFolder
) -> None:
    served = serve()
    with ScriptedModel() as model:
        names = [f"Agent {number}" for number in range(20)]
        for name in names:
            served.caller.agents.create(new_agent(name))
        agent = served.caller.agents.create(new_agent("Slow"))
        execution = _execution_on(served.caller, agent.metadata.id, model.base_url)
        wait_for(lambda: _phase(served.caller, execution) == EXECUTION_IN_PROGRESS)
        family = served.family()
        served.process.kill()
        served.process.wait()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive, "the runner must not outlive the program"
    assert running_endpoint(data) is None
    again = serve("--no-runner")
    stored = {entry.agent.metadata.name for entry in _agents(again.caller)}
    assert set(names) <= stored
    ended = again.caller.execution_queries.get(AgentExecutionId(value=execution))
    assert ended.status.phase == EXECUTION_FAILED
    assert "was closed or stopped" in ended.status.error


def test_without_a_display_the_conversation_goes_on_in_the_terminal(data: DataFolder) -> None:
    with ScriptedModel() as model:
        environment = {key: value for key, value in os.environ.items() if key not in _DISPLAYS}
        environment |= {
            "STIGMER_DESKTOP_MODEL": "openai:plain",
            "STIGMER_DESKTOP_BASE_URL": model.base_url,
        }
        done = subprocess.run(
            command("--data", str(data.root)),
            env=environment,
            input="Hello\nAgain\n\n",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stderr
    assert "There is no display" in done.stderr
    assert len(model.requests) == 2
    assert len(done.stdout.split("\n")) >= 2


_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _execution_on(caller: Caller, agent_id: str, base_url: str) -> str:
    from tests.contract.conftest import new_execution

    request = new_execution("Hi", agent_id=agent_id)
    request.spec.execution_config.model_name = "openai:stalls"
    request.spec.runtime_env["STIGMER_DESKTOP_BASE_URL"].value = base_url
    return caller.executions.create(request).metadata.id


def _phase(caller: Caller, execution_id: str) -> int:
    return caller.execution_queries.get(AgentExecutionId(value=execution_id)).status.phase


def _agents(caller: Caller):  # type: ignore[no-untyped-def]
    from stigmer_desktop.api.desktop import ListAgentsRequest

    return caller.catalog.listAgents(ListAgentsRequest(page_size=500)).entries
