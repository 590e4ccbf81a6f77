"""The store: every row of the program, read by many threads and written by one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf.message import Message
from peewee import DatabaseError, OperationalError

from stigmer_desktop.backend.errors import ApiError, StoreDamaged, StoreFailed, Unavailable
from stigmer_desktop.backend.store.backup_folder import BackupFolder
from stigmer_desktop.backend.store.change_rows import ChangeRows, RevisionCounter
from stigmer_desktop.backend.store.database import mark_of, open_database, prepare
from stigmer_desktop.backend.store.decision_rows import DecisionRows
from stigmer_desktop.backend.store.execution_rows import ExecutionRows
from stigmer_desktop.backend.store.follow_rows import FollowRows
from stigmer_desktop.backend.store.ids import IdSource
from stigmer_desktop.backend.store.lease_rows import LeaseRows
from stigmer_desktop.backend.store.outbox import Outbox
from stigmer_desktop.backend.store.reference_rows import ReferenceRows
from stigmer_desktop.backend.store.resource_rows import ResourceRows
from stigmer_desktop.backend.store.secret_keys import SecretKeys
from stigmer_desktop.backend.store.secret_rows import SecretRows
from stigmer_desktop.backend.store.skill_rows import SkillRows
from stigmer_desktop.backend.store.tables import Tables
from stigmer_desktop.backend.store.workers import WorkerThreads
from stigmer_desktop.key_storage import KeyStorage

T = TypeVar("T")
READERS = 3


class Unit:
    """What a job may do with the store: one transaction of the writer, or one read.

    Attributes:
        resources: the resources of every kind.
        changes: what changed since when.
        executions: what happened in executions.
        leases: who works on which execution, and which ones wait.
        decisions: what the user decided about tool calls.
        skills: the versions of skills.
        secrets: the secret values of resources.
        references: which resource refers to which.
        follow: what changed, for those who follow the store.
        outbox: what runners must hear once the transaction is committed.
        ids: makes new ids.
    """

    def __init__(self, tables: Tables, keys: SecretKeys) -> None:
        self.secrets = SecretRows(tables, keys)
        self.references = ReferenceRows(tables)
        self.resources = ResourceRows(tables, RevisionCounter(tables), self.secrets, self.references)
        self.changes = ChangeRows(tables)
        self.executions = ExecutionRows(tables, self.resources)
        self.leases = LeaseRows(tables)
        self.decisions = DecisionRows(tables)
        self.skills = SkillRows(tables)
        self.follow = FollowRows(tables)
        self.outbox = Outbox()
        self.ids = IdSource()


class Store:
    """One open database.

    Args:
        path: the database file.
        backups: the folder for its backups.
        keys: where the keys to secret values are; None keeps them in a file beside the database.

    Attributes:
        path: the database file.
        mark: the number by which this store is known from all others.
        backups: the folder of its backups.

    Raises:
        StoreFailed: the database cannot be opened; the sentence says why.
    """

    def __init__(self, path: Path, backups: Path, keys: SecretKeys | None = None) -> None:
        self.path = path
        keys = keys or SecretKeys(KeyStorage(path.with_name("secret-keys.json"), use_keyring=False))
        self.backups = BackupFolder(path, backups)
        self._database = open_database(path)
        try:
            tables = prepare(self._database, path, backups, keys)
            self._unit = Unit(tables, keys)
            self.mark = mark_of(tables)
        finally:
            self._database.close()
        self._writer = WorkerThreads("store-writer", 1, self._database)
        self._readers = WorkerThreads("store-reader", READERS, self._database)
        # Apart from the readers: what takes seconds must not keep anyone from reading.
        self._long_work = WorkerThreads("store-long-work", 1, self._database)
        self._listeners: list[Callable[[Unit], None]] = []

    def on_commit(self, listener: Callable[[Unit], None]) -> None:
        """Calls `listener` on the writer's thread after each commit; it must not block."""
        self._listeners.append(listener)

    def submit_write(self, job: Callable[[Unit], T], *, durable: bool = False) -> Future[T]:
        """Runs `job` in the writer, inside one transaction that ends with it.

        Args:
            job: what to do; when it raises, nothing of it is left.
            durable: whether the answer may come only when the disk has it.

        Raises (from the future):
            Unavailable: the store is busy or shutting down.
            StoreFailed: the disk is full, or the file is damaged.
        """
        return self._writer.submit(lambda: self._write(job, durable))

    def submit_read(self, job: Callable[[Unit], T]) -> Future[T]:
        """Runs `job` in a reader, on one consistent state of the store."""
        return self._readers.submit(lambda: self._read(job))

    def read_here(self, job: Callable[[Unit], T]) -> T:
        """Runs `job` on the calling thread, which has a connection of its own until close_thread."""
        return self._read(job)

    async def write(self, job: Callable[[Unit], T], *, durable: bool = False) -> T:
        """Awaits `submit_write`; the job runs to its end even when the caller goes away."""
        return await asyncio.shield(asyncio.wrap_future(self.submit_write(job, durable=durable)))

    async def read(self, job: Callable[[Unit], T]) -> T:
        """Awaits `submit_read`."""
        return await asyncio.wrap_future(self.submit_read(job))

    def make_ready(self, request: Message) -> None:
        """Fetches the keys to secret values that a change will need; may wait for a keyring.

        Raises:
            Unavailable: the keyring does not answer.
        """
        self._unit.secrets.make_ready(request)

    async def compute(self, job: Callable[[], T], *, takes_long: bool = False) -> T:
        """Runs work that needs no database away from the server's loop.

        Args:
            takes_long: whether it may take seconds; such jobs run one after another.
        """
        threads = self._long_work if takes_long else self._readers
        return await asyncio.wrap_future(threads.submit(job))

    def stop(self) -> None:
        """Finishes what was submitted and closes the database."""
        self._long_work.stop()
        self._readers.stop()
        self._writer.stop()

    def close_thread(self) -> None:
        """Closes the connection of the calling thread."""
        self._database.close()

    def data_version(self) -> int:
        """A number that changes when another connection has committed."""
        return int(self._run("PRAGMA data_version").fetchone()[0])

    def size_bytes(self) -> int:
        """What is stored takes so much; for a thread of the store.

        The log beside the file keeps its room of some megabytes once it had it, and is empty after the last
        connection: it says nothing about what there is.
        """
        pages, empty, size = (
            int(self._run(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - empty) * size

    def last_backup_at(self) -> int:
        """When the database was last backed up, in microseconds; 0 when it never was."""
        return self.backups.last_at()

    def _run(self, statement: str) -> Any:
        return self._database.execute_sql(statement)  # type: ignore[no-untyped-call]

    def _write(self, job: Callable[[Unit], T], durable: bool) -> T:
        with _plain_errors():
            # May only be changed between transactions.
            self._run(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            # What a failed transaction wanted to tell is not told.
            self._unit.outbox.take()
            with self._database.atomic("IMMEDIATE"):
                result = job(self._unit)
        for listener in self._listeners:
            listener(self._unit)
        return result

    def _read(self, job: Callable[[Unit], T]) -> T:
        with _plain_errors(), self._database.atomic("DEFERRED"):
            return job(self._unit)


def _first_cause(error: BaseException) -> str:
    """What went wrong first.

    SQLite ends a transaction by itself when the disk is full, and then the attempt to roll it back fails too.
    """
    first = error
    while "rollback" in str(first) and first.__context__ is not None:
        first = first.__context__
    return str(first)


def _is_damage(text: str) -> bool:
    return "malformed" in text or "not a database" in text


def _damaged(text: str) -> StoreDamaged:
    return StoreDamaged(f"The database is damaged: {text}. It was left as it was.")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turns the database's own errors into sentences for a person."""
    try:
        yield
    except ApiError:
        raise
    except (OperationalError, sqlite3.OperationalError) as error:
        text = _first_cause(error)
        if _is_damage(text):
            raise _damaged(text) from error
        if "locked" in text or "busy" in text:
            raise Unavailable("The database is busy. Try again in a moment.") from error
        if "full" in text:
            raise StoreFailed("The disk is full. Free some space and try again; nothing was lost.") from error
        raise StoreFailed(f"The database could not be used: {text}. Nothing was half-written.") from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if _is_damage(str(error)):
            raise _damaged(str(error)) from error
        raise StoreFailed(f"The database could not be used: {error}. Nothing was half-written.") from error
