"""Stored MCP servers that agents refer to, and servers over HTTP and docker, in the real runner."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import EXECUTION_COMPLETED, EXECUTION_FAILED, TOOL_CALL_COMPLETED
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.api.mcp_server import McpServer
from tests.contract.conftest import new_environment, new_execution, new_mcp_server
from tests.end2end.conftest import EVERYTHING
from tests.end2end.program import Program
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


def everything(name: str = "Everything") -> McpServer:
    server = new_mcp_server(name)
    server.spec.stdio.command = str(EVERYTHING)
    return server


def refer(program: Program, folder: Path, *definitions: McpServerDefinition) -> None:
    program.agent.spec.mcp_servers.extend(definitions)
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)


def test_a_stored_server_is_used_with_the_environment_of_the_execution(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    server = everything()
    server.spec.default_enabled_tools.extend(["echo", "get-env"])
    for name, value in (("REGION", "north"), ("TEAM", "blue"), ("SERVICE_KEY", "")):
        server.spec.env_spec.data[name].value = value
    server.spec.env_spec.data["SERVICE_KEY"].is_secret = True
    program.caller.mcp_servers.create(server)
    program.caller.environments.create(new_environment("Prod", TEAM="red", SECRET_OTHER="not-for-servers"))
    instance = program.caller.instance_queries.getByReference(
        ApiResourceReference(slug=f"{program.agent.metadata.slug}-default")
    )
    instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="prod")
    program.caller.instances.update(instance)
    refer(program, folder, McpServerDefinition(name="everything"))

    failed = program.ended(program.ask("Show"), EXECUTION_FAILED)
    assert "The value SERVICE_KEY is missing" in failed.status.error
    assert model.requests == []

    model.scripts["plain"] = steps(says("", Call("get-env")), says("Seen."))
    execution = new_execution("Show")
    execution.spec.session_id = program.session_id
    execution.spec.runtime_env["SERVICE_KEY"].value = "hush-hush-hush"
    execution.spec.runtime_env["SERVICE_KEY"].is_secret = True
    done = program.ended(program.caller.executions.create(execution), EXECUTION_COMPLETED)
    (call,) = done.status.tool_calls
    assert call.mcp_server_slug == "everything"
    assert '"REGION": "north"' in call.result
    assert '"TEAM": "red"' in call.result
    assert '"SERVICE_KEY": "••••••"' in call.result
    assert "SECRET_OTHER" not in call.result
    assert "echo" in model.requests[-1].tools
    assert "get-sum" not in model.requests[-1].tools


def test_the_agent_s_choice_of_tools_goes_first_and_names_that_collide_are_told_apart(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    server = everything()
    server.spec.default_enabled_tools.append("get-sum")
    program.caller.mcp_servers.create(server)
    program.caller.mcp_servers.create(everything("Second"))
    refer(
        program,
        folder,
        McpServerDefinition(name="everything", enabled_tools=["echo", "not-there"]),
        McpServerDefinition(name="second", enabled_tools=["echo"]),
        McpServerDefinition(name="nowhere", enabled_tools=["one", "two"]),
    )
    model.scripts["plain"] = steps(
        says("", Call("echo", {"message": "first"}), Call("second_echo", {"message": "other"})), says("Done.")
    )
    done = program.answer("Echo")
    assert [(call.mcp_server_slug, call.status) for call in done.status.tool_calls] == [
        ("everything", TOOL_CALL_COMPLETED),
        ("second", TOOL_CALL_COMPLETED),
    ]
    assert [name for name in model.requests[-1].tools if "echo" in name or "sum" in name] == [
        "echo",
        "second_echo",
    ]
    assert sorted(done.status.warnings) == [
        'The MCP server "everything" has no tool not-there.',
        'There is no MCP server "nowhere". Its tools are missing: one, two.',
    ]


def test_a_sub_agent_gets_what_it_selects(model: ScriptedModel, program: Program, folder: Path) -> None:
    program.caller.mcp_servers.create(everything())
    helper = program.agent.spec.sub_agents.add(name="adder", instructions="You add what you are given.")
    helper.mcp_servers.extend(["everything", "unknown"])
    helper.mcp_tool_selections["everything"].enabled_tools.append("get-sum")
    refer(program, folder, McpServerDefinition(name="everything"))

    def behave(request: Request) -> Script:
        if request.question == "Add 2 and 3":
            return steps(says("", Call("get-sum", {"a": 2, "b": 3})), says("It is 5."))(request)
        task = {"description": "Add 2 and 3", "subagent_type": "adder"}
        return steps(says("", Call("task", task)), says("5"))(request)

    model.scripts["plain"] = behave
    done = program.answer("Add")
    tools = {request.question: request.tools for request in model.requests}
    assert "get-sum" in tools["Add 2 and 3"]
    assert "echo" not in tools["Add 2 and 3"]
    assert "echo" in tools["Add"]
    (agent,) = done.status.sub_agent_executions
    (nested,) = (call for message in agent.messages for call in message.tool_calls)
    assert "5" in nested.result
    (warning,) = done.status.warnings
    assert '"adder" names the MCP server "unknown"' in warning


@pytest.fixture
def http_server() -> Iterator[str]:
    """The address of a real MCP server over HTTP."""
    script = Path(__file__).with_name("http_mcp_server.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/mcp"
        assert process.stdin is not None
        process.stdin.close()
        process.wait(20)


def test_a_server_over_http_gets_headers_and_query(
    model: ScriptedModel, program: Program, folder: Path, http_server: str
) -> None:
    server = new_mcp_server("Adder")
    server.spec.http.url = http_server
    server.spec.http.headers["X-Token"] = "Bearer ${SERVICE_KEY}"
    server.spec.http.query_params["team"] = "${TEAM}"
    server.spec.env_spec.data["TEAM"].value = "blue & red"
    program.caller.mcp_servers.create(server)
    program.agent.spec.env_spec.data["SERVICE_KEY"].value = "hush-hush-hush"
    program.agent.spec.env_spec.data["SERVICE_KEY"].is_secret = True
    refer(program, folder, McpServerDefinition(name="adder"))
    model.scripts["plain"] = steps(
        says("", Call("add", {"a": 2, "b": 3}), Call("request_seen")), says("Done.")
    )
    added, seen = program.answer("Add").status.tool_calls
    assert (added.result, seen.result) == ("5", "Bearer •••••• blue & red")


def test_a_server_that_keeps_sessions_over_http(
    model: ScriptedModel, program: Program, folder: Path, everything_over_http: str
) -> None:
    definition = McpServerDefinition(name="everything", enabled_tools=["echo", "get-sum"])
    definition.http.url = everything_over_http
    refer(program, folder, definition)
    calls = Call("echo", {"message": "hello"}), Call("get-sum", {"a": 2, "b": 3})
    model.scripts["plain"] = steps(says("", *calls), says("Done."))
    done = program.answer("Use both")
    echoed, added = done.status.tool_calls
    assert (echoed.status, added.status) == (TOOL_CALL_COMPLETED, TOOL_CALL_COMPLETED)
    assert "hello" in echoed.result
    assert "5" in added.result
    assert not done.status.warnings


def test_an_http_server_that_is_not_there_is_named(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    definition = McpServerDefinition(name="away", enabled_tools=["one"])
    definition.http.url = "http://127.0.0.1:9/mcp"
    refer(program, folder, definition)
    model.scripts["plain"] = says("Hello.")
    (warning,) = program.answer("Hello").status.warnings
    assert warning == (
        'The MCP server "away" cannot be used: nothing answers at http://127.0.0.1:9/mcp: '
        "does the server run, and is the port right? Its tools are missing: one."
    )


def test_docker_is_given_the_image_and_its_options(
    model: ScriptedModel, program: Program, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no docker here: a command of that name writes down how it was called, and is the server."""
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "docker").write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/asked"\nexec "{EVERYTHING}"\n'
    )
    (commands / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:{Path('/usr/bin')}:{Path('/bin')}:{_node_folder()}")
    program.restart()
    server = new_mcp_server("Boxed")
    docker = server.spec.docker
    docker.image = "example/everything:1"
    docker.args.extend(["--mode", "${MODE}"])
    docker.volumes.add(host_path=str(folder), container_path="/work", read_only=True)
    docker.ports.add(host_port=8080, container_port=80)
    docker.network = "none"
    docker.container_name = "boxed"
    server.spec.env_spec.data["MODE"].value = "fast"
    program.caller.mcp_servers.create(server)
    refer(program, folder, McpServerDefinition(name="boxed"))
    model.scripts["plain"] = steps(says("", Call("get-env")), says("Done."))
    (call,) = program.answer("Start").status.tool_calls
    assert '"MODE": "fast"' in call.result
    assert (tmp_path / "asked").read_text().split("\n")[:-1] == [
        *("run", "--rm", "--interactive", "--env", "MODE"),
        *("--volume", f"{folder}:/work:ro", "--publish", "8080:80/tcp"),
        *("--network", "none", "--name", "boxed"),
        *("example/everything:1", "--mode", "fast"),
    ]


def _node_folder() -> str:
    from shutil import which

    return str(Path(which("node") or "/usr/bin/node").parent)
