"""Opens the database file: its settings, its version, its migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from peewee import DatabaseError, SqliteDatabase

from stigmer_desktop.backend.errors import StoreFailed
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.migrations import MIGRATIONS
from stigmer_desktop.backend.store.tables import Tables, tables_of

# How long a connection waits for a lock of another, in milliseconds.
BUSY_TIMEOUT = 5000
BACKUPS_KEPT = 5

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT,
    "cache_size": -16_000,
    "temp_store": "memory",
}


def open_database(path: Path) -> SqliteDatabase:
    """A database on the file `path`; each thread that uses it gets a connection of its own."""
    return SqliteDatabase(str(path), pragmas=_PRAGMAS, check_same_thread=False, timeout=BUSY_TIMEOUT / 1000)


def prepare(database: SqliteDatabase, path: Path, backups: Path) -> Tables:
    """Brings the file to this program's version and returns its tables.

    A file that holds data is backed up before a migration changes it.

    Raises:
        StoreFailed: the file is newer than this program, damaged, or cannot be written; it is
            left as it was.
    """
    try:
        tables = tables_of(database)
        applied = _applied(database, tables, path)
        waiting = [step for step in MIGRATIONS if step.number not in applied]
        if waiting and applied:
            _back_up(path, backups, max(applied))
        for step in waiting:
            with database.atomic("IMMEDIATE"):
                step.run(database, tables)
                tables.migration.create(number=step.number, name=step.name, applied_at=now_micros())
        return tables
    except (DatabaseError, sqlite3.DatabaseError, OSError) as error:
        raise StoreFailed(
            f"The database {path} cannot be opened: {error}. Nothing in it was changed."
        ) from error


def _applied(database: SqliteDatabase, tables: Tables, path: Path) -> set[int]:
    """The numbers of the migrations that the file has had."""
    if not database.table_exists(tables.migration._meta.table_name):
        with database.atomic("IMMEDIATE"):
            database.create_tables([tables.migration])
    applied = {row[0] for row in tables.migration.select(tables.migration.number).tuples()}
    newest = max((step.number for step in MIGRATIONS), default=0)
    if applied and max(applied) > newest:
        raise StoreFailed(
            f"The database {path} was written by a newer version of Stigmer Desktop "
            f"(its format is {max(applied)}, this program knows {newest}). "
            "Install the newer version; the database was left as it is."
        )
    return applied


def _back_up(path: Path, backups: Path, number: int) -> None:
    """Copies the database, as one consistent whole, into `backups`, and keeps the newest few."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = backups / f"before-migration-{number + 1}-{now_micros()}.db"
    source = sqlite3.connect(path)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    target.chmod(0o600)
    for old in sorted(backups.glob("before-migration-*.db"), key=lambda p: p.stat().st_mtime)[:-BACKUPS_KEPT]:
        old.unlink()
