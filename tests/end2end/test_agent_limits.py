"""Limits and loops, in the real runner: each ends the execution with its reason."""

from __future__ import annotations

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import EXECUTION_TERMINATED
from tests.contract.conftest import new_execution
from tests.end2end.program import Program, said
from tests.scripted_model import Call, ScriptedModel, says


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
