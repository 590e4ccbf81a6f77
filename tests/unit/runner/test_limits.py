"""Limits of an execution, and the same call again and again."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.desktop import Limits
from stigmer_desktop.api.execution import TOOL_KIND_FILE_READ, TOOL_KIND_SHELL, ToolKind
from stigmer_desktop.runner.harness import ExecutionStopped
from stigmer_desktop.runner.limits import Bounds, Spent
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolOutcome


async def _never(arguments: Arguments, output: Output) -> ToolOutcome:
    raise AssertionError


def tool(name: str, kind: ToolKind.ValueType = TOOL_KIND_FILE_READ) -> Tool:
    return Tool(name, "", {}, kind, _never)


def test_steps_calls_and_tokens_end_it() -> None:
    bounds = Bounds(Limits(max_steps=1, max_tool_calls=1))
    bounds.step()
    with pytest.raises(ExecutionStopped, match="limit of 1 steps"):
        bounds.step()
    bounds.call("", tool("read"), {"n": 1})
    with pytest.raises(ExecutionStopped, match="limit of 1 tool calls"):
        bounds.call("", tool("read"), {"n": 2})
    spent = Bounds(Limits(max_tokens=10))
    spent.used(10)
    with pytest.raises(ExecutionStopped, match="10 tokens"):
        spent.step()


def test_the_same_call_warns_and_then_stops() -> None:
    bounds = Bounds(Limits())
    answers = [bounds.call("", tool("read"), {"n": 1}) for _ in range(4)]
    assert [bool(answer) for answer in answers] == [False, False, True, False]
    with pytest.raises(ExecutionStopped, match="5 times with the same arguments"):
        bounds.call("", tool("read"), {"n": 1})


def test_looking_again_after_a_change_is_no_repetition() -> None:
    bounds = Bounds(Limits())
    for number in range(10):
        assert not bounds.call("", tool("read"), {})
        assert not bounds.call("", tool("run", TOOL_KIND_SHELL), {"n": number})


def test_each_agent_counts_for_itself() -> None:
    bounds = Bounds(Limits())
    for number in range(10):
        assert not bounds.call(f"agent-{number}", tool("read"), {})


def test_what_earlier_attempts_spent_counts() -> None:
    kept: list[Spent] = []
    now = [0.0]
    limits = Limits(max_steps=3, max_tool_calls=3, max_seconds=10)
    first = Bounds(limits, Spent(), kept.append, lambda: now[0])
    first.step()
    first.call("", tool("read"), {"n": 1})
    first.used(5)
    now[0] = 7.0
    first.note()
    spent = kept[-1]
    assert (spent.steps, spent.tool_calls, spent.tokens, spent.seconds) == (1, 1, 5, 7.0)

    now[0] = 100.0
    second = Bounds(limits, spent, kept.append, lambda: now[0])
    assert second.seconds_left == 3.0
    second.step()
    second.step()
    with pytest.raises(ExecutionStopped, match="limit of 3 steps"):
        second.step()
    second.call("", tool("read"), {"n": 1})
    assert second.call("", tool("read"), {"n": 1}).startswith("The agent called read 3 times")
    with pytest.raises(ExecutionStopped, match="limit of 3 tool calls"):
        second.call("", tool("read"), {"n": 2})
