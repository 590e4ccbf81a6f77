"""An execution with something for each of the inspector's pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    SUB_AGENT_COMPLETED,
    SUB_AGENT_FAILED,
    TODO_COMPLETED,
    TODO_IN_PROGRESS,
    TODO_PENDING,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_SEARCH,
    TOOL_KIND_SHELL,
    AgentExecution,
    FileChange,
    SubAgentExecution,
    TodoItem,
)
from tests.execution_snapshots import execution, said, tool

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
DIFF = """--- a/src/lexer.py
+++ b/src/lexer.py
@@ -41,2 +41,3 @@
     def next_token(self):
-        ch = self.text[self.pos]
+        if self.at_end:
+            return END
"""


def at(seconds: float) -> str:
    """A moment so many seconds after START, as the API writes it."""
    moment = START + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(offset: float) -> float:
    """The same moment in seconds since 1970."""
    return START.timestamp() + offset


def plan(*states: int) -> dict[str, TodoItem]:
    """A plan with steps in these states."""
    return {
        f"todo-{number}": TodoItem(id=f"todo-{number}", content=f"Step {number}", status=state)  # type: ignore[arg-type]
        for number, state in enumerate(states, start=1)
    }


def rich(execution_id: str = "aex-1", **more: Any) -> AgentExecution:
    """A search, a sub-agent with a command and a helper of its own, and an edit that had to be approved."""
    change = FileChange(path="src/lexer.py", unified_diff=DIFF, lines_added=2, lines_removed=1)
    calls = [
        tool(
            "c1",
            "grep",
            tool_kind=TOOL_KIND_SEARCH,
            arguments={"pattern": "next_token"},
            started_at=at(3),
            completed_at=at(4),
        ),
        tool(
            "c2",
            "edit_file",
            tool_kind=TOOL_KIND_FILE_EDIT,
            requires_approval=True,
            approval_requested_at=at(22),
            approval_decided_at=at(30),
            started_at=at(30),
            completed_at=at(31),
            file_changes=[change],
        ),
    ]
    inner = said("I write tests.", at=at(6))
    inner.tool_calls.append(
        tool("c9", "shell", tool_kind=TOOL_KIND_SHELL, started_at=at(8), completed_at=at(9))
    )
    inner.tool_calls.append(tool("s2", "task", started_at=at(10), completed_at=at(12)))
    helpers = [
        SubAgentExecution(
            id="s1",
            name="test-writer",
            subject="writes the tests",
            output="Three tests are there.",
            status=SUB_AGENT_COMPLETED,
            started_at=at(5),
            completed_at=at(20),
            messages=[inner],
            todos=plan(TODO_COMPLETED),
        ),
        SubAgentExecution(
            id="s2",
            name="namer",
            error="It knew no names.",
            status=SUB_AGENT_FAILED,
            started_at=at(10),
            completed_at=at(12),
        ),
    ]
    made = execution(
        execution_id,
        messages=[
            said("Let me look.", at=at(1), places=["c1", "s1"]),
            said("Now the guard.", at=at(21), places=["c2"]),
        ],
        calls=calls,
        sub_agents=helpers,
        started_at=at(0),
        completed_at=at(33),
        phase=more.pop("phase", EXECUTION_COMPLETED),
        model="qwen",
        **more,
    )
    for name, todo in plan(TODO_COMPLETED, TODO_IN_PROGRESS, TODO_PENDING).items():
        made.status.todos[name].CopyFrom(todo)
    made.status.usage.models.add(model="qwen", calls=3, input_tokens=1000, output_tokens=234)
    return made
