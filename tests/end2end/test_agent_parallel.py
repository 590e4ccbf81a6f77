"""Several executions at once, in the real runner: as many as the settings say, the others in their order."""

from __future__ import annotations

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    AgentExecution,
)
from stigmer_desktop.settings import SettingsFile
from tests.contract.conftest import new_execution
from tests.end2end.program import Program, said
from tests.scripted_model import Script, ScriptedModel


def ask(program: Program, message: str) -> AgentExecution:
    """Sends a message in a session of its own."""
    return program.caller.executions.create(new_execution(message, agent_id=program.agent.metadata.id))


def phases(program: Program, *executions: AgentExecution) -> list[int]:
    return [program.get(each).status.phase for each in executions]


def test_the_number_can_be_changed_while_the_runner_works(model: ScriptedModel, program: Program) -> None:
    settings = SettingsFile(program.data.settings_file)
    settings.save(parallel_executions=2)
    model.scripts["plain"] = Script(text=["Begun.", " Done."], wait_at=1)
    every = [ask(program, str(number)) for number in range(5)]
    for each in every[:2]:
        program.until(each, lambda now: said(now) == "Begun.")
    # Who has a place has asked the model by now; the third would have too.
    assert phases(program, *every) == [EXECUTION_IN_PROGRESS] * 2 + [EXECUTION_PENDING] * 3
    settings.save(parallel_executions=4)
    for each in every[2:4]:
        program.until(each, lambda now: said(now) == "Begun.")
    assert phases(program, *every) == [EXECUTION_IN_PROGRESS] * 4 + [EXECUTION_PENDING]
    settings.save(parallel_executions=1)
    model.proceed()
    done = [program.ended(each, EXECUTION_COMPLETED) for each in every]
    begun = [each.status.started_at for each in done]
    assert begun == sorted(begun)


def test_a_session_works_on_one_message_at_a_time(model: ScriptedModel, program: Program) -> None:
    model.scripts["plain"] = Script(text=["Begun.", " Done."], wait_at=1)
    first = program.ask("one")
    second = program.ask("two")
    other = ask(program, "three")
    for each in (first, other):
        program.until(each, lambda now: said(now) == "Begun.")
    assert phases(program, first, second) == [EXECUTION_IN_PROGRESS, EXECUTION_PENDING]
    model.proceed()
    done = [program.ended(each, EXECUTION_COMPLETED).status for each in (first, second)]
    assert done[0].completed_at <= done[1].started_at
