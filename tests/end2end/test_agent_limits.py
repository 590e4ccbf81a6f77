"""Limits and loops, in the real runner: each ends the execution with its reason."""

from __future__ import annotations

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL, APPROVAL_MODE_ASK
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    EXECUTION_FAILED,
    EXECUTION_TERMINATED,
    RecoverAgentExecutionInput,
)
from tests.contract.conftest import new_execution
from tests.end2end.program import Program, said
from tests.end2end.test_agent_approvals import decide, waits
from tests.scripted_model import Call, Script, ScriptedModel, says, steps


def test_the_same_call_again_and_again_is_stopped_and_one_can_go_on(
    model: ScriptedModel, program: Program
) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    model.scripts["plain"] = says("", Call("ls"))
    stopped = program.ended(program.ask("Loop"), EXECUTION_TERMINATED)
    assert stopped.status.error.startswith("Stopped: the agent called ls 5 times with the same arguments.")
    assert stopped.status.warnings == ["The agent called ls 3 times with the same arguments."]
    assert "Try something else" in model.requests[3].results[-1]
    model.scripts["plain"] = says("Sorry.")
    assert said(program.answer("Stop that")) == "Sorry."


def test_a_time_limit_ends_a_hung_tool(model: ScriptedModel, program: Program) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    model.scripts["plain"] = says("", Call("execute", {"command": "sleep 1000"}))
    execution = new_execution("Wait")
    execution.spec.session_id = program.session_id
    execution.spec.execution_config.limits.max_seconds = 1
    stopped = program.ended(program.caller.executions.create(execution), EXECUTION_TERMINATED)
    assert "longer than its limit of 1 s" in stopped.status.error


def test_each_limit_counts_over_approvals_and_one_can_go_on(model: ScriptedModel, program: Program) -> None:
    write = Call("write_file", {"file_path": "a.txt", "content": "a\n"})
    model.scripts["plain"] = steps(
        says("", write), *[says("", Call("glob", {"pattern": f"*{n}"})) for n in "abcdef"]
    )
    cases = {
        "max_steps": (3, "limit of 3 steps", 3),
        "max_tool_calls": (2, "limit of 2 tool calls", 3),
        "max_tokens": (20, "limit of 20 tokens", 2),
    }
    for name, (limit, words, requests) in cases.items():
        program.session_id = ""
        program.agent.spec.approval_mode = APPROVAL_MODE_ASK
        program.agent = program.caller.agents.update(program.agent)
        model.requests.clear()
        execution = new_execution("Work")
        execution.spec.agent_id = program.agent.metadata.id
        setattr(execution.spec.execution_config.limits, name, limit)
        created = program.caller.executions.create(execution)
        program.session_id = created.spec.session_id
        decide(program, waits(program, created), APPROVAL_ACTION_APPROVE)
        stopped = program.ended(created, EXECUTION_TERMINATED)
        assert words in stopped.status.error, name
        assert stopped.status.attempt == 2
        assert len(model.requests) == requests, name
        before = model.scripts["plain"]
        model.scripts["plain"] = says("Going on.")
        assert said(program.answer("Go on")) == "Going on."
        model.scripts["plain"] = before


def test_the_same_call_counts_over_attempts(model: ScriptedModel, program: Program) -> None:
    program.work_in(None, APPROVAL_MODE_ASK)
    run = Call("execute", {"command": "echo once >> count"})
    model.scripts["plain"] = says("", run)
    execution = program.ask("Loop")
    for number in range(1, 6):
        now = program.until(
            execution,
            lambda now, n=number: len(now.status.tool_calls) == n and now.status.pending_approvals,
        )
        decide(program, now, APPROVAL_ACTION_APPROVE)
    stopped = program.ended(execution, EXECUTION_TERMINATED)
    assert stopped.status.error.startswith(
        "Stopped: the agent called execute 5 times with the same arguments."
    )
    assert stopped.status.attempt == 6
    (count,) = program.data.workspaces.glob("*/count")
    assert count.read_text() == "once\n" * 4


def test_time_counts_over_a_recovery(model: ScriptedModel, program: Program) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    sleeping = Call("execute", {"command": "sleep 3"})
    model.scripts["plain"] = steps(says("", sleeping), Script(status=401, error={"message": "No key."}))
    execution = new_execution("Wait")
    execution.spec.session_id = program.session_id
    execution.spec.execution_config.limits.max_seconds = 5
    failed = program.ended(program.caller.executions.create(execution), EXECUTION_FAILED)
    model.scripts["plain"] = steps(says("", sleeping), says("", sleeping), says("Done."))
    program.caller.executions.recover(RecoverAgentExecutionInput(id=failed.metadata.id))
    stopped = program.ended(failed, EXECUTION_TERMINATED)
    assert "longer than its limit of 5 s" in stopped.status.error
