"""The plans of an execution as rows: its own, then each sub-agent's under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.execution import (
    TODO_CANCELLED,
    TODO_COMPLETED,
    TODO_IN_PROGRESS,
    TODO_PENDING,
    AgentExecution,
    TodoItem,
    TodoStatus,
)
from stigmer_desktop.api.phases import is_terminal

_DIGITS = re.compile(r"(\d+)")
_WORDS: dict[int, str] = {
    TODO_PENDING: str(QT_TRANSLATE_NOOP("TodoStatus", "To do")),
    TODO_IN_PROGRESS: str(QT_TRANSLATE_NOOP("TodoStatus", "Under way")),
    TODO_COMPLETED: str(QT_TRANSLATE_NOOP("TodoStatus", "Done")),
    TODO_CANCELLED: str(QT_TRANSLATE_NOOP("TodoStatus", "Cancelled")),
}


@dataclass(frozen=True)
class TodoRow:
    """One step of a plan, or the heading of a sub-agent's plan.

    Attributes:
        key: names the row within its execution.
        content: the step in words, or the sub-agent's name.
        status: a number of TodoStatus; it may be one that this program does not know.
        live: whether its execution has not ended.
        is_heading: whether it is a heading.
    """

    key: str
    content: str
    status: int = 0
    live: bool = False
    is_heading: bool = False


@dataclass(frozen=True)
class Progress:
    """How many steps of a plan are done, and how many there are; cancelled ones count in neither."""

    done: int = 0
    total: int = 0


def todo_rows(execution: AgentExecution) -> list[TodoRow]:
    """The rows of all plans of `execution`, each in the order of its ids."""
    live = not is_terminal(execution.status.phase)
    rows = _plan("", execution.status.todos, live)
    for agent in execution.status.sub_agent_executions:
        if agent.todos:
            rows.append(TodoRow(f"{agent.id}/", agent.name, is_heading=True))
            rows += _plan(f"{agent.id}/", agent.todos, live)
    return rows


def progress(rows: Iterable[TodoRow]) -> Progress:
    """How far all plans together are."""
    steps = [row for row in rows if not row.is_heading and row.status != TODO_CANCELLED]
    return Progress(sum(row.status == TODO_COMPLETED for row in steps), len(steps))


def todo_words(status: int) -> str:
    """A TodoStatus as people read it; an unknown one by its raw name."""
    if status in _WORDS:
        return QCoreApplication.translate("TodoStatus", _WORDS[status])
    try:
        return TodoStatus.Name(status)  # type: ignore[arg-type]
    except ValueError:
        return str(status)


def _plan(prefix: str, todos: Mapping[str, TodoItem], live: bool) -> list[TodoRow]:
    return [
        TodoRow(f"{prefix}{name}", " ".join(todos[name].content.split()), todos[name].status, live)
        for name in sorted(todos, key=_place)
    ]


def _place(name: str) -> list[tuple[bool, int, str]]:
    """Orders ids as people count: todo-9 before todo-10."""
    return [
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _DIGITS.split(name)
    ]
