"""The story of an execution as bars in time."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
)
from stigmer_desktop.ui.inspector.model_time import Mark, Span, model_spans
from stigmer_desktop.ui.inspector.timeline_row import BarKind, TimelineRow, timeline_rows
from tests.execution_snapshots import execution, said, thought, tool
from tests.ui.inspector.snapshots import at, rich, seconds

Bar = tuple[str, float, float | None]


def bars(snapshot: AgentExecution) -> list[Bar]:
    def since(moment: float | None) -> float | None:
        return None if moment is None else round(moment - seconds(0), 3)

    return [(row.label, since(row.start) or 0.0, since(row.end)) for row in timeline_rows(snapshot)]


def test_a_message_without_words_is_no_bar_of_its_own() -> None:
    calls = [tool("c1", "grep", started_at=at(3), completed_at=at(4))]
    told = execution(
        messages=[said("", at=at(2), places=["c1"])], calls=calls, started_at=at(0), completed_at=at(4)
    )
    (model, _) = timeline_rows(told)
    # A click on the time in which the model asked for a tool leads to that tool.
    assert (model.label, model.part) == ("model", "aex-1/call/c1")


def test_the_model_has_the_time_in_which_nothing_else_was() -> None:
    assert bars(rich()) == [
        ("model", 0.0, 3.0),
        ("grep", 3.0, 4.0),
        ("model", 4.0, 5.0),
        ("test-writer", 5.0, 20.0),
        ("model", 5.0, 8.0),
        ("shell", 8.0, 9.0),
        ("model", 9.0, 10.0),
        ("task", 10.0, 12.0),
        ("model", 12.0, 20.0),
        ("namer", 10.0, 12.0),
        ("model", 10.0, 12.0),
        ("model", 20.0, 22.0),
        ("waiting for you", 22.0, 30.0),
        ("edit_file", 30.0, 31.0),
        ("model", 31.0, 33.0),
    ]


def test_each_bar_has_a_name_of_its_own_and_leads_somewhere() -> None:
    rows = timeline_rows(rich())
    assert len({row.key for row in rows}) == len(rows)
    first = rows[0]
    assert (first.kind, first.part) == (BarKind.MODEL, "aex-1/message/0")
    wait = next(row for row in rows if row.kind is BarKind.WAITING)
    assert wait.part == "aex-1/call/c2"
    assert [row.failed for row in rows if row.label == "namer"] == [True]


def test_what_goes_on_has_no_end() -> None:
    running = execution(
        phase=EXECUTION_IN_PROGRESS,
        started_at=at(0),
        messages=[said("Look", at=at(1), places=["c"])],
        calls=[tool("c", "grep", status=TOOL_CALL_RUNNING, started_at=at(2))],
    )
    assert bars(running) == [("model", 0.0, 2.0), ("grep", 2.0, None)]


def test_a_model_at_work_is_seen_before_it_says_anything() -> None:
    assert bars(execution(phase=EXECUTION_IN_PROGRESS, started_at=at(0))) == [("model", 0.0, None)]
    assert bars(execution(phase=EXECUTION_PAUSED, started_at=at(0))) == []


def test_waiting_for_the_user_is_no_time_of_the_model() -> None:
    call = tool("c", "shell", status=TOOL_CALL_WAITING_APPROVAL, approval_requested_at=at(4))
    waiting = execution(
        phase=EXECUTION_WAITING_FOR_APPROVAL,
        started_at=at(0),
        messages=[said("May I?", at=at(1), places=["c"])],
        calls=[call],
    )
    assert bars(waiting) == [("model", 0.0, 4.0), ("waiting for you", 4.0, None)]


def test_thinking_and_answering_are_told_apart() -> None:
    both = execution(
        started_at=at(0),
        completed_at=at(9),
        messages=[thought("Hm", timestamp=at(1)), said("So", at=at(6))],
    )
    assert bars(both) == [("thinking", 0.0, 6.0), ("model", 6.0, 9.0)]


@pytest.mark.parametrize("tells", [False, True])
def test_between_a_failure_and_the_recovery_there_is_no_bar(tells: bool) -> None:
    answer = said("Here", at=at(48))
    if tells:
        answer.metadata.update({"asked_at": at(47.9), "ended_at": at(49)})
    recovered = execution(messages=[answer], started_at=at(0), completed_at=at(49), attempt=2)
    recovered.status.rests.add(stopped_at=at(2.4), resumed_at=at(47.4))
    after = [("getting ready", 47.4, 47.9), ("model", 47.9, 49.0)] if tells else [("model", 47.4, 49.0)]
    assert bars(recovered) == [("model", 0.0, 2.4), *after]


def test_without_times_there_are_no_bars() -> None:
    assert timeline_rows(execution(messages=[said("Hello")], calls=[tool("c")])) == []


def test_what_never_ended_ends_with_its_execution() -> None:
    cut = execution(
        started_at=at(0),
        completed_at=at(5),
        calls=[tool("c", "grep", status=TOOL_CALL_RUNNING, started_at=at(2))],
    )
    assert ("grep", 2.0, 5.0) in bars(cut)


@pytest.mark.parametrize(("pause", "count"), [(0.1, 0), (0.4, 1)])
def test_a_short_pause_is_no_call_of_a_model(pause: float, count: int) -> None:
    busy = [(0.0, 1.0, "a"), (1.0 + pause, 2.0, "b")]
    assert len(model_spans(Span(0.0, 2.0), busy, [], working=False)) == count


def test_a_message_in_the_middle_of_something_else_has_a_moment_only() -> None:
    spans = model_spans(Span(0.0, 4.0), [(0.0, 4.0, "a")], [Mark(2.0, "m")], working=False)
    assert [(span.start, span.end, span.part) for span in spans] == [(2.0, 2.0, "m")]


def test_many_messages_and_calls_take_no_time() -> None:
    calls = [tool(f"c{n}", started_at=at(n * 2), completed_at=at(n * 2 + 1)) for n in range(500)]
    messages = [said("x", at=at(n * 2 + 1.5)) for n in range(500)]
    long = execution(started_at=at(0), completed_at=at(2000), calls=calls, messages=messages)
    rows: list[TimelineRow] = timeline_rows(long)
    assert len(rows) == 1000
    assert [row.start for row in rows] == sorted(row.start for row in rows)
