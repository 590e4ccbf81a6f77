"""Trouble in the middle of an agent's work: with the model's server, with its answers, with tools."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_INTERRUPTED,
    AgentExecution,
    CancelAgentExecutionInput,
    RecoverAgentExecutionInput,
)
from tests.end2end.program import Program, said
from tests.end2end.test_agent_mcp import everything
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps

COUNT = Call("execute", {"command": "echo once >> count"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


@pytest.fixture
def working(program: Program, folder: Path) -> Program:
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    return program


def first_fails(*troubles: Script) -> Callable[[Request], Script]:
    """Counts, and answers after `troubles`, which come once each where the answer is due."""
    left = list(troubles)

    def behave(request: Request) -> Script:
        script = steps(says("I count.", COUNT), says("Counted."))(request)
        return left.pop(0) if request.results and left else script

    return behave


def recovered(program: Program, failed: AgentExecution) -> AgentExecution:
    program.caller.executions.recover(RecoverAgentExecutionInput(id=failed.metadata.id))
    return program.ended(failed, EXECUTION_COMPLETED)


def counted_once(done: AgentExecution, folder: Path) -> None:
    assert (folder / "count").read_text() == "once\n"
    assert [call.status for call in done.status.tool_calls] == [TOOL_CALL_COMPLETED]
    assert said(done).endswith("Counted.")


def test_a_rate_limit_is_waited_for(model: ScriptedModel, working: Program, folder: Path) -> None:
    busy = Script(status=429, error={"message": "Slow down."}, headers={"Retry-After": "1"})
    model.scripts["plain"] = first_fails(busy)
    begun = time.monotonic()
    done = working.answer("Count")
    assert time.monotonic() - begun >= 1
    counted_once(done, folder)
    assert len(model.requests) == 3
    assert not done.status.warnings


def test_a_long_rate_limit_is_told_and_recovered_from(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    busy = Script(status=429, error={"message": "Slow down."}, headers={"Retry-After": "90"})
    model.scripts["plain"] = first_fails(busy)
    failed = working.failure("Count")
    assert "Wait 90 s" in failed.status.error
    counted_once(recovered(working, failed), folder)


def test_a_broken_answer_is_kept_and_recovered_from(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    broken = Script(text=["It is cou", "nted"], die_at=1)
    model.scripts["plain"] = first_fails(broken)
    failed = working.failure("Count")
    assert "broke off in the middle of the answer" in failed.status.error
    assert said(failed) == "I count.It is cou"
    done = recovered(working, failed)
    counted_once(done, folder)
    assert "It is cou" not in str(model.requests[-1].messages)


def test_slow_words_come_as_they_are_said(model: ScriptedModel, working: Program, folder: Path) -> None:
    slow = Script(text=[f"word{number} " for number in range(40)], delay=0.1)
    model.scripts["plain"] = steps(says("I count.", COUNT), slow)
    execution = working.ask("Count")
    now = working.until(execution, lambda now: "word3 " in said(now))
    assert now.status.messages[-1].is_streaming
    assert "word39" not in said(now)
    done = working.ended(execution, EXECUTION_COMPLETED)
    assert said(done) == "I count." + "".join(slow.text)
    assert not done.status.messages[-1].is_streaming


def test_malformed_arguments_are_told_and_put_right(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(
        says("", Call("execute", '{"command": "echo once')),
        says("", Call("execute", '["echo once >> count"]')),
        says("", COUNT),
        says("Counted."),
    )
    done = working.answer("Count")
    assert [call.status for call in done.status.tool_calls] == [
        TOOL_CALL_FAILED,
        TOOL_CALL_FAILED,
        TOOL_CALL_COMPLETED,
    ]
    assert all("not a JSON object" in result for result in model.requests[-1].results[:2])
    assert (folder / "count").read_text() == "once\n"


def test_a_refusal_is_an_answer(model: ScriptedModel, working: Program, folder: Path) -> None:
    refusing = Script(text=(), refusal=["I cannot", " help with that."])
    model.scripts["plain"] = first_fails(refusing)
    done = working.answer("Count")
    assert said(done) == "I count.I cannot help with that."
    assert not done.status.warnings


def test_a_filtered_answer_says_so(model: ScriptedModel, working: Program, folder: Path) -> None:
    model.scripts["plain"] = first_fails(Script(text=(), finish="content_filter"))
    failed = working.failure("Count")
    assert "withheld the answer by its content filter" in failed.status.error
    counted_once(recovered(working, failed), folder)


def test_calls_of_one_answer_run_side_by_side(model: ScriptedModel, working: Program, folder: Path) -> None:
    # Each waits for the others: one after another, none would ever end.
    wait = 'touch {}; while [ "$(ls | wc -l)" -lt 3 ]; do sleep 0.02; done; echo {}'
    calls = [Call("execute", {"command": wait.format(n, n), "timeout_seconds": 60}) for n in "abc"]
    model.scripts["plain"] = steps(says("", *calls), says("Done."))
    done = working.answer("Run")
    assert [call.result for call in done.status.tool_calls] == ["a", "b", "c"]
    assert model.requests[-1].results == ["a", "b", "c"]


def test_a_hung_command_ends_at_its_time_and_the_work_goes_on(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    hung = Call("execute", {"command": "echo begun; sleep 1000", "timeout_seconds": 1})
    model.scripts["plain"] = steps(says("", hung), says("", COUNT), says("Counted."))
    done = working.answer("Count")
    first, second = done.status.tool_calls
    assert (first.status, second.status) == (TOOL_CALL_FAILED, TOOL_CALL_COMPLETED)
    assert first.result == "begun\n(Ended after 1 s, its time limit.)"


def test_a_hung_tool_of_a_server_does_not_hold_up_a_cancel(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    server: McpServerDefinition = everything("trigger-long-running-operation")
    program.agent.spec.mcp_servers.append(server)
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    hung = Call("trigger-long-running-operation", {"duration": 600, "steps": 5})
    model.scripts["plain"] = steps(says("I wait.", hung), says("Never."))
    execution = program.ask("Wait")
    program.until(execution, lambda now: now.status.tool_calls and now.status.tool_calls[0].started_at)
    program.caller.executions.cancel(CancelAgentExecutionInput(id=execution.metadata.id))
    now = program.ended(execution, EXECUTION_CANCELLED)
    assert [call.status for call in now.status.tool_calls] == [TOOL_CALL_INTERRUPTED]
    assert said(now) == "I wait."
    program.agent.spec.ClearField("mcp_servers")
    program.agent = program.caller.agents.update(program.agent)
    model.scripts["plain"] = says("Yes?")
    assert said(program.answer("Are you there?")) == "Yes?"
