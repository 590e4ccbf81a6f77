"""The tool calls of a session as rows."""

from __future__ import annotations

from stigmer_desktop.api.execution import TOOL_CALL_FAILED, TOOL_KIND_SEARCH, AgentExecution
from stigmer_desktop.ui.executions.call_status import tool_call_status
from stigmer_desktop.ui.inspector.call_filter import CallFilter, kind_choices, status_choices
from stigmer_desktop.ui.inspector.call_row import SessionCalls, call_rows
from tests.execution_snapshots import execution, said, tool
from tests.ui.inspector.snapshots import rich

ENOUGH = 10.0


def newer(snapshot: AgentExecution) -> AgentExecution:
    made = AgentExecution()
    made.CopyFrom(snapshot)
    made.status.revision += 1
    return made


def test_the_calls_of_sub_agents_are_among_them() -> None:
    rows = list(call_rows(rich()))
    assert [(row.call.name, row.agent) for row in rows] == [
        ("grep", ""),
        ("shell", "test-writer"),
        ("task", "test-writer"),
        ("edit_file", ""),
    ]
    assert rows[0].key == "aex-1/call/c1"
    assert rows[0].summary == "next_token"


def test_rows_that_are_the_same_stay_the_same_objects() -> None:
    calls, first = SessionCalls(), rich()
    assert calls.refresh([first], ENOUGH)
    rows, changing = calls.rows, calls.changing
    grown = newer(first)
    grown.status.messages.append(said("and more"))
    assert calls.refresh([grown], ENOUGH)
    assert calls.rows is rows
    assert calls.changing is changing
    failed = newer(grown)
    failed.status.tool_calls[0].status = TOOL_CALL_FAILED
    assert calls.refresh([failed], ENOUGH)
    assert calls.rows is not rows
    assert calls.rows[1:] == rows[1:]
    assert calls.changing is changing


def test_what_takes_too_long_is_gone_on_with_later() -> None:
    calls = SessionCalls()
    executions = [execution(f"aex-{number}", calls=[tool("c")]) for number in range(3)]
    assert not calls.refresh(executions, 0.0)
    assert len(calls.rows) == 1
    assert not calls.refresh(executions, 0.0)
    assert calls.refresh(executions, 0.0)
    assert [row.execution_id for row in calls.rows] == ["aex-0", "aex-1", "aex-2"]


def test_a_session_that_was_left_leaves_nothing() -> None:
    calls = SessionCalls()
    calls.refresh([rich()], ENOUGH)
    calls.refresh([], ENOUGH)
    assert not calls.rows
    assert not calls.changing


def test_filters_let_through_one_kind_and_one_state() -> None:
    calls = SessionCalls()
    failed = tool("f", "grep", tool_kind=TOOL_KIND_SEARCH, status=TOOL_CALL_FAILED)
    calls.refresh([rich(), execution("aex-2", calls=[failed])], ENOUGH)
    kind, state = str(TOOL_KIND_SEARCH), str(TOOL_CALL_FAILED)
    assert [row.call.id for row in CallFilter(kind).applied(calls.rows)] == ["c1", "f"]
    assert [row.call.id for row in CallFilter(kind, state).applied(calls.rows)] == ["f"]
    assert CallFilter().applied(calls.rows) is calls.rows


def test_the_choices_are_those_that_there_are_with_their_counts() -> None:
    rows = list(call_rows(rich()))
    kinds = kind_choices(rows, "")
    assert (kinds[0].text, kinds[0].detail) == ("All kinds", "4")
    assert {choice.text for choice in kinds[1:]} == {
        "Searches files",
        "Commands",
        "Edits files",
        "Other tools",
    }
    states = status_choices(rows, str(TOOL_CALL_FAILED))
    # The chosen one is offered, even when nothing is in that state any more.
    assert (states[-1].text, states[-1].detail) == (tool_call_status(TOOL_CALL_FAILED).words, "0")
