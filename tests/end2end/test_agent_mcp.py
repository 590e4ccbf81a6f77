"""Real MCP servers at work for agents, in the real runner."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.desktop import (
    APPROVAL_MODE_ALLOW_ALL,
    APPROVAL_MODE_ALLOW_READS,
    APPROVAL_MODE_ASK,
)
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_KIND_MCP,
    AgentExecution,
    SubmitApprovalInput,
    TerminateAgentExecutionInput,
)
from stigmer_desktop.api.message_facts import STARTING_MCP_SERVERS, STEP, text_fact
from tests.contract.conftest import new_execution
from tests.end2end.program import Program, said
from tests.scripted_model import Call, ScriptedModel, says, steps
from tests.waiting import wait_until

SERVERS = Path(sys.prefix) / "mcp"
BIN = SERVERS / "node_modules" / ".bin"
TIME = SERVERS / "python" / "bin" / "mcp-server-time"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    (place / "note.txt").write_text("A note.\n")
    return place


def stdio(name: str, command: str | Path, *args: str, tools: tuple[str, ...] = ()) -> McpServerDefinition:
    definition = McpServerDefinition(name=name, enabled_tools=tools)
    definition.stdio.command = str(command)
    definition.stdio.args.extend(args)
    return definition


def everything(*tools: str) -> McpServerDefinition:
    return stdio("everything", BIN / "mcp-server-everything", tools=tools)


def with_servers(
    program: Program, folder: Path, *servers: McpServerDefinition, mode: int = APPROVAL_MODE_ALLOW_ALL
) -> None:
    program.agent.spec.mcp_servers.extend(servers)
    program.work_in(folder, mode)


def test_three_real_servers_work_side_by_side(model: ScriptedModel, program: Program, folder: Path) -> None:
    files = stdio("files", BIN / "mcp-server-filesystem", str(folder))
    with_servers(program, folder, everything(), files, stdio("time", TIME))
    calls = [
        Call("echo", {"message": "hello"}),
        Call("files_read_file", {"path": str(folder / "note.txt")}),
        Call("convert_time", {"source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"}),
    ]
    model.scripts["plain"] = steps(says("", *calls), says("Done."))
    done = program.answer("Use all")
    assert [(call.mcp_server_slug, call.tool_kind, call.status) for call in done.status.tool_calls] == [
        ("everything", TOOL_KIND_MCP, TOOL_CALL_COMPLETED),
        ("files", TOOL_KIND_MCP, TOOL_CALL_COMPLETED),
        ("time", TOOL_KIND_MCP, TOOL_CALL_COMPLETED),
    ]
    echoed, read, converted = (call.result for call in done.status.tool_calls)
    assert "hello" in echoed
    assert "A note." in read
    assert "21:00" in converted
    assert not done.status.warnings
    assert not [each for each in psutil.process_iter() if str(SERVERS) in " ".join(_words(each))]


def test_only_enabled_tools_are_offered_and_missing_ones_named(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    broken = stdio("broken", sys.executable, "-c", "raise SystemExit('no luck')", tools=("one", "two"))
    with_servers(program, folder, everything("echo", "no-such"), broken)
    model.scripts["plain"] = says("Hello.")
    done = program.answer("Hello")
    assert "echo" in model.requests[-1].tools
    assert "get-sum" not in model.requests[-1].tools
    first, second = sorted(done.status.warnings)
    assert '"broken" could not be started (no luck). Its tools are missing: one, two.' in first
    assert '"everything" has no tool no-such.' in second


def test_a_missing_value_fails_before_the_model_is_asked(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    definition = everything()
    definition.stdio.env_placeholders["TOKEN"] = "${SERVICE_TOKEN}"
    with_servers(program, folder, definition)
    failed = program.ended(program.ask("Hello"), EXECUTION_FAILED)
    assert "The value SERVICE_TOKEN is missing" in failed.status.error
    assert model.requests == []


def test_values_reach_the_server_and_secrets_do_not_come_back(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    definition = everything()
    definition.stdio.env_placeholders["TOKEN"] = "Bearer ${SERVICE_TOKEN}"
    with_servers(program, folder, definition)
    model.scripts["plain"] = steps(says("", Call("get-env", {})), says("Seen."))
    execution = new_execution("Show")
    execution.spec.session_id = program.session_id
    execution.spec.runtime_env["SERVICE_TOKEN"].value = "hush-hush-hush"
    execution.spec.runtime_env["SERVICE_TOKEN"].is_secret = True
    done = program.ended(program.caller.executions.create(execution), 3)
    (call,) = done.status.tool_calls
    assert '"TOKEN": "Bearer ••••••"' in call.result
    assert "hush-hush" not in str(model.requests[-1].body)
    assert said(done) == "Seen."


def test_a_read_only_tool_runs_and_another_asks(model: ScriptedModel, program: Program, folder: Path) -> None:
    files = stdio("files", BIN / "mcp-server-filesystem", str(folder))
    with_servers(program, folder, files, mode=APPROVAL_MODE_ALLOW_READS)
    made = {"path": str(folder / "made")}
    model.scripts["plain"] = steps(
        says("", Call("list_directory", {"path": str(folder)}), Call("create_directory", made)), says("Done.")
    )
    execution = program.ask("Make")
    now = program.until(execution, lambda now: now.status.phase == EXECUTION_WAITING_FOR_APPROVAL)
    listed, waiting = now.status.tool_calls
    assert "note.txt" in listed.result
    assert waiting.approval_message == "Run create_directory of the MCP server “files”?"
    assert now.status.pending_approvals[0].mcp_server_slug == "files"


def test_a_refused_call_is_told(model: ScriptedModel, program: Program, folder: Path) -> None:
    with_servers(program, folder, stdio("time", TIME))
    wrong = {"source_timezone": "Nowhere/Land", "time": "12:00", "target_timezone": "UTC"}
    model.scripts["plain"] = steps(says("", Call("convert_time", wrong)), says("So be it."))
    (call,) = program.answer("Convert").status.tool_calls
    assert call.status == TOOL_CALL_FAILED
    assert "Nowhere" in call.error


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def servers_of(program: Program) -> set[int]:
    """The processes of the runner's MCP servers."""
    return {each.pid for each in program.runner().children(recursive=True)}


def starts(execution: AgentExecution) -> int:
    """How often MCP servers were started for an execution."""
    return sum(text_fact(message, STEP) == STARTING_MCP_SERVERS for message in execution.status.messages)


def test_servers_outlast_the_wait_for_the_user_and_end_with_the_execution(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    with_servers(program, folder, everything("echo"), mode=APPROVAL_MODE_ASK)
    echo = Call("echo", {"message": "hello"})
    model.scripts["plain"] = steps(says("", echo), says("", echo), says("Done."))
    asked = program.ask("Echo twice")
    running: list[set[int]] = []
    for number in (1, 2):
        now = program.until(
            asked,
            lambda now, number=number: len(now.status.tool_calls) == number and now.status.pending_approvals,
        )
        running.append(servers_of(program))
        program.caller.executions.submitApproval(
            SubmitApprovalInput(
                agent_execution_id=asked.metadata.id,
                tool_call_id=now.status.pending_approvals[0].tool_call_id,
                action=APPROVAL_ACTION_APPROVE,
            )
        )
    done = program.ended(asked, EXECUTION_COMPLETED)
    assert running[0] and running[0] == running[1]
    assert (starts(done), done.status.attempt) == (1, 3)
    assert all("hello" in call.result for call in done.status.tool_calls)
    wait_until(lambda: not servers_of(program), 30)


def test_servers_that_wait_end_when_the_execution_is_terminated(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    with_servers(program, folder, everything("echo"), mode=APPROVAL_MODE_ASK)
    model.scripts["plain"] = says("", Call("echo", {"message": "hello"}))
    asked = program.ask("Echo")
    program.until(asked, lambda now: now.status.phase == EXECUTION_WAITING_FOR_APPROVAL)
    assert servers_of(program)
    program.caller.executions.terminate(TerminateAgentExecutionInput(id=asked.metadata.id))
    wait_until(lambda: not servers_of(program), 30)
