"""Where a part of an execution is shown."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_MESSAGE,
    SEARCH_PLACE_SESSION_SUBJECT,
    SEARCH_PLACE_TOOL_CALL,
    Highlight,
    SearchHit,
)
from stigmer_desktop.api.execution import AgentMessage, SubAgentExecution, ToolCall
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.part_finder import shown_row
from stigmer_desktop.ui.session_spot import (
    SessionSpot,
    call_key,
    error_key,
    message_key,
    question_key,
    spot_of_hit,
    sub_agent_key,
)
from tests.execution_snapshots import execution, said, tool


@pytest.fixture
def model() -> ExecutionModel:
    made = ExecutionModel()
    long_answer = (
        "\n\n".join(f"Paragraph {number} " + "of words " * 60 for number in range(40)) + "\n\nneedle"
    )
    made.load(
        [
            execution(
                "aex-1",
                messages=[said("first", places=["c1", "s1"]), said(" "), said(long_answer)],
                calls=[tool("c1", result="found it"), tool("s1", "task"), tool("inner", "ls")],
                sub_agents=[
                    SubAgentExecution(
                        id="s1",
                        name="writer",
                        input="write",
                        messages=[said("I look for the hidden word", places=["inner"])],
                    )
                ],
            )
        ]
    )
    return made


def test_the_start_of_an_execution(model: ExecutionModel) -> None:
    assert shown_row(model, "aex-1", "") == question_key("aex-1")
    assert shown_row(model, "aex-7", "") == ""


def test_a_message_and_a_tool_call(model: ExecutionModel) -> None:
    assert shown_row(model, "aex-1", message_key("aex-1", 0)) == message_key("aex-1", 0)
    assert shown_row(model, "aex-1", call_key("aex-1", "c1")) == call_key("aex-1", "c1")


def test_a_long_answer_is_shown_where_the_words_stand(model: ExecutionModel) -> None:
    key = message_key("aex-1", 2)
    assert shown_row(model, "aex-1", key) == key
    found = shown_row(model, "aex-1", key, "NEEDLE")
    assert found.startswith(f"{key}/")
    assert "needle" in next(row.text for row in model.rows() if row.key == found)  # type: ignore[attr-defined]


def test_a_message_without_text_is_shown_by_the_one_before(model: ExecutionModel) -> None:
    assert shown_row(model, "aex-1", message_key("aex-1", 1)) == message_key("aex-1", 0)


def test_what_is_nowhere_is_shown_by_the_question(model: ExecutionModel) -> None:
    assert shown_row(model, "aex-1", error_key("aex-1")) == question_key("aex-1")


def test_a_call_inside_a_folded_sub_agent_unfolds_it(model: ExecutionModel) -> None:
    inner = call_key("aex-1", "inner")
    assert inner not in [row.key for row in model.rows()]
    assert shown_row(model, "aex-1", inner) == inner
    assert inner in [row.key for row in model.rows()]


def test_a_call_that_only_opened_a_sub_agent_is_that_sub_agent(model: ExecutionModel) -> None:
    assert shown_row(model, "aex-1", call_key("aex-1", "s1")) == sub_agent_key("aex-1", "s1")


def test_words_inside_a_sub_agent_unfold_it(model: ExecutionModel) -> None:
    key = sub_agent_key("aex-1", "s1")
    assert shown_row(model, "aex-1", key, "writer") == key
    assert shown_row(model, "aex-1", key, "hidden") == f"{key}/message/0"


def test_hits_become_places() -> None:
    hit = SearchHit(
        place=SEARCH_PLACE_MESSAGE,
        session_id="ses-1",
        execution_id="aex-1",
        message_index=4,
        excerpt="… the needle in it",
        highlights=[Highlight(start=6, end=12)],
    )
    assert spot_of_hit(hit) == SessionSpot("ses-1", "aex-1", message_key("aex-1", 4), "needle")
    hit = SearchHit(place=SEARCH_PLACE_TOOL_CALL, session_id="s", execution_id="aex-1", tool_call_id="c1")
    assert spot_of_hit(hit) == SessionSpot("s", "aex-1", call_key("aex-1", "c1"))
    subject = SearchHit(place=SEARCH_PLACE_SESSION_SUBJECT, session_id="s")
    assert spot_of_hit(subject) == SessionSpot("s")


def test_calls_without_a_list_are_found_too() -> None:
    model = ExecutionModel()
    message = AgentMessage(type=2, content="x", tool_calls=[ToolCall(id="only", name="ls")])
    model.load([execution("aex-2", messages=[message])])
    assert shown_row(model, "aex-2", call_key("aex-2", "only")) == call_key("aex-2", "only")
