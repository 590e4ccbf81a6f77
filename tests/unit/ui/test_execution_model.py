"""The transcript's model: rows, their order, and how little it signals."""

from __future__ import annotations

from typing import Any

import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    MESSAGE_TOOL,
    SUB_AGENT_COMPLETED,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentMessage,
    SubAgentExecution,
)
from stigmer_desktop.ui.executions.execution_model import ROW_ROLE, ExecutionModel
from stigmer_desktop.ui.executions.transcript_row import (
    ActivityRow,
    AnswerRow,
    EndRow,
    ErrorRow,
    HeaderRow,
    NoticeRow,
    SubAgentRow,
    ThinkingRow,
    ToolRow,
    UserMessageRow,
    WarningRow,
)
from tests.execution_snapshots import execution, heard, noted, said, thought, tool


class Signals:
    """Writes down what a model tells its views."""

    def __init__(self, model: ExecutionModel) -> None:
        self.seen: list[tuple[Any, ...]] = []
        model.modelReset.connect(lambda: self.seen.append(("reset",)))
        model.rowsInserted.connect(lambda _, a, b: self.seen.append(("insert", a, b)))
        model.rowsRemoved.connect(lambda _, a, b: self.seen.append(("remove", a, b)))
        model.dataChanged.connect(lambda a, b: self.seen.append(("change", a.row(), b.row())))

    def take(self) -> list[tuple[Any, ...]]:
        seen, self.seen = self.seen, []
        return seen


@pytest.fixture
def model() -> ExecutionModel:
    return ExecutionModel()


def shape(model: ExecutionModel) -> list[str]:
    """The rows in short: their kinds, with names or texts."""
    short = []
    for row in model.rows():
        kind = type(row).__name__.removesuffix("Row")
        words = row.call.name if isinstance(row, ToolRow) else getattr(row, "text", "")
        if isinstance(row, SubAgentRow):
            words = row.name
        short.append(f"{'  ' * row.depth}{kind} {words}".rstrip())
    return short


def test_one_execution_in_its_order(model: ExecutionModel) -> None:
    model.load(
        [
            execution(
                message="Fix it",
                messages=[thought("Hm"), said("I look", places=["c1", "c2"]), said("Done")],
                calls=[tool("c1", "grep"), tool("c2", "read_file")],
            )
        ]
    )
    assert shape(model) == [
        "UserMessage Fix it",
        "Header",
        "Thinking Hm",
        "Answer I look",
        "Tool grep",
        "Tool read_file",
        "Answer Done",
    ]
    assert model.rowCount() == 7
    assert model.data(model.index(3)) == "I look"
    assert isinstance(model.data(model.index(1), ROW_ROLE), HeaderRow)
    assert model.data(model.index(99)) is None


def test_executions_stand_in_the_order_of_their_creation(model: ExecutionModel) -> None:
    model.load([execution("aex-b", message="second", created=20)])
    model.apply(execution("aex-c", message="third", created=30))
    model.apply(execution("aex-a", message="first", created=10))
    asked = [row.text for row in model.rows() if isinstance(row, UserMessageRow)]
    assert asked == ["first", "second", "third"]
    assert [shown.metadata.id for shown in model.snapshots()] == ["aex-a", "aex-b", "aex-c"]


def test_growing_text_is_one_change_of_one_row(model: ExecutionModel) -> None:
    def growing(text: str, revision: int) -> AgentExecution:
        return execution(
            messages=[said("Before"), said(text, is_streaming=True)],
            phase=EXECUTION_IN_PROGRESS,
            revision=revision,
        )

    model.load([growing("Hel", 1)])
    signals = Signals(model)
    assert model.apply(growing("Hello", 2))
    assert signals.take() == [("change", 3, 3)]
    assert shape(model)[-1] == "Answer Hello"


def test_new_rows_are_inserted_and_nothing_is_reset(model: ExecutionModel) -> None:
    model.load([execution(messages=[said("One")]), execution("aex-2", created=5)])
    signals = Signals(model)
    model.apply(execution(messages=[said("One"), said("Two"), said("Three")], revision=2))
    assert signals.take() == [("insert", 3, 4)]


def test_an_older_or_equal_revision_changes_nothing(model: ExecutionModel) -> None:
    model.load([execution(messages=[said("new")], revision=7)])
    signals = Signals(model)
    assert not model.apply(execution(messages=[said("old")], revision=6))
    assert not model.apply(execution(messages=[said("same")], revision=7))
    assert signals.take() == []
    assert shape(model)[-1] == "Answer new"


def test_the_same_content_with_a_newer_revision_signals_nothing(model: ExecutionModel) -> None:
    model.load([execution(messages=[said("same")], revision=1)])
    signals = Signals(model)
    assert model.apply(execution(messages=[said("same")], revision=2))
    assert signals.take() == []


def test_a_deleted_execution_goes_and_the_others_stay(model: ExecutionModel) -> None:
    model.load([execution("aex-1", message="a"), execution("aex-2", message="b", created=1)])
    signals = Signals(model)
    model.remove("aex-1")
    model.remove("aex-unknown")
    assert signals.take() == [("remove", 0, 1)]
    assert shape(model) == ["UserMessage b", "Header"]
    assert model.snapshot("aex-1") is None


def test_status_tool_calls_are_the_truth_and_messages_only_place_them(model: ExecutionModel) -> None:
    stale = said("Looking")
    stale.tool_calls.append(tool("c1", "grep", result="stale", status=TOOL_CALL_RUNNING))
    model.load([execution(messages=[stale], calls=[tool("c1", "grep", result="fresh")])])
    rows = [row for row in model.rows() if isinstance(row, ToolRow)]
    assert [row.call.result for row in rows] == ["fresh"]


def test_a_call_that_only_a_message_knows_is_shown(model: ExecutionModel) -> None:
    message = said("Looking")
    message.tool_calls.append(tool("c9", "fetch"))
    message.tool_calls.append(tool("", "no id"))
    model.load([execution(messages=[message])])
    assert shape(model)[3:] == ["Tool fetch", "Tool no id"]


def test_unplaced_calls_go_by_their_start_then_by_their_order(model: ExecutionModel) -> None:
    model.load(
        [
            execution(
                messages=[
                    said("a", at="2026-01-01T10:00:00Z"),
                    said("b", at="2026-01-01T12:00:00+01:00"),
                ],
                calls=[
                    tool("last", "last"),
                    tool("c2", "second", started_at="2026-01-01T10:30:00.5Z"),
                    tool("c1", "first", started_at="2026-01-01T10:30:00Z"),
                    tool("late", "late", started_at="2026-01-01T11:00:01.123456789Z"),
                    tool("early", "early", started_at="2026-01-01T09:00:00Z"),
                ],
            )
        ]
    )
    assert shape(model)[2:] == [
        "Tool early",
        "Answer a",
        "Tool first",
        "Tool second",
        "Answer b",
        "Tool late",
        "Tool last",
    ]


def test_the_same_id_in_a_later_attempt_is_another_call(model: ExecutionModel) -> None:
    model.load(
        [
            execution(
                messages=[said("try", places=["c1"]), said("again", places=["c1"])],
                calls=[tool("c1", "one", result="1"), tool("c1", "two", result="2")],
            )
        ]
    )
    assert shape(model)[2:] == ["Answer try", "Tool one", "Answer again", "Tool two"]
    assert len({row.key for row in model.rows()}) == model.rowCount()


def test_a_runner_that_repeats_the_question_is_not_shown_twice(model: ExecutionModel) -> None:
    model.load(
        [execution(message="Hello", messages=[heard("Hello\n"), said("Hi"), heard("Hello"), heard("More")])]
    )
    assert shape(model) == [
        "UserMessage Hello",
        "Header",
        "Answer Hi",
        "UserMessage Hello",
        "UserMessage More",
    ]


def test_system_and_unknown_messages_are_shown(model: ExecutionModel) -> None:
    odd = AgentMessage(type=77, content="from the future")  # type: ignore[arg-type]
    model.load([execution(messages=[noted("taken back"), odd], phase=99)])
    assert shape(model)[2:] == ["Notice taken back", "Notice from the future"]
    notice = model.rows()[3]
    assert isinstance(notice, NoticeRow)
    assert notice.message_type == 77
    header = model.rows()[1]
    assert isinstance(header, HeaderRow)
    assert header.phase == 99


def test_a_tool_message_is_shown_unless_its_call_shows_it(model: ExecutionModel) -> None:
    repeated = AgentMessage(type=MESSAGE_TOOL, content="42 lines")
    lonely = AgentMessage(type=MESSAGE_TOOL, content="nobody else says this")
    model.load([execution(messages=[repeated, lonely], calls=[tool("c1", result="42 lines")])])
    assert shape(model)[2:] == ["Notice nobody else says this", "Tool grep"]


def test_warnings_and_the_reason_stand_in_place(model: ExecutionModel) -> None:
    model.load(
        [
            execution(
                messages=[said("so f")],
                warnings=["no tools"],
                phase=EXECUTION_FAILED,
                error="It broke.",
            )
        ]
    )
    assert shape(model)[2:] == ["Warning no tools", "Answer so f", "Error It broke."]
    error = model.rows()[-1]
    assert isinstance(error, ErrorRow)
    assert error.message == "Hello"
    assert isinstance(model.rows()[2], WarningRow)


def test_a_failure_without_words_is_an_error_row_too(model: ExecutionModel) -> None:
    model.load([execution(phase=EXECUTION_FAILED), execution("aex-2", phase=EXECUTION_CANCELLED, created=1)])
    assert shape(model) == ["UserMessage Hello", "Header", "Error", "UserMessage Hello", "Header", "End"]


def test_activity_is_shown_only_while_nothing_newer_shows_it(model: ExecutionModel) -> None:
    def at_work(revision: int, *messages: AgentMessage, phase: int = EXECUTION_IN_PROGRESS) -> None:
        model.apply(execution(messages=list(messages), phase=phase, revision=revision))

    model.load([execution(phase=EXECUTION_PENDING)])
    assert shape(model) == ["UserMessage Hello", "Header"]
    at_work(2)
    waiting = model.rows()[-1]
    assert isinstance(waiting, ActivityRow)
    assert not waiting.answering
    at_work(3, thought("Let me see", is_streaming=True))
    assert isinstance(model.rows()[-1], ThinkingRow)
    at_work(4, thought("Let me see"))
    assert isinstance(model.rows()[-1], ActivityRow)
    at_work(5, thought("Let me see"), said("Hi", is_streaming=True))
    assert isinstance(model.rows()[-1], AnswerRow)
    at_work(6, thought("Let me see"), said("Hi", is_streaming=True), phase=EXECUTION_CANCELLED)
    last = model.rows()[-2]
    assert isinstance(last, AnswerRow)
    assert not last.streaming


def nested() -> AgentExecution:
    agent = SubAgentExecution(
        id="task-1",
        name="test-writer",
        input="Write tests",
        output="Three tests",
        status=SUB_AGENT_COMPLETED,
        messages=[said("On it", places=["inner"]), said("Three tests")],
    )
    return execution(
        messages=[said("I delegate", places=["task-1"]), said("Done")],
        calls=[tool("task-1", "task"), tool("inner", "write_file")],
        sub_agents=[agent],
    )


def test_a_sub_agent_stands_where_it_was_called_and_unfolds(model: ExecutionModel) -> None:
    model.load([nested()])
    folded = ["Answer I delegate", "SubAgent test-writer", "Answer Done"]
    assert shape(model)[2:] == folded
    signals = Signals(model)
    model.set_opened(model.rows()[3].key, True)
    assert signals.take() == [("insert", 4, 7), ("change", 3, 3)]
    assert shape(model)[2:] == [
        "Answer I delegate",
        "SubAgent test-writer",
        "  UserMessage Write tests",
        "  Answer On it",
        "  Tool write_file",
        "  Answer Three tests",
        "Answer Done",
    ]
    model.set_opened(model.rows()[3].key, False)
    assert shape(model)[2:] == folded


def test_a_sub_agent_with_a_waiting_call_is_open_by_itself(model: ExecutionModel) -> None:
    agent = SubAgentExecution(id="s1", name="helper", messages=[said("May I?", places=["c1"])])
    model.load(
        [
            execution(
                calls=[tool("c1", "shell", status=TOOL_CALL_WAITING_APPROVAL)],
                sub_agents=[agent],
                phase=EXECUTION_IN_PROGRESS,
            )
        ]
    )
    assert shape(model)[2:5] == ["SubAgent helper", "  Answer May I?", "  Tool shell"]


def test_a_choice_to_fold_survives_new_snapshots(model: ExecutionModel) -> None:
    first = nested()
    model.load([first])
    key = model.rows()[3].key
    model.set_opened(key, True)
    newer = nested()
    newer.status.revision = 2
    newer.status.sub_agent_executions[0].messages.append(said("One more"))
    model.apply(newer)
    assert "  Answer One more" in shape(model)


def test_the_header_adds_up_what_was_used(model: ExecutionModel) -> None:
    priced = execution(model="big")
    for name, cost in (("big", 0.05), ("small", 0.02)):
        used = priced.status.usage.models.add(model=name, input_tokens=100, output_tokens=11, cost=cost)
        used.cost_known = True
    unpriced = execution("aex-2", created=1)
    unpriced.spec.execution_config.model_name = "openai:x"
    unpriced.status.usage.models.add(model="x", input_tokens=5)
    model.load([priced, unpriced])
    first, second = (row for row in model.rows() if isinstance(row, HeaderRow))
    assert (first.model, first.tokens) == ("big", 222)
    assert first.cost == pytest.approx(0.07)
    assert (second.model, second.tokens, second.cost) == ("x", 5, None)


def test_a_server_without_revisions_is_taken_at_its_word(model: ExecutionModel) -> None:
    model.load([execution(revision=0)])
    assert model.apply(execution(messages=[said("x")], revision=0))
    assert shape(model)[-1] == "Answer x"


@pytest.mark.parametrize("phase", [EXECUTION_CANCELLED, EXECUTION_PAUSED])
def test_what_was_stopped_or_rests_says_so_at_its_end(phase: int) -> None:
    model = ExecutionModel()
    model.apply(execution(messages=[said("Half a sent")], phase=phase, started_at="2026-11-22T14:00:00Z"))
    end = model.rows()[-1]
    assert isinstance(end, EndRow)
    assert (end.phase, end.begun) == (phase, True)
    model.apply(execution(messages=[said("Half a sentence.")], phase=EXECUTION_COMPLETED, revision=2))
    assert not any(isinstance(row, EndRow) for row in model.rows())
