"""One file of the index: its tables, and the connection that each thread has to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import DatabaseError, OperationalError, SqliteDatabase

# Changes with the tables below and with what is put into them: a file of another form is made anew.
FORM = 2
# Entries with a title have numbers of their own above all others. The index gives the highest numbers
# first, so that subjects and agents are always among the newest, which are ranked.
FIRST_TITLED = 1 << 40

_LIVE = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "busy_timeout": 5000,
    "cache_size": -16_000,
    "temp_store": "memory",
}
# A file that is thrown away when the work on it does not end well needs no journal.
_BUILDING = {**_LIVE, "journal_mode": "off", "synchronous": "off", "cache_size": -64_000}

TABLES = {
    "search_state": (
        "CREATE TABLE search_state (form INTEGER NOT NULL, store INTEGER NOT NULL, "
        "watermark INTEGER NOT NULL, whole INTEGER NOT NULL, last_entry INTEGER NOT NULL, "
        "last_titled INTEGER NOT NULL)"
    ),
    "search_owner": (
        "CREATE TABLE search_owner (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
        "kind INTEGER NOT NULL, agent_id TEXT NOT NULL, session_id TEXT NOT NULL, "
        "revision INTEGER NOT NULL, phase INTEGER NOT NULL, attempt INTEGER NOT NULL)"
    ),
    "search_entry": (
        "CREATE TABLE search_entry (number INTEGER PRIMARY KEY, owner INTEGER NOT NULL, "
        "place INTEGER NOT NULL, part INTEGER NOT NULL, attempt INTEGER NOT NULL, "
        "seq INTEGER NOT NULL, key TEXT NOT NULL, created_at INTEGER NOT NULL)"
    ),
    "search_text": (
        "CREATE TABLE search_text (number INTEGER PRIMARY KEY, title TEXT NOT NULL, body NOT NULL)"
    ),
    # Contentless: the texts stand in search_text, which is smaller and can be shown as it is.
    # The index of single letters keeps a search for a* from visiting every word with an a.
    "search_words": (
        "CREATE VIRTUAL TABLE search_words USING fts5(title, body, facets, content='', "
        "tokenize='unicode61 remove_diacritics 2', prefix='1')"
    ),
}
_INDEX = "CREATE INDEX search_entry_spot ON search_entry (owner, part, attempt, seq)"


@dataclass(frozen=True)
class IndexState:
    """How far an index is.

    Attributes:
        form: the form of its tables.
        store: the mark of the store that it follows.
        watermark: the revision of the store up to which everything is in it.
        whole: whether the work of making it was finished.
        last_entry, last_titled: the highest numbers that entries were ever given.
    """

    form: int
    store: int
    watermark: int
    whole: bool
    last_entry: int
    last_titled: int


class IndexFailed(Exception):
    """The index could not be read or written.

    Attributes:
        damaged: whether trying again is of no use: the file must be made anew.
    """

    def __init__(self, text: str, *, damaged: bool) -> None:
        super().__init__(text)
        self.damaged = damaged


class IndexFile:
    """An index on disk. Each thread that uses it has a connection of its own until it closes it.

    Args:
        path: the file.
        building: whether it is being made by this thread alone, and worth nothing until that is done.
    """

    def __init__(self, path: Path, *, building: bool = False) -> None:
        self.path = path
        self._database = SqliteDatabase(
            str(path), pragmas=_BUILDING if building else _LIVE, check_same_thread=False, timeout=5
        )

    def create(self, store: int, *, whole: bool) -> None:
        """Makes the tables in a new file."""
        self.begin()
        for statement in TABLES.values():
            self.execute(statement)
        self.execute(_INDEX)
        self.execute("INSERT INTO search_state VALUES (?, ?, 0, ?, 0, ?)", (FORM, store, whole, FIRST_TITLED))
        self.commit()

    def state(self) -> IndexState:
        """How far the index is."""
        (row,) = self.rows("SELECT form, store, watermark, whole, last_entry, last_titled FROM search_state")
        return IndexState(row[0], row[1], row[2], bool(row[3]), row[4], row[5])

    def usable(self, store: int, newest: int) -> bool:
        """Whether this is a whole index of the store with this mark.

        Args:
            newest: the store's newest revision. An index that knows more has seen what the store has
                lost, by a power cut or because it was put back from a backup.
        """
        try:
            state = self.state()
        except (IndexFailed, ValueError):
            return False
        return state.form == FORM and state.store == store and state.whole and state.watermark <= newest

    def begin(self) -> None:
        """Begins a unit of change, or of reads that see one state."""
        self.execute("BEGIN")

    def commit(self) -> None:
        """Ends it."""
        self.execute("COMMIT")

    def roll_back(self) -> None:
        """Ends it and leaves nothing of it; does nothing where none was begun."""
        if self._connection().in_transaction:
            self.execute("ROLLBACK")

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Runs one statement."""
        self.rows(statement, parameters)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs one statement for each of `rows`."""
        try:
            self._connection().executemany(statement, rows)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise _failed(error) from error

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query gives."""
        try:
            return self._connection().execute(statement, parameters).fetchall()
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise _failed(error) from error

    def changes(self) -> int:
        """How many rows this thread's connection has changed so far."""
        return int(self._connection().total_changes)

    def close_thread(self) -> None:
        """Closes the connection of the calling thread."""
        self._database.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._database.connection()  # type: ignore[no-untyped-call]
        return connection


def _failed(error: Exception) -> IndexFailed:
    # A full disk passes; a table that is gone does not come back.
    passing = isinstance(error, OperationalError | sqlite3.OperationalError)
    return IndexFailed(str(error), damaged=not passing or "no such" in str(error))
