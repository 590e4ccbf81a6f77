"""One message answered twice, the second time with another model, to be compared."""

from __future__ import annotations

from scripts.pictures.story import MODEL, Moments, called, said
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_SHELL,
    AgentExecutionStatus,
    ToolCall,
)

SCHEMAS = "Compare two SQLite schemas"
_SMALL_MODEL = "qwen2.5-coder:14b"
_DUMP = {"command": "sqlite3 old.db .schema > old.sql && sqlite3 new.db .schema > new.sql"}
_DIFF = {"command": "diff -u old.sql new.sql"}


def first_try() -> list[AgentExecutionStatus]:
    """Stumbles over a missing file, and sees one of two differences."""
    when = Moments(5_400)
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, model=_SMALL_MODEL)
    status.started_at, status.completed_at = when.at(0), when.at(64)
    status.messages.append(said("I write both schemas into files first.", when.at(2), "a1", "a2", "a3"))
    missing = called(
        "a2", "shell", TOOL_KIND_SHELL, {"command": "diff -u old.sql latest.sql"},
        (when.at(12), when.at(12.2)), status=TOOL_CALL_FAILED,
    )  # fmt: skip
    missing.error = "exit status 2: diff: latest.sql: No such file or directory"
    status.tool_calls.extend([_dump("a1", when), missing, _diff("a3", when, 21)])
    answer = "One column differs: `orders.total` is `REAL` in the old schema and `INTEGER` in the new one."
    status.messages.append(said(answer, when.at(60)))
    status.usage.models.add(model=_SMALL_MODEL, calls=4, input_tokens=5_800, output_tokens=640)
    return [status]


def second_try() -> list[AgentExecutionStatus]:
    """Goes straight to it, sees both differences, and writes them down."""
    when = Moments(5_100)
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED, model=MODEL)
    status.started_at, status.completed_at = when.at(0), when.at(31)
    status.messages.append(said("I write both schemas into files first.", when.at(2), "b1", "b2"))
    written = called(
        "b3", "write_file", TOOL_KIND_FILE_WRITE, {"path": "docs/schema-changes.md"},
        (when.at(26), when.at(26.02)),
    )  # fmt: skip
    status.tool_calls.extend([_dump("b1", when), _diff("b2", when, 9), written])
    answer = (
        "Two columns differ: `orders.total` is `REAL` in the old schema and `INTEGER` in the new one, "
        "and `orders.currency` is new. I wrote both down."
    )
    status.messages.append(said(answer, when.at(24), "b3"))
    usage = status.usage.models.add(model=MODEL, calls=3, input_tokens=4_900, output_tokens=410)
    usage.cost, usage.cost_known = 0.02, True
    return [status]


def _dump(call_id: str, when: Moments) -> ToolCall:
    return called(call_id, "shell", TOOL_KIND_SHELL, _DUMP, (when.at(4), when.at(4.3)))


def _diff(call_id: str, when: Moments, at: float) -> ToolCall:
    output = "-  total REAL\n+  total INTEGER,\n+  currency TEXT NOT NULL DEFAULT 'EUR'"
    return called(call_id, "shell", TOOL_KIND_SHELL, _DIFF, (when.at(at), when.at(at + 0.1)), output)
