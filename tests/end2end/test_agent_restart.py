"""An answer that is interrupted half-way, in the real runner: what is told of it, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_PAUSED,
    MESSAGE_AI,
    AgentExecution,
    PauseAgentExecutionInput,
    ResumeAgentExecutionInput,
)
from stigmer_desktop.api.message_facts import ASKED_AT, ENDED_AT, is_broken_off, text_fact
from tests.end2end.program import Program
from tests.scripted_model import Script, ScriptedModel

HALF = Script(text=["word0 ", "word1 ", "word2 "], wait_at=2)


def pause(program: Program, asked: AgentExecution) -> None:
    program.caller.executions.pause(PauseAgentExecutionInput(id=asked.metadata.id))
    program.until(asked, lambda now: now.status.phase == EXECUTION_PAUSED)
    # The runner's last report may come after the phase.
    program.until(asked, lambda now: not now.status.messages[-1].is_streaming)
    program.caller.executions.resume(ResumeAgentExecutionInput(id=asked.metadata.id))


def kill(program: Program, asked: AgentExecution) -> None:
    program.runner().kill()


@pytest.mark.parametrize(("interrupt", "restarts"), [(pause, 0), (kill, 1)])
def test_a_half_answer_is_broken_off_and_the_new_one_is_whole(
    model: ScriptedModel,
    program: Program,
    tmp_path: Path,
    interrupt: Callable[[Program, AgentExecution], None],
    restarts: int,
) -> None:
    program.work_in(tmp_path)
    model.scripts["plain"] = HALF
    asked = program.ask("Count")
    program.until(asked, lambda now: any("word1" in each.content for each in now.status.messages))
    model.scripts["plain"] = Script(text=HALF.text)
    interrupt(program, asked)
    done = program.ended(asked, EXECUTION_COMPLETED)
    half, whole = [each for each in done.status.messages if each.type == MESSAGE_AI]
    assert (half.content, whole.content) == ("word0 word1 ", "word0 word1 word2 ")
    assert (is_broken_off(half), is_broken_off(whole)) == (True, False)
    assert half.timestamp <= text_fact(half, ENDED_AT) <= text_fact(whole, ASKED_AT)
    assert (done.status.attempt, done.status.restarts) == (2, restarts)
