"""Remembers which tool calls were begun and how they ended, so that none is run twice."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

from stigmer_desktop.api.execution import FileChange
from stigmer_desktop.runner.limits import Spent
from stigmer_desktop.runner.tool import ToolOutcome

_TABLES = """
create table if not exists tool_run (
    execution_id text not null, call_id text not null, outcome text,
    primary key (execution_id, call_id)
);
create table if not exists thread_execution (
    thread_id text not null, execution_id text not null, place integer not null,
    primary key (thread_id, execution_id)
);
create table if not exists spent (execution_id text primary key, told text not null);
"""


@dataclass(frozen=True)
class Begun:
    """A tool call that an earlier attempt had begun; `outcome` is None where it did not end."""

    outcome: ToolOutcome | None


class Journal:
    """A small database beside the checkpoints; each write has left this process when it returns."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=10.0, check_same_thread=False)
        path.chmod(0o600)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        self._connection.close()

    def find(self, execution_id: str, call_id: str) -> Begun | None:
        """What is known of a tool call."""
        row = self._connection.execute(
            "select outcome from tool_run where execution_id = ? and call_id = ?", (execution_id, call_id)
        ).fetchone()
        return None if row is None else Begun(_outcome(row[0]) if row[0] else None)

    def begin(self, execution_id: str, call_id: str) -> None:
        """The tool is about to run."""
        self._connection.execute(
            "insert or replace into tool_run values (?, ?, null)", (execution_id, call_id)
        )

    def end(self, execution_id: str, call_id: str, outcome: ToolOutcome) -> None:
        """The tool has ended."""
        changes = [change.SerializeToString().hex() for change in outcome.file_changes]
        told = json.dumps({"text": outcome.text, "failed": outcome.failed, "changes": changes})
        self._connection.execute(
            "update tool_run set outcome = ? where execution_id = ? and call_id = ?",
            (told, execution_id, call_id),
        )

    def forget(self, execution_id: str) -> None:
        """Drops what is known of an execution that is complete, but not that it was in its thread."""
        for table in ("tool_run", "spent"):
            self._connection.execute(f"delete from {table} where execution_id = ?", (execution_id,))

    def spent(self, execution_id: str) -> Spent:
        """What an execution has spent in all its attempts."""
        row = self._connection.execute(
            "select told from spent where execution_id = ?", (execution_id,)
        ).fetchone()
        return Spent(**json.loads(row[0])) if row else Spent()

    def note_spent(self, execution_id: str, spent: Spent) -> None:
        """Replaces what an execution has spent."""
        self._connection.execute(
            "insert or replace into spent values (?, ?)", (execution_id, json.dumps(asdict(spent)))
        )

    def in_thread(self, thread_id: str) -> list[str]:
        """The executions whose words stand in a thread, in the order in which they came."""
        rows = self._connection.execute(
            "select execution_id from thread_execution where thread_id = ? order by place", (thread_id,)
        )
        return [row[0] for row in rows]

    def begun_calls(self, execution_id: str) -> set[str]:
        """The ids of the calls that were begun."""
        rows = self._connection.execute(
            "select call_id from tool_run where execution_id = ?", (execution_id,)
        )
        return {row[0] for row in rows}

    def take_from_thread(self, thread_id: str, execution_id: str) -> None:
        """An execution's words no longer stand in a thread."""
        self._connection.execute(
            "delete from thread_execution where thread_id = ? and execution_id = ?", (thread_id, execution_id)
        )

    def put_in_thread(self, thread_id: str, execution_id: str) -> None:
        """An execution's words come next in a thread."""
        self._connection.execute(
            "insert or replace into thread_execution values (?, ?, "
            "(select coalesce(max(place), 0) + 1 from thread_execution where thread_id = ?))",
            (thread_id, execution_id, thread_id),
        )


def _outcome(told: str) -> ToolOutcome:
    values = json.loads(told)
    changes = tuple(FileChange.FromString(bytes.fromhex(each)) for each in values["changes"])
    return ToolOutcome(values["text"], values["failed"], changes)
