"""Trials in their own processes: models, model servers and MCP servers, good and bad."""

from __future__ import annotations

import asyncio
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.trials import TrialProcesses
from stigmer_desktop.ui.trials import TrialFailed
from tests.scripted_model import Script, ScriptedModel
from tests.waiting import until, wait_until

EVERYTHING = Path(sys.prefix) / "mcp" / "node_modules" / ".bin" / "mcp-server-everything"


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[TrialProcesses]:
    yield TrialProcesses(tmp_path)
    wait_until(lambda: not psutil.Process().children(recursive=True))


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with ScriptedModel() as server:
        yield server


async def test_a_model_that_answers(trials: TrialProcesses, model: ScriptedModel) -> None:
    model.scripts["small"] = Script(text=("Good ", "day!"))
    trial = await trials.try_model("openai:small", base_url=model.base_url, key="k-1")
    assert (trial.answered, trial.words) == (True, "Good day!")
    assert model.requests[0].headers["authorization"] == "Bearer k-1"


async def test_a_model_that_refuses_is_quoted(trials: TrialProcesses, model: ScriptedModel) -> None:
    model.scripts["small"] = Script(status=401, error={"message": "This key has expired."})
    trial = await trials.try_model("openai:small", base_url=model.base_url, key="k-1")
    assert not trial.answered
    assert "This key has expired." in trial.words


async def test_nothing_there(trials: TrialProcesses) -> None:
    trial = await trials.try_model("openai:small", base_url="http://127.0.0.1:1/v1")
    assert not trial.answered
    assert "Nothing answers at http://127.0.0.1:1/v1" in trial.words


async def test_a_name_of_no_model(trials: TrialProcesses) -> None:
    trial = await trials.try_model("small")
    assert not trial.answered
    assert "small" in trial.words


async def test_secrets_stand_in_no_argument(trials: TrialProcesses, model: ScriptedModel) -> None:
    model.scripts["slow"] = Script(text=("x",), hang_at=0)
    asking = asyncio.create_task(trials.try_model("openai:slow", base_url=model.base_url, key="k-secret"))
    await until(lambda: bool(model.requests))
    children = psutil.Process().children(recursive=True)
    assert children
    for child in children:
        assert not any("k-secret" in word for word in [*child.cmdline(), *child.environ().values()])
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not psutil.Process().children(recursive=True)


@pytest.fixture
def ollama() -> Iterator[str]:
    """A server that lists models as Ollama does."""
    tags = {
        "models": [
            {"name": "qwen3:8b", "details": {"families": ["qwen3"]}},
            {"name": "nomic-embed-text:latest", "details": {"families": ["nomic-bert"]}},
        ]
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/api/tags"
            content: Any = tags if known else {"error": "no such page"}
            data = json.dumps(content).encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_servers_that_are_there_are_found_with_their_models(
    trials: TrialProcesses, ollama: str
) -> None:
    found = await trials.find_model_servers(ollama_url=ollama, lmstudio_url="http://127.0.0.1:1")
    assert [(each.provider, each.base_url, each.models) for each in found] == [
        ("ollama", f"{ollama}/v1", ("qwen3:8b",))
    ]


async def test_a_list_that_cannot_be_had_says_why(trials: TrialProcesses, ollama: str) -> None:
    listed = await trials.list_models("openai", base_url=f"{ollama}/v1")
    assert listed.models == ()
    assert "no such page" in listed.problem
    gone = await trials.list_models("openai", base_url="http://127.0.0.1:1/v1")
    assert "http://127.0.0.1:1/v1 cannot be reached" in gone.problem
    nonsense = await trials.list_models("openai", base_url="hello world not a url")
    expected = '"hello world not a url" is not the address of a server; it begins with http:// or https://.'
    assert nonsense.problem == expected


def stdio(command: str | Path, *args: str, **variables: str) -> McpServerDefinition:
    definition = McpServerDefinition(name="tried", enabled_tools=["none-of-these"])
    definition.stdio.command = str(command)
    definition.stdio.args.extend(args)
    definition.stdio.env_placeholders.update(variables)
    return definition


async def test_a_real_mcp_server_lists_its_tools(trials: TrialProcesses) -> None:
    trial = await trials.try_mcp_server(stdio(EVERYTHING, WORD="${WORD}"), {"WORD": "secret"})
    assert trial.problem == ""
    tools = {tool.name: tool for tool in trial.tools}
    assert "echo" in tools
    assert tools["echo"].description


async def test_an_mcp_server_that_ends_is_quoted(trials: TrialProcesses) -> None:
    words = "import sys; sys.exit('No token was given.')"
    trial = await trials.try_mcp_server(stdio(sys.executable, "-c", words), {})
    assert trial.tools == ()
    assert trial.problem == 'The MCP server "tried" could not be started (No token was given.).'


async def test_an_mcp_server_that_is_not_installed(trials: TrialProcesses) -> None:
    trial = await trials.try_mcp_server(stdio("no-such-command-here"), {})
    assert "no-such-command-here" in trial.problem


async def test_an_mcp_server_without_a_value_it_needs(trials: TrialProcesses) -> None:
    trial = await trials.try_mcp_server(stdio(EVERYTHING, TOKEN="${TOKEN}"), {})
    assert "TOKEN" in trial.problem


async def test_an_mcp_server_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    trials = TrialProcesses(tmp_path, mcp_seconds=0.5)
    trial = await trials.try_mcp_server(stdio(sys.executable, "-c", "import sys; sys.stdin.read()"), {})
    assert trial.problem == 'The MCP server "tried" did not start within 0.5 s.'
    wait_until(lambda: not psutil.Process().children(recursive=True))


async def test_a_trial_that_breaks_says_so(tmp_path: Path) -> None:
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-c", "import sys; sys.exit('broken')"]

    with pytest.raises(TrialFailed, match=r"without an answer \(exit status 1\)\. broken"):
        await TrialProcesses(tmp_path, command=command).try_model("builtin")
    with pytest.raises(TrialFailed, match="too long"):
        await TrialProcesses(tmp_path, command=command).try_model("m" * 70_000)
