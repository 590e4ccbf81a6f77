"""Approvals, in the real runner: what asks, what each decision does, and that they survive restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.desktop import APPROVAL_MODE_ASK
from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    EXECUTION_COMPLETED,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_SKIPPED,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_FILE_WRITE,
    AgentExecution,
    SubmitApprovalInput,
)
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Request, Script, ScriptedModel, says, steps


def write(name: str) -> Call:
    return Call("write_file", {"file_path": name, "content": f"{name}\n"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


@pytest.fixture
def asking(program: Program, folder: Path) -> Program:
    """The program with a session in `folder` in which changes ask."""
    program.work_in(folder, APPROVAL_MODE_ASK)
    return program


def waits(program: Program, execution: AgentExecution, count: int = 1) -> AgentExecution:
    now = program.until(execution, lambda now: len(now.status.pending_approvals) == count)
    assert now.status.phase == EXECUTION_WAITING_FOR_APPROVAL
    return now


def decide(program: Program, now: AgentExecution, action: int, comment: str = "", place: int = 0) -> None:
    program.caller.executions.submitApproval(
        SubmitApprovalInput(
            agent_execution_id=now.metadata.id,
            tool_call_id=now.status.pending_approvals[place].tool_call_id,
            action=action,  # type: ignore[arg-type]
            comment=comment,
        )
    )


def test_a_write_waits_and_runs_when_it_is_approved(
    model: ScriptedModel, asking: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(says("I look and write.", Call("ls"), write("new.txt")), says("Written."))
    execution = asking.ask("Write")
    now = waits(asking, execution)
    listed, asked = now.status.tool_calls
    assert (listed.status, asked.status) == (TOOL_CALL_COMPLETED, TOOL_CALL_WAITING_APPROVAL)
    (pending,) = now.status.pending_approvals
    assert (pending.tool_name, pending.message, pending.tool_kind) == (
        "write_file",
        "Write this file?",
        TOOL_KIND_FILE_WRITE,
    )
    assert pending.requested_at
    assert not any(each.is_streaming for each in now.status.messages)
    assert not (folder / "new.txt").exists()
    decide(asking, now, APPROVAL_ACTION_APPROVE)
    done = asking.ended(execution, EXECUTION_COMPLETED)
    assert (folder / "new.txt").read_text() == "new.txt\n"
    assert [call.status for call in done.status.tool_calls] == [TOOL_CALL_COMPLETED, TOOL_CALL_COMPLETED]
    assert done.status.tool_calls[1].approval_action == APPROVAL_ACTION_APPROVE
    assert said(done) == "I look and write.Written."
    assert len(model.requests) == 2


def test_reject_and_skip_tell_the_model_and_end_nothing(
    model: ScriptedModel, asking: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(says("", write("a.txt"), write("b.txt")), says("Understood."))
    execution = asking.ask("Write two")
    now = waits(asking, execution, 2)
    decide(asking, now, APPROVAL_ACTION_REJECT, "Never call it a.txt.")
    now = waits(asking, execution)
    decide(asking, now, APPROVAL_ACTION_SKIP)
    done = asking.ended(execution, EXECUTION_COMPLETED)
    assert [call.status for call in done.status.tool_calls] == [TOOL_CALL_SKIPPED, TOOL_CALL_SKIPPED]
    first, second = model.requests[-1].results
    assert 'rejected this call; it was not run. They said: "Never call it a.txt."' in first
    assert "skipped this call" in second
    assert list(folder.glob("*.txt")) == []


def test_approve_all_counts_for_later_calls_of_the_kind(
    model: ScriptedModel, asking: Program, folder: Path
) -> None:
    run = Call("execute", {"command": "true"})
    model.scripts["plain"] = steps(
        says("", write("a.txt")), says("", write("b.txt")), says("", run), says("Done.")
    )
    execution = asking.ask("Write")
    decide(asking, waits(asking, execution), APPROVAL_ACTION_APPROVE_ALL)
    now = asking.until(
        execution, lambda now: [each.tool_name for each in now.status.pending_approvals] == ["execute"]
    )
    assert (folder / "b.txt").exists()
    decide(asking, now, APPROVAL_ACTION_APPROVE)
    asking.ended(execution, EXECUTION_COMPLETED)


def test_a_decision_survives_a_restart_of_the_program(
    model: ScriptedModel, asking: Program, folder: Path
) -> None:
    model.scripts["plain"] = steps(says("", Call("ls"), write("late.txt")), says("Written."))
    execution = asking.ask("Write")
    waits(asking, execution)
    asking.restart()
    now = waits(asking, execution)
    decide(asking, now, APPROVAL_ACTION_APPROVE)
    done = asking.ended(execution, EXECUTION_COMPLETED)
    assert (folder / "late.txt").exists()
    assert [call.status for call in done.status.tool_calls] == [TOOL_CALL_COMPLETED, TOOL_CALL_COMPLETED]
    assert len(model.requests) == 2


def test_a_sub_agent_asks_too(model: ScriptedModel, asking: Program, folder: Path) -> None:
    def behave(request: Request) -> Script:
        if request.question == "Write it":
            return steps(says("I write.", write("sub.txt")), says("It is there."))(request)
        task = {"description": "Write it", "subagent_type": "general-purpose"}
        return steps(says("", Call("task", task)), says("Done."))(request)

    model.scripts["plain"] = behave
    execution = asking.ask("Delegate")
    now = waits(asking, execution)
    (pending,) = now.status.pending_approvals
    assert (pending.from_sub_agent, pending.sub_agent_name) == (True, "general-purpose")
    decide(asking, now, APPROVAL_ACTION_APPROVE)
    done = asking.ended(execution, EXECUTION_COMPLETED)
    assert (folder / "sub.txt").exists()
    (agent,) = done.status.sub_agent_executions
    assert agent.messages[0].tool_calls[0].status == TOOL_CALL_COMPLETED
    assert (agent.output, said(done)) == ("It is there.", "Done.")
    assert len(model.requests) == 4
