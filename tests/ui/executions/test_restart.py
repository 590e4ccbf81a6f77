"""An answer that was broken off is grey and divided from the one that took its place; starts are named."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    MESSAGE_SYSTEM,
    MESSAGE_THINKING,
    TOOL_CALL_PENDING,
    AgentExecution,
)
from stigmer_desktop.ui.executions.execution_rows import rows_of
from stigmer_desktop.ui.executions.transcript_row import ActivityRow, AnswerRow, RestartRow, TranscriptRow


def interrupted(*, facts: bool = True) -> AgentExecution:
    execution = AgentExecution()
    execution.metadata.id = "aex-1"
    status = execution.status
    status.phase, status.attempt = EXECUTION_IN_PROGRESS, 2
    status.messages.add(type=MESSAGE_AI, content="First part.")
    status.messages.add(type=MESSAGE_THINKING, content="Let me see")
    status.messages.add(type=MESSAGE_AI, content="word1 word2 wo")
    if facts:
        for half in (1, 2):
            status.messages[half].metadata.update({"broken_off": True})
    status.messages.add(type=MESSAGE_SYSTEM, content="The runner ended.")
    return execution


def again(execution: AgentExecution) -> AgentExecution:
    newer = AgentExecution()
    newer.CopyFrom(execution)
    message = newer.status.messages.add(type=MESSAGE_AI, content="word1 word2 word3", is_streaming=True)
    message.metadata.update({"asked_at": "2026-11-22T10:00:00Z"})
    return newer


def rows(
    execution: AgentExecution, before: AgentExecution | None = None, known: list[TranscriptRow] | None = None
) -> list[TranscriptRow]:
    return rows_of(execution, lambda key, by_itself: True, lambda key, text: [text], before, known or [])


def answers(shown: list[TranscriptRow]) -> list[tuple[str, bool]]:
    return [(row.text, row.abandoned) for row in shown if isinstance(row, AnswerRow)]


def test_a_half_answer_is_set_apart_once_it_is_said_anew() -> None:
    half = interrupted()
    first = rows(half)
    assert answers(first) == [("First part.", False), ("word1 word2 wo", False)]
    assert not any(isinstance(row, RestartRow) for row in first)
    shown = rows(again(half), half, first)
    assert answers(shown) == [
        ("First part.", False),
        ("word1 word2 wo", True),
        ("word1 word2 word3", False),
    ]
    (divider,) = [number for number, row in enumerate(shown) if isinstance(row, RestartRow)]
    assert shown[divider + 1].key == "aex-1/message/4"
    assert len({row.key for row in shown}) == len(shown)


def test_without_the_fact_nothing_is_guessed() -> None:
    shown = rows(again(interrupted(facts=False)))
    assert not any(abandoned for _, abandoned in answers(shown))
    assert not any(isinstance(row, RestartRow) for row in shown)


def test_what_is_broken_off_twice_is_divided_twice() -> None:
    execution = again(interrupted())
    execution.status.messages[4].is_streaming = False
    execution.status.messages[4].metadata.update({"broken_off": True})
    shown = rows(again(execution))
    assert [abandoned for _, abandoned in answers(shown)] == [False, True, True, False]
    assert sum(isinstance(row, RestartRow) for row in shown) == 2


@pytest.mark.parametrize("after_approval", [False, True])
def test_the_start_of_mcp_servers_is_named_while_it_lasts(after_approval: bool) -> None:
    execution = AgentExecution()
    execution.status.phase = EXECUTION_IN_PROGRESS
    if after_approval:
        execution.status.tool_calls.add(id="c1", name="write_file", status=TOOL_CALL_PENDING)
    step = execution.status.messages.add(type=MESSAGE_SYSTEM, is_streaming=True)
    step.metadata.update({"step": "starting_mcp_servers"})
    (activity,) = [row for row in rows(execution) if isinstance(row, ActivityRow)]
    assert activity.starts_servers
    step.is_streaming = False
    assert not any(isinstance(row, ActivityRow) and row.starts_servers for row in rows(execution))
