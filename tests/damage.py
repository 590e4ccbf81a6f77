"""Damages a database as a failing disk would: bytes are overwritten where they lie."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_JUNK = b"\x5a"


def damage_head(database: Path) -> None:
    """The first page: the file cannot even be opened."""
    with database.open("r+b") as file:
        file.seek(100)
        file.write(_JUNK * 3996)


def damage_table(database: Path, table: str = "resource") -> None:
    """The first page of a table: the file opens, and reading the table fails."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(query, (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(_JUNK * size)
