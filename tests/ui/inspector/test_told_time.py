"""Bars by the times that a runner tells: starts are no model calls, and an interruption is an end."""

from __future__ import annotations

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    MESSAGE_SYSTEM,
    AgentExecution,
    AgentMessage,
)
from stigmer_desktop.ui.inspector.timeline_row import BarKind, timeline_rows
from tests.execution_snapshots import execution, said, thought, tool
from tests.ui.inspector.snapshots import at, seconds
from tests.ui.inspector.test_timeline_row import bars


def with_facts(message: AgentMessage, **facts: str | bool) -> AgentMessage:
    message.metadata.update(facts)
    return message


def starting(begin: float, end: float | None) -> AgentMessage:
    message = AgentMessage(type=MESSAGE_SYSTEM, timestamp=at(begin), is_streaming=end is None)
    facts = {"step": "starting_mcp_servers"} | ({"ended_at": at(end)} if end is not None else {})
    return with_facts(message, **facts)


def approved(**more: object) -> AgentExecution:
    """MCP servers are started, the model asks for a call, the user approves, and all starts again."""
    call = tool(
        "c",
        "write_file",
        approval_requested_at=at(7),
        approval_decided_at=at(20),
        started_at=at(25),
        completed_at=at(26),
    )
    messages = [
        starting(1, 5),
        with_facts(said("", at=at(7), places=["c"]), asked_at=at(5), ended_at=at(7)),
        starting(21, 25),
        with_facts(said("Done", at=at(28)), asked_at=at(26), ended_at=at(29)),
    ]
    return execution(
        started_at=at(0), completed_at=at(29), messages=messages, calls=[call], attempt=2, **more
    )


def test_starts_are_told_apart_from_the_model() -> None:
    assert bars(approved()) == [
        ("getting ready", 0.0, 1.0),
        ("starting MCP servers", 1.0, 5.0),
        ("model", 5.0, 7.0),
        ("waiting for you", 7.0, 20.0),
        ("getting ready", 20.0, 21.0),
        ("starting MCP servers", 21.0, 25.0),
        ("write_file", 25.0, 26.0),
        ("model", 26.0, 29.0),
    ]


def test_every_bar_leads_somewhere() -> None:
    rows = timeline_rows(approved())
    assert len({row.key for row in rows}) == len(rows)
    seen = {"aex-1/call/c", "aex-1/message/3"}
    assert {row.part for row in rows} <= seen
    assert [row.kind for row in rows].count(BarKind.STARTING) == 4


def test_a_start_goes_on_until_it_is_over() -> None:
    begins = execution(phase=EXECUTION_IN_PROGRESS, started_at=at(0), messages=[starting(0, None)])
    assert bars(begins) == [("starting MCP servers", 0.0, None)]
    begun = execution(phase=EXECUTION_IN_PROGRESS, started_at=at(0), messages=[starting(0, 4)])
    assert bars(begun) == [("starting MCP servers", 0.0, 4.0), ("model", 4.0, None)]


def test_an_interrupted_call_ends_where_it_was_interrupted() -> None:
    half = with_facts(said("word1 wo", at=at(1)), asked_at=at(0), ended_at=at(23), broken_off=True)
    paused = execution(phase=EXECUTION_PAUSED, started_at=at(0), messages=[half])
    assert bars(paused) == [("model", 0.0, 23.0)]
    resumed = execution(phase=EXECUTION_IN_PROGRESS, started_at=at(0), messages=[half], attempt=2)
    # Nobody says since when it is at work again; the rest was no work.
    assert bars(resumed) == [("model", 0.0, 23.0)]
    anew = with_facts(said("word1", at=at(54), is_streaming=True), asked_at=at(53))
    resumed.status.messages.append(anew)
    assert bars(resumed) == [("model", 0.0, 23.0), ("model", 53.0, None)]


def test_thinking_ends_where_the_answer_begins() -> None:
    both = execution(
        started_at=at(0),
        completed_at=at(9.1),
        messages=[
            with_facts(thought("Hm", timestamp=at(1)), asked_at=at(0), ended_at=at(6)),
            with_facts(said("So", at=at(6)), ended_at=at(9)),
        ],
    )
    assert bars(both) == [("thinking", 0.0, 6.0), ("model", 6.0, 9.0)]
    assert timeline_rows(both)[1].start == seconds(6)
