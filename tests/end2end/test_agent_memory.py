"""What the agent loop keeps between messages, in the real runner: it goes with what it belongs to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import AgentExecution, RecoverAgentExecutionInput
from stigmer_desktop.api.session import SessionId
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Script, ScriptedModel, says, steps
from tests.waiting import wait_until

COUNT = Call("execute", {"command": "echo once >> count"})


def rows(path: Path, table: str, column: str) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute(f"select distinct {column} from {table}")]


def threads(program: Program) -> set[str]:
    checkpoints = rows(program.data.checkpoints, "checkpoints", "thread_id")
    return {*checkpoints, *rows(program.data.tool_journal, "thread_execution", "thread_id")}


def calls(program: Program) -> set[str]:
    journal = program.data.tool_journal
    return {*rows(journal, "tool_run", "execution_id"), *rows(journal, "spent", "execution_id")}


def failed_work(model: ScriptedModel, program: Program) -> AgentExecution:
    """An execution that has run a tool and can be recovered, in a session of its own."""
    program.session_id = ""
    model.scripts["plain"] = steps(says("", COUNT), Script(status=401, error={"message": "No key."}))
    return program.failure("Count")


def test_what_is_deleted_while_the_runner_runs_is_forgotten(model: ScriptedModel, program: Program) -> None:
    program.agent.spec.approval_mode = APPROVAL_MODE_ALLOW_ALL
    program.agent = program.caller.agents.update(program.agent)
    gone, kept = failed_work(model, program), failed_work(model, program)
    assert threads(program) == {gone.spec.session_id, kept.spec.session_id}
    assert calls(program) == {gone.metadata.id, kept.metadata.id}
    program.caller.sessions.delete(SessionId(value=gone.spec.session_id))
    wait_until(lambda: threads(program) == {kept.spec.session_id})
    wait_until(lambda: calls(program) == {kept.metadata.id})

    # What may still be recovered is whole, and done is done.
    model.scripts["plain"] = steps(says("", COUNT), says("Counted."))
    program.caller.executions.recover(RecoverAgentExecutionInput(id=kept.metadata.id))
    assert said(program.ended(kept, 3)) == "Counted."
    (count,) = (program.data.workspaces / kept.spec.session_id).glob("count")
    assert count.read_text() == "once\n"
    assert calls(program) == set()


def test_what_was_deleted_while_no_runner_ran_is_forgotten_at_its_start(
    model: ScriptedModel, program: Program
) -> None:
    program.agent.spec.approval_mode = APPROVAL_MODE_ALLOW_ALL
    program.agent = program.caller.agents.update(program.agent)
    gone, kept = failed_work(model, program), failed_work(model, program)
    program.restart(runner=False)
    program.caller.sessions.delete(SessionId(value=gone.spec.session_id))
    assert gone.spec.session_id in threads(program)
    program.restart()
    wait_until(lambda: threads(program) == {kept.spec.session_id})
    wait_until(lambda: calls(program) == {kept.metadata.id})


def test_the_words_of_a_deleted_execution_are_no_longer_told(model: ScriptedModel, program: Program) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    model.scripts["plain"] = says("I will remember.")
    first = program.answer("The password is swordfish.")
    program.answer("It is sunny today.")
    program.caller.executions.delete(ApiResourceId(value=first.metadata.id))
    wait_until(lambda: not threads(program))
    program.answer("What do you know?")
    told = str(model.requests[-1].messages)
    assert "swordfish" not in told
    assert "sunny" in told


def test_the_files_do_not_grow_for_ever(model: ScriptedModel, program: Program) -> None:
    program.agent.spec.approval_mode = APPROVAL_MODE_ALLOW_ALL
    program.agent = program.caller.agents.update(program.agent)
    program.session_id = ""
    model.scripts["plain"] = says("Long.")
    done = program.answer("words " * 1_000_000)
    program.caller.sessions.delete(SessionId(value=done.spec.session_id))
    wait_until(lambda: not threads(program))
    program.restart(runner=False)
    before = program.data.checkpoints.stat().st_size
    assert before > 6_000_000
    program.restart()
    wait_until(lambda: program.data.checkpoints.stat().st_size < before / 4)


def test_a_long_piece_of_work_keeps_only_what_it_needs(model: ScriptedModel, program: Program) -> None:
    program.work_in(None, APPROVAL_MODE_ALLOW_ALL)
    looks = [says("", Call("glob", {"pattern": f"*{number}"})) for number in range(45)]
    model.scripts["plain"] = steps(*looks, Script(text=["Done."], wait_at=0))
    execution = program.ask("Look")
    wait_until(lambda: len(model.requests) == 46, 90)
    kept = len(rows(program.data.checkpoints, "checkpoints", "checkpoint_id"))
    assert kept < 45
    program.runner().kill()
    model.proceed()
    done = program.ended(execution, 3)
    assert len(done.status.tool_calls) == 45
    assert len(model.requests) == 47
    assert len(rows(program.data.checkpoints, "checkpoints", "checkpoint_id")) == 1
