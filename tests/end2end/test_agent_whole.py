"""One whole piece of work: plan, sub-agent, approvals, a killed runner, recovery; and all of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    MESSAGE_AI,
    MESSAGE_SYSTEM,
    SUB_AGENT_COMPLETED,
    TODO_COMPLETED,
    TOOL_CALL_COMPLETED,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_READ,
    TOOL_KIND_LIST,
    TOOL_KIND_SEARCH,
    TOOL_KIND_SHELL,
    TOOL_KIND_SUBAGENT,
    TOOL_KIND_TODO,
    AgentExecution,
)
from tests.end2end.program import Program, said
from tests.end2end.repository_work import (
    GREET,
    POLITE,
    QUESTION,
    REPORT,
    REVIEW,
    STEPS,
    RepositoryWork,
    make_repository,
)
from tests.scripted_model import ScriptedModel


@pytest.fixture
def work(model: ScriptedModel, program: Program, tmp_path: Path) -> RepositoryWork:
    return RepositoryWork(program, model, make_repository(tmp_path / "greeter"))


def test_a_whole_piece_of_work_survives_everything(
    model: ScriptedModel, program: Program, work: RepositoryWork
) -> None:
    before = work.approve("edit_file")
    assert (work.folder / "greet.py").read_text() == GREET
    assert before.status.sub_agent_executions[0].status == SUB_AGENT_COMPLETED
    work.approve("execute")
    work.lose_runner(1)
    work.lose_runner(2)
    failed = work.recover()
    assert failed.status.phase == EXECUTION_FAILED
    assert "SIGKILL" in failed.status.error
    done = program.ended(work.execution, EXECUTION_COMPLETED)
    _check(done, work)
    # Nothing ran twice: the command left one line, and the model was given each result once.
    assert (work.folder / "runs.log").read_text() == "run\n"
    # 8 turns and 2 of the sub-agent; the last turn was asked for three times.
    assert len(model.requests) == 12

    program.restart()
    kept = program.get(done)
    assert kept.SerializeToString(deterministic=True) == done.SerializeToString(deterministic=True)


def _check(done: AgentExecution, work: RepositoryWork) -> None:
    status = done.status
    assert (done.spec.message, status.phase, status.error) == (QUESTION, EXECUTION_COMPLETED, "")
    assert status.started_at <= status.completed_at
    assert status.attempt == 5
    calls = status.tool_calls
    assert [(call.name, call.tool_kind) for call in calls] == [
        ("ls", TOOL_KIND_LIST),
        ("read_file", TOOL_KIND_FILE_READ),
        ("write_todos", TOOL_KIND_TODO),
        ("task", TOOL_KIND_SUBAGENT),
        ("edit_file", TOOL_KIND_FILE_EDIT),
        ("write_todos", TOOL_KIND_TODO),
        ("execute", TOOL_KIND_SHELL),
        ("write_todos", TOOL_KIND_TODO),
    ]
    assert {call.status for call in calls} == {TOOL_CALL_COMPLETED}
    assert all(call.started_at and call.started_at <= call.completed_at for call in calls)
    assert [each.content for _, each in sorted(status.todos.items())] == list(STEPS)
    assert {each.status for each in status.todos.values()} == {TODO_COMPLETED}
    _check_sub_agent(done)

    (change,) = calls[4].file_changes
    assert (change.path, change.lines_added, change.lines_removed) == ("greet.py", 1, 1)
    assert f'-    return "Hi " + name\n+    {POLITE}' in change.unified_diff
    assert POLITE in (work.folder / "greet.py").read_text()
    assert [call.approval_action for call in calls if call.requires_approval] == [APPROVAL_ACTION_APPROVE] * 2
    assert all(call.approval_decided_at for call in calls if call.requires_approval)
    assert calls[6].result == "tests passed"

    words = [each.content for each in status.messages if each.type == MESSAGE_AI]
    assert [each for each in words if each] == [
        "I look around first.",
        "A reviewer looks at it.",
        "Now the change.",
        "Now the tests.",
        "The work is as good as",
        "The work is as good as",
        REPORT,
    ]
    assert not any(each.is_streaming for each in status.messages)
    assert said(done, MESSAGE_SYSTEM).count("goes on from its checkpoint") == 1
    placed = [call.id for message in status.messages for call in message.tool_calls]
    assert placed == [call.id for call in calls]
    (usage,) = status.usage.models
    # The two answers that were broken off told no count.
    assert (usage.calls, usage.input_tokens, usage.output_tokens) == (10, 110, 40)
    # Every call of a model has left with a message what it used.
    said_by_model = [*status.messages, *status.sub_agent_executions[0].messages]
    facts = [dict(each.metadata.items()) for each in said_by_model]
    counts = [(each["input_tokens"], each["output_tokens"]) for each in facts if "input_tokens" in each]
    assert counts == [(11, 4)] * 10
    assert status.model == "plain"
    assert not status.warnings
    assert not status.pending_approvals


def _check_sub_agent(done: AgentExecution) -> None:
    (agent,) = done.status.sub_agent_executions
    assert (agent.id, agent.name, agent.status) == (
        done.status.tool_calls[3].id,
        "reviewer",
        SUB_AGENT_COMPLETED,
    )
    assert agent.input == REVIEW
    assert agent.output.startswith("Only test_greet.py calls greet()")
    reading, reporting = agent.messages
    assert reading.content == "I read it and its callers."
    assert [(call.name, call.tool_kind, call.status) for call in reading.tool_calls] == [
        ("read_file", TOOL_KIND_FILE_READ, TOOL_CALL_COMPLETED),
        ("grep", TOOL_KIND_SEARCH, TOOL_CALL_COMPLETED),
    ]
    assert "greet.py:1: def greet(name):" in reading.tool_calls[1].result
    assert reporting.content == agent.output
