"""Looks into what the agent loop keeps, and removes what nobody needs any more; without loading the loop."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from stigmer_desktop.paths import DataFolder

BUSY_SECONDS = 10.0
# A file is written anew when so much of it, and at least so many bytes, is empty.
EMPTY_SHARE = 0.25
EMPTY_BYTES = 4_000_000


class KeptWork:
    """The checkpoints and the journal of one data folder; for threads of their own, since it may wait."""

    def __init__(self, data: DataFolder) -> None:
        self._checkpoints = data.checkpoints
        self._journal = data.tool_journal

    def threads(self) -> dict[str, list[str]]:
        """The executions whose words stand in each thread, in their order."""
        found: dict[str, list[str]] = {}
        for (thread,) in _rows(self._checkpoints, "select distinct thread_id from checkpoints"):
            found[thread] = []
        order = "select thread_id, execution_id from thread_execution order by place"
        for thread, execution in _rows(self._journal, order):
            found.setdefault(thread, []).append(execution)
        return found

    def executions(self) -> set[str]:
        """The executions of which tool calls or counts are kept."""
        every = "select execution_id from tool_run union select execution_id from spent"
        return {row[0] for row in _rows(self._journal, every)}

    def forget_threads(self, threads: Iterable[str]) -> None:
        """Removes whole threads: the next message of such a session begins from what the server knows."""
        names = [(thread,) for thread in threads]
        _delete(self._checkpoints, ("checkpoints", "writes"), "thread_id", names)
        _delete(self._journal, ("thread_execution",), "thread_id", names)

    def forget_executions(self, executions: Iterable[str]) -> None:
        """Removes the tool calls and counts of executions."""
        names = [(execution,) for execution in executions]
        _delete(self._journal, ("tool_run", "spent"), "execution_id", names)

    def compact(self) -> None:
        """Gives back what is empty in the files, where that is much; only while nobody works on them."""
        for path in (self._checkpoints, self._journal):
            if not path.exists():
                continue
            with closing(_opened(path)) as database:
                pages, empty, size = (
                    database.execute(f"pragma {name}").fetchone()[0]
                    for name in ("page_count", "freelist_count", "page_size")
                )
                if empty * size >= EMPTY_BYTES and empty >= pages * EMPTY_SHARE:
                    database.execute("vacuum")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS)


def _rows(path: Path, question: str) -> list[tuple[str, ...]]:
    """What a database answers; nothing where it is not there yet."""
    if not path.exists():
        return []
    with closing(_opened(path)) as database:
        return list(database.execute(question))


def _delete(path: Path, tables: Iterable[str], column: str, names: list[tuple[str]]) -> None:
    if path.exists() and names:
        with closing(_opened(path)) as database, database:
            for table in tables:
                database.executemany(f"delete from {table} where {column} = ?", names)
