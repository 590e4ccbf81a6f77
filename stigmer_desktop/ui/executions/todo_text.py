"""A plan that a tool call was given, as a list to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.execution import TOOL_KIND_TODO, ToolCall

_MARKS = {"completed": "✓", "in_progress": "▸"}
_OPEN = "○"

# A step's words and its status, as the tool names it.
Step = tuple[str, str]


def plan_of(call: ToolCall, arguments: Mapping[str, Any]) -> list[Step]:
    """The steps of the plan in the arguments of `call`; empty if they hold anything else."""
    todos = arguments.get("todos")
    if call.tool_kind != TOOL_KIND_TODO or len(arguments) != 1 or not isinstance(todos, list):
        return []
    steps = [_step(todo) for todo in todos]
    return [step for step in steps if step is not None] if None not in steps else []


def plan_text(steps: list[Step]) -> str:
    """A line for each step, behind a mark that says how it stands."""
    return "\n".join(f"{_MARKS.get(status, _OPEN)} {words}" for words, status in steps)


def plan_markdown(steps: list[Step]) -> str:
    """The same as a task list."""
    now = QCoreApplication.translate("Plan", "in progress")
    return "\n".join(
        f"- [{'x' if status == 'completed' else ' '}] {words}"
        + (f" *({now})*" if status == "in_progress" else "")
        for words, status in steps
    )


def _step(todo: object) -> Step | None:
    if not isinstance(todo, dict) or not isinstance(todo.get("content"), str):
        return None
    return " ".join(todo["content"].split()), str(todo.get("status", ""))
