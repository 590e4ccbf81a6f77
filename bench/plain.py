"""The same reads and writes with nothing but sqlite3: what they would cost without a server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from bench.figure import percentile


def opened(path: Path, *, durable: bool) -> sqlite3.Connection:
    """A connection with the settings that the store has."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute(f"PRAGMA synchronous = {'full' if durable else 'normal'}")
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def timed(call: Callable[[int], object], times: int) -> list[float]:
    """How many milliseconds each of so many calls took."""
    took = []
    for number in range(times):
        begun = time.perf_counter()
        call(number)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def median(call: Callable[[int], object], times: int) -> float:
    """How many milliseconds a call takes in the middle."""
    return percentile(timed(call, times), 0.5)


class PlainTranscripts:
    """Executions with messages in two plain tables."""

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        self._connection = opened(path, durable=durable)
        self._connection.execute("CREATE TABLE execution (id TEXT PRIMARY KEY, data BLOB)")
        self._connection.execute(
            "CREATE TABLE message (execution TEXT, seq INTEGER, data BLOB, PRIMARY KEY (execution, seq))"
        )

    def add(self, execution: str, data: bytes, messages: list[bytes]) -> None:
        """Writes an execution with its messages, as one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO execution VALUES (?, ?)", (execution, data))
        self._connection.executemany(
            "INSERT INTO message VALUES (?, ?, ?)",
            [(execution, seq, message) for seq, message in enumerate(messages)],
        )
        self._connection.execute("COMMIT")

    def read(self, execution: str) -> list[bytes]:
        """Reads an execution with its messages."""
        rows = self._connection.execute(
            "SELECT data FROM execution WHERE id = ? UNION ALL SELECT data FROM "
            "(SELECT data FROM message WHERE execution = ? ORDER BY seq)",
            (execution, execution),
        )
        return [data for (data,) in rows.fetchall()]

    def replace(self, execution: str, data: bytes, seq: int, message: bytes) -> None:
        """Writes an execution's header and one of its messages, as one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("REPLACE INTO message VALUES (?, ?, ?)", (execution, seq, message))
        self._connection.execute("UPDATE execution SET data = ? WHERE id = ?", (data, execution))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()
