"""Two executions step by step."""

from __future__ import annotations

from stigmer_desktop.api.desktop import ModelUsage
from stigmer_desktop.api.execution import AgentExecution, AgentMessage, SubAgentExecution
from stigmer_desktop.ui.comparison.comparison import Change, compared, totals_of
from stigmer_desktop.ui.comparison.step import StepKind, steps_of
from tests.execution_snapshots import execution, said, thought, tool

T = "2026-01-01T00:00:%02dZ"


def changes(first: AgentExecution, second: AgentExecution) -> list[tuple[Change, str, str]]:
    return [
        (pair.change, pair.first.line if pair.first else "", pair.second.line if pair.second else "")
        for pair in compared(first, second)
    ]


def test_the_steps_of_an_execution_in_their_order() -> None:
    steps = steps_of(
        execution(
            message="Do\nit",
            messages=[thought("hm"), said("I look", places=["c1", "s1"]), said("Done")],
            calls=[tool("c1", "grep", arguments={"pattern": "x"}), tool("s1", "task")],
            sub_agents=[SubAgentExecution(id="s1", name="writer", input="write")],
            error="Too long",
        )
    )
    assert [(step.kind, step.name, step.line) for step in steps] == [
        (StepKind.QUESTION, "", "Do it"),
        (StepKind.THINKING, "", "hm"),
        (StepKind.MESSAGE, "", "I look"),
        (StepKind.CALL, "grep", "x"),
        (StepKind.SUB_AGENT, "writer", "write"),
        (StepKind.MESSAGE, "", "Done"),
        (StepKind.END, "", "Too long"),
    ]


def test_equal_ones_are_the_same() -> None:
    made = [said("a", places=["c1"])]
    pair = [
        execution(name, messages=made, calls=[tool("c1", arguments={"a": 1, "b": 2})])
        for name in ("aex-1", "aex-2")
    ]
    assert {change for change, _, _ in changes(*pair)} == {Change.SAME}


def test_added_removed_and_changed() -> None:
    first = execution(
        message="Do it",
        messages=[said("I look", places=["c1", "c2"]), said("It is red")],
        calls=[tool("c1", "grep", arguments={"p": "x"}), tool("c2", "ls")],
    )
    second = execution(
        message="Do it well",
        messages=[said("I look", places=["c1"]), said("It is blue", places=["c3"])],
        calls=[tool("c1", "grep", arguments={"p": "y"}), tool("c3", "shell")],
    )
    kinds = [change for change, _, _ in changes(first, second)]
    C = Change
    assert kinds == [C.CHANGED, C.SAME, C.CHANGED, C.REMOVED, C.CHANGED, C.ADDED]


def test_the_same_call_with_another_result_is_changed() -> None:
    first = execution(messages=[said("x", places=["c"])], calls=[tool("c", "ls", result="one")])
    second = execution(messages=[said("x", places=["c"])], calls=[tool("c", "ls", result="two")])
    assert [change for change, _, _ in changes(first, second)][-1] is Change.CHANGED


def test_differences_in_time_and_tokens() -> None:
    first = execution(
        calls=[tool("c", "ls", started_at=T % 1, completed_at=T % 3)], started_at=T % 0, completed_at=T % 9
    )
    second = execution(
        calls=[tool("c", "ls", started_at=T % 1, completed_at=T % 8)], started_at=T % 0, completed_at=T % 20
    )
    second.status.usage.models.append(
        ModelUsage(model="m", input_tokens=10, output_tokens=5, cost=0.5, cost_known=True)
    )
    assert compared(first, second)[1].seconds == 5
    assert compared(first, second)[1].tokens is None
    assert totals_of(first).seconds == 9
    assert totals_of(first).cost is None
    assert (totals_of(second).tokens, totals_of(second).cost) == (15, 0.5)
    one, other = said("a"), said("a")
    one.metadata.update({"input_tokens": 10, "output_tokens": 1})
    other.metadata.update({"input_tokens": 10, "output_tokens": 4})
    pairs = compared(execution(messages=[one]), execution(messages=[other]))
    assert pairs[-1].tokens == 3


def counted(message: AgentMessage, tokens_in: int, tokens_out: int) -> AgentMessage:
    message.metadata.update({"input_tokens": tokens_in, "output_tokens": tokens_out})
    return message


def test_time_and_tokens_of_each_step() -> None:
    inside = counted(said("inside", at=T % 9), 5, 5)
    steps = steps_of(
        execution(
            messages=[
                thought("hm", timestamp=T % 1),
                counted(said("I look", at=T % 2, places=["c1"]), 100, 10),
                # A call of the model that only asks for a tool.
                counted(said("", at=T % 5, places=["s1", "c2"]), 200, 20),
                said("Done", at=T % 12),
            ],
            calls=[
                tool("c1", started_at=T % 3, completed_at=T % 4),
                tool("s1", "task", started_at=T % 6, completed_at=T % 10),
                tool("c2", started_at=T % 10, completed_at=T % 11),
            ],
            sub_agents=[
                SubAgentExecution(
                    id="s1", name="writer", messages=[inside], started_at=T % 6, completed_at=T % 10
                )
            ],
            started_at=T % 0,
            completed_at=T % 14,
        )
    )
    assert [(step.kind, step.seconds, step.tokens) for step in steps[1:]] == [
        (StepKind.THINKING, 2, None),
        (StepKind.MESSAGE, 1, 110),
        (StepKind.CALL, 1, None),
        (StepKind.SUB_AGENT, 4, 230),
        (StepKind.CALL, 1, None),
        (StepKind.MESSAGE, 3, None),
    ]
