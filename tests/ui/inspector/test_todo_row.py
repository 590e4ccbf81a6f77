"""The plans of an execution as rows."""

from __future__ import annotations

from stigmer_desktop.api.execution import TODO_CANCELLED, TODO_COMPLETED, TodoItem
from stigmer_desktop.ui.inspector.todo_row import Progress, progress, todo_rows, todo_words
from tests.execution_snapshots import execution
from tests.ui.inspector.snapshots import rich


def test_the_agents_own_plan_comes_first_then_each_sub_agents_under_its_name() -> None:
    rows = todo_rows(rich())
    assert [row.content for row in rows] == ["Step 1", "Step 2", "Step 3", "test-writer", "Step 1"]
    assert [row.is_heading for row in rows] == [False, False, False, True, False]
    assert len({row.key for row in rows}) == len(rows)
    assert progress(rows) == Progress(2, 4)


def test_steps_are_ordered_as_people_count() -> None:
    plain = execution()
    for name in ("todo-10", "todo-9", "b", "todo-1"):
        plain.status.todos[name].CopyFrom(TodoItem(content=name))
    assert [row.content for row in todo_rows(plain)] == ["b", "todo-1", "todo-9", "todo-10"]


def test_a_cancelled_step_is_neither_done_nor_to_do() -> None:
    plain = execution()
    plain.status.todos["1"].status = TODO_COMPLETED
    plain.status.todos["2"].status = TODO_CANCELLED
    assert progress(todo_rows(plain)) == Progress(1, 1)


def test_a_state_that_nobody_knows_has_its_raw_name() -> None:
    assert todo_words(TODO_COMPLETED) == "Done"
    assert todo_words(77) == "77"
