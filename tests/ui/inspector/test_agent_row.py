"""Who worked on an execution as a tree."""

from __future__ import annotations

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    SUB_AGENT_IN_PROGRESS,
    SubAgentExecution,
)
from stigmer_desktop.ui.inspector.agent_painter import agent_look, agent_name
from stigmer_desktop.ui.inspector.agent_row import agent_rows
from tests.execution_snapshots import execution, said, tool
from tests.ui.inspector.snapshots import rich


def test_a_sub_agent_stands_below_the_one_that_called_it() -> None:
    rows = agent_rows(rich(), "Helper")
    assert [(row.name, row.depth, row.calls) for row in rows] == [
        ("Helper", 0, 2),
        ("test-writer", 1, 2),
        ("namer", 2, 0),
    ]
    assert [row.words for row in rows] == ["Now the guard.", "Three tests are there.", "It knew no names."]
    assert rows[1].task == "writes the tests"
    assert rows[1].key == "aex-1/sub-agent/s1"


def test_without_sub_agents_there_is_no_tree() -> None:
    assert agent_rows(execution(messages=[said("Hi")]), "Helper") == []


def test_agents_that_call_each_other_end() -> None:
    one, other = SubAgentExecution(id="a", name="a"), SubAgentExecution(id="b", name="b")
    one.messages.append(said(""))
    one.messages[0].tool_calls.append(tool("b"))
    other.messages.append(said(""))
    other.messages[0].tool_calls.append(tool("a"))
    rows = agent_rows(execution(sub_agents=[one, other]), "")
    assert len(rows) <= 3


def test_who_still_speaks_shows_the_end_of_what_it_says() -> None:
    speaking = SubAgentExecution(
        id="s",
        name="s",
        status=SUB_AGENT_IN_PROGRESS,
        messages=[said("word " * 200 + "last", is_streaming=True)],
    )
    rows = agent_rows(execution(phase=EXECUTION_IN_PROGRESS, sub_agents=[speaking]), "Helper")
    assert rows[1].words.startswith("…")
    assert rows[1].words.endswith("last")
    assert agent_look(rows[1]).icon == "spinner"
    ended = agent_rows(execution(sub_agents=[speaking]), "Helper")
    assert agent_look(ended[1]).icon != "spinner"
    assert agent_name(rows[1]).startswith("s, Running")
