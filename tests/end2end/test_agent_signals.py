"""Cancel, terminate, pause, resume and recover, and a runner that is killed, with agents at work."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import psutil
import pytest

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_PAUSED,
    EXECUTION_TERMINATED,
    MESSAGE_SYSTEM,
    SUB_AGENT_CANCELLED,
    SUB_AGENT_COMPLETED,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_RUNNING,
    AgentExecution,
    CancelAgentExecutionInput,
    PauseAgentExecutionInput,
    RecoverAgentExecutionInput,
    ResumeAgentExecutionInput,
    TerminateAgentExecutionInput,
)
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps
from tests.waiting import wait_until

COUNT = Call("execute", {"command": "echo once >> count"})
HANG = Call("execute", {"command": "echo begun; sleep 1000"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


@pytest.fixture
def working(program: Program, folder: Path) -> Program:
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    return program


def sleeps() -> list[psutil.Process]:
    """The hung commands that are still there; one that ends meanwhile is not."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name() == "sleep" and process.cmdline()[1:] == ["1000"]:
                found.append(process)
    return found


def hangs(program: Program, execution: AgentExecution) -> AgentExecution:
    return program.until(
        execution, lambda now: now.status.tool_calls and "begun" in now.status.tool_calls[-1].result
    )


def test_cancel_ends_a_hung_tool_and_keeps_what_was_said(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = steps(says("I run it.", HANG), says("Never."))
    execution = working.ask("Run")
    hangs(working, execution)
    asked = time.monotonic()
    working.caller.executions.cancel(CancelAgentExecutionInput(id=execution.metadata.id, reason="enough"))
    wait_until(lambda: not sleeps())
    # 2 s is the promise; a machine that is busy with other things may take longer to end a process.
    assert time.monotonic() - asked < 6
    now = working.ended(execution, EXECUTION_CANCELLED)
    (call,) = now.status.tool_calls
    assert call.status == TOOL_CALL_INTERRUPTED
    assert "begun" in call.result
    assert said(now) == "I run it."
    model.scripts["plain"] = says("What next?")
    assert said(working.answer("Go on")) == "What next?"


def test_terminate_ends_the_processes(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = steps(says("", HANG), says("Never."))
    execution = working.ask("Run")
    hangs(working, execution)
    working.caller.executions.terminate(TerminateAgentExecutionInput(id=execution.metadata.id))
    wait_until(lambda: not sleeps())
    working.ended(execution, EXECUTION_TERMINATED)


def test_pause_and_resume_go_on_from_the_checkpoint(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(says("First.", COUNT), Script(text=["Then", " this."], wait_at=1))
    execution = working.ask("Count")
    working.until(execution, lambda now: said(now).endswith("Then"))
    working.caller.executions.pause(PauseAgentExecutionInput(id=execution.metadata.id))
    wait_until(
        lambda: model.requests[-1].abandoned or working.get(execution).status.phase == EXECUTION_PAUSED
    )
    model.proceed()
    working.caller.executions.resume(ResumeAgentExecutionInput(id=execution.metadata.id))
    done = working.ended(execution, EXECUTION_COMPLETED)
    assert (folder / "count").read_text() == "once\n"
    assert said(done).endswith("Then this.")
    assert [call.status for call in done.status.tool_calls] == [TOOL_CALL_COMPLETED]


def test_recover_does_not_run_completed_tools_again(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(says("", COUNT), Script(status=401, error={"message": "No key."}))
    failed = working.failure("Count")
    model.scripts["plain"] = steps(says("", COUNT), says("Counted."))
    working.caller.executions.recover(RecoverAgentExecutionInput(id=failed.metadata.id))
    done = working.ended(failed, EXECUTION_COMPLETED)
    assert (folder / "count").read_text() == "once\n"
    assert said(done) == "Counted."
    assert model.requests[-1].results[0].startswith("(Done")


def test_a_killed_runner_goes_on_once_from_the_checkpoint(
    model: ScriptedModel, working: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(says("I count.", COUNT), says("And hang.", HANG), says("Done."))
    execution = working.ask("Count")
    now = hangs(working, execution)
    assert now.status.tool_calls[-1].status == TOOL_CALL_RUNNING
    working.runner().kill()
    done = working.ended(execution, EXECUTION_COMPLETED)
    wait_until(lambda: not sleeps(), 60)
    assert (folder / "count").read_text() == "once\n"
    assert done.status.attempt == 2
    assert "goes on from its checkpoint" in said(done, MESSAGE_SYSTEM)
    assert len(done.status.tool_calls) == 2
    assert "not known whether it took effect" in model.requests[-1].results[-1]
    assert said(done).endswith("Done.")


def test_a_second_loss_fails_it(model: ScriptedModel, working: Program) -> None:
    model.scripts["plain"] = Script(text=["Slow"], hang_at=1)
    execution = working.ask("Wait")
    for attempt in (1, 2):
        working.until(execution, lambda now, n=attempt: now.status.attempt == n and len(said(now)) == 4 * n)
        working.runner().kill()
    failed = working.ended(execution, EXECUTION_FAILED)
    assert "SIGKILL" in failed.status.error


@pytest.mark.parametrize("killed", [False, True])
def test_a_sub_agent_goes_on_where_it_stood(
    model: ScriptedModel, working: Program, folder: Path, killed: bool
) -> None:
    trouble = Script(text=["Half"], hang_at=1) if killed else Script(status=401, error={"message": "No key."})
    troubles = [trouble]

    def behave(request: Request) -> Script:
        if request.question == "Count it":
            script = steps(says("I count.", COUNT), says("I look.", Call("ls")), says("Counted."))(request)
            return troubles.pop(0) if troubles and len(request.results) == 2 else script
        task = {"description": "Count it", "subagent_type": "general-purpose"}
        return steps(says("I delegate.", Call("task", task)), says("All done."))(request)

    model.scripts["plain"] = behave
    execution = working.ask("Delegate")
    if killed:
        working.until(
            execution,
            lambda now: any(
                each.content == "Half" for agent in now.status.sub_agent_executions for each in agent.messages
            ),
        )
        working.runner().kill()
    else:
        failed = working.ended(execution, EXECUTION_FAILED)
        assert [each.status for each in failed.status.sub_agent_executions] == [SUB_AGENT_CANCELLED]
        working.caller.executions.recover(RecoverAgentExecutionInput(id=execution.metadata.id))
    done = working.ended(execution, EXECUTION_COMPLETED)
    assert (folder / "count").read_text() == "once\n"
    (agent,) = done.status.sub_agent_executions
    assert (agent.status, agent.output) == (SUB_AGENT_COMPLETED, "Counted.")
    said_inside = [each.content for each in agent.messages]
    assert said_inside == ["I count.", "I look.", *(["Half"] if killed else []), "Counted."]
    calls = [call for message in agent.messages for call in message.tool_calls]
    assert [(call.name, call.status) for call in calls] == [
        ("execute", TOOL_CALL_COMPLETED),
        ("ls", TOOL_CALL_COMPLETED),
    ]
    (task_call,) = done.status.tool_calls
    assert (task_call.name, task_call.status) == ("task", TOOL_CALL_COMPLETED)
    assert said(done) == "I delegate.All done."
