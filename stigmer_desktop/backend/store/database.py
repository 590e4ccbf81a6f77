"""Opens the database file: its settings, its version, its migrations."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from peewee import DatabaseError, OperationalError, SqliteDatabase

from stigmer_desktop.backend.errors import StoreDamaged, StoreFailed
from stigmer_desktop.backend.store.backup_folder import BackupFolder
from stigmer_desktop.backend.store.clear_copies import (
    MigrationKey,
    encrypt_backup,
    encrypt_documents,
    is_free_of_clear_copies,
    remove_clear_copies,
)
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.migrations import MIGRATIONS
from stigmer_desktop.backend.store.secret_keys import SecretKeys
from stigmer_desktop.backend.store.secret_rows import SecretRows
from stigmer_desktop.backend.store.tables import Tables, tables_of

_log = logging.getLogger(__name__)

# How long a connection waits for a lock of another, in milliseconds.
BUSY_TIMEOUT = 5000

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
    # The log beside it gets the permissions of the file.
    path.touch(mode=0o600)
    return SqliteDatabase(str(path), pragmas=_PRAGMAS, check_same_thread=False, timeout=BUSY_TIMEOUT / 1000)


def prepare(database: SqliteDatabase, path: Path, backups: Path, keys: SecretKeys) -> Tables:
    """Brings the file to this program's version and returns its tables.

    A file that holds data is backed up before a migration changes it.

    Args:
        keys: where the keys to secret values are.

    Raises:
        StoreFailed: the file is newer than this program, damaged, or cannot be written; it is
            left as it was.
    """
    try:
        tables = tables_of(database)
        applied = _applied(database, tables, path)
        waiting = [step for step in MIGRATIONS if step.number not in applied]
        key = MigrationKey(keys)
        if waiting and applied:
            _back_up(path, backups, max(applied), key)
        for step in waiting:
            with database.atomic("IMMEDIATE"):
                step.run(database, tables)
                if step.encrypts:
                    encrypt_documents(tables, SecretRows(tables, keys), key)
                tables.migration.create(number=step.number, name=step.name, applied_at=now_micros())
        _leave_no_clear_copies(path, backups, key)
        return tables
    except (OperationalError, sqlite3.OperationalError, OSError) as error:
        raise StoreFailed(
            f"The database {path} cannot be opened: {_cause(error)}. Nothing in it was changed."
        ) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise StoreDamaged(f"The database {path} is damaged: {error}. It was left as it was.") from error


def _cause(error: Exception) -> str:
    """What went wrong, in words: those of the system for a full disk or a missing permission."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if "locked" in str(error):
        return "another program has locked it"
    return "the disk is full" if "full" in str(error) else str(error)


def _leave_no_clear_copies(path: Path, backups: Path, key: MigrationKey) -> None:
    """Removes clear copies once; what cannot be done now is tried again at the next start."""
    try:
        if not is_free_of_clear_copies(path):
            remove_clear_copies(path, backups, key)
    except (sqlite3.Error, OSError) as error:
        _log.warning("old copies of secret values could not be removed from the database: %s", error)


def mark_of(tables: Tables) -> int:
    """A number by which a store is known from all others: when its first tables were made."""
    table = tables.migration
    return int(table.select(table.applied_at).order_by(table.number).limit(1).scalar())


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


def _back_up(path: Path, backups: Path, number: int, key: MigrationKey) -> None:
    """Backs the database up; values that were stored clear are encrypted before the copy gets its name."""
    folder = BackupFolder(path, backups)
    folder.make_before_migration(number + 1, lambda copy: encrypt_backup(copy, key))
