"""The ordered changes of the database's form; a change that was released is never edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, KINDS
from stigmer_desktop.backend.store.reference_rows import ReferenceRows
from stigmer_desktop.backend.store.tables import Tables


@dataclass(frozen=True)
class Migration:
    """One change of the database's form.

    Attributes:
        number: its place in the order, from 1.
        name: what it does, in a few words.
        run: does it, inside a transaction.
        encrypts: whether every secret value that is stored is encrypted in the same transaction,
            and all clear copies of it are removed afterwards.
    """

    number: int
    name: str
    run: Callable[[SqliteDatabase, Tables], None]
    encrypts: bool = False


def _all(*statements: str) -> Callable[[SqliteDatabase, Tables], None]:
    """A migration that runs these statements in order."""

    def run(database: SqliteDatabase, tables: Tables) -> None:
        for statement in statements:
            database.execute_sql(statement)  # type: ignore[no-untyped-call]

    return run


# Written out, so that a later change of the models leaves the first form as it was.
_FIRST_TABLES = (
    "CREATE TABLE document (resource_seq INTEGER NOT NULL PRIMARY KEY, data BLOB NOT NULL)",
    """
    CREATE TABLE lease (
        execution_seq INTEGER NOT NULL PRIMARY KEY,
        runner_id TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        heard_at INTEGER NOT NULL
    )
    """,
    "CREATE INDEX lease_runner_id ON lease (runner_id)",
    "CREATE INDEX lease_expires_at ON lease (expires_at)",
    """
    CREATE TABLE execution_part (
        id INTEGER NOT NULL PRIMARY KEY,
        execution_seq INTEGER NOT NULL,
        part INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        key TEXT NOT NULL,
        revision INTEGER NOT NULL,
        open INTEGER NOT NULL,
        data BLOB NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX execution_part_execution_seq_part_attempt_seq"
    " ON execution_part (execution_seq, part, attempt, seq)",
    "CREATE INDEX execution_part_execution_seq_part_key ON execution_part (execution_seq, part, key)",
    "CREATE TABLE queue (execution_seq INTEGER NOT NULL PRIMARY KEY, session_id TEXT NOT NULL)",
    "CREATE INDEX queue_session_id ON queue (session_id)",
    """
    CREATE TABLE resource (
        seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        kind INTEGER NOT NULL,
        slug TEXT NOT NULL,
        unique_slug TEXT,
        org TEXT NOT NULL,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        active_at INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        parent_id TEXT,
        agent_id TEXT,
        phase INTEGER,
        completed_at INTEGER
    )
    """,
    "CREATE UNIQUE INDEX resource_id ON resource (id)",
    "CREATE UNIQUE INDEX resource_revision ON resource (revision)",
    "CREATE UNIQUE INDEX resource_kind_unique_slug ON resource (kind, unique_slug)",
    "CREATE INDEX resource_kind_slug ON resource (kind, slug)",
    "CREATE INDEX resource_kind_seq ON resource (kind, seq)",
    "CREATE INDEX resource_kind_active_at_seq ON resource (kind, active_at, seq)",
    "CREATE INDEX resource_kind_phase_seq ON resource (kind, phase, seq)",
    "CREATE INDEX resource_parent_id_seq ON resource (parent_id, seq)",
    "CREATE INDEX resource_agent_id_kind_active_at_seq ON resource (agent_id, kind, active_at, seq)",
    "CREATE TABLE execution_status (resource_seq INTEGER NOT NULL PRIMARY KEY, data BLOB NOT NULL)",
    """
    CREATE TABLE resource_tag (
        resource_seq INTEGER NOT NULL,
        tag TEXT NOT NULL,
        PRIMARY KEY (tag, resource_seq)
    )
    """,
    """
    CREATE TABLE tombstone (
        revision INTEGER NOT NULL PRIMARY KEY,
        kind INTEGER NOT NULL,
        id TEXT NOT NULL,
        session_id TEXT NOT NULL
    )
    """,
    "CREATE INDEX execution_part_open ON execution_part (execution_seq) WHERE open = 1",
)

_RESOURCES = (
    """
    CREATE TABLE reference (
        resource_seq INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        slug TEXT NOT NULL,
        PRIMARY KEY (kind, slug, resource_seq)
    )
    """,
    "CREATE INDEX reference_resource_seq ON reference (resource_seq)",
    """
    CREATE TABLE secret (
        resource_seq INTEGER NOT NULL,
        name TEXT NOT NULL,
        key_id TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (resource_seq, name)
    )
    """,
    "CREATE TABLE secret_key (id TEXT NOT NULL PRIMARY KEY, made_at INTEGER NOT NULL)",
    """
    CREATE TABLE skill_version (
        seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        skill_seq INTEGER NOT NULL,
        version_hash TEXT NOT NULL,
        tag TEXT NOT NULL,
        data BLOB NOT NULL
    )
    """,
    "CREATE INDEX skill_version_version_hash ON skill_version (version_hash)",
    "CREATE INDEX skill_version_skill_seq_seq ON skill_version (skill_seq, seq)",
)


def _resources(database: SqliteDatabase, tables: Tables) -> None:
    """Tables for references, secrets and skills; what is referred to already is noted."""
    _all(*_RESOURCES)(database, tables)
    references = ReferenceRows(tables)
    for kind in (AGENT, AGENT_INSTANCE):
        rows = tables.resource.select(tables.resource.seq).where(tables.resource.kind == kind.number)
        for (seq,) in list(rows.tuples()):
            data = tables.document.select(tables.document.data).where(tables.document.resource_seq == seq)
            references.put(seq, kind.number, kind.message.FromString(bytes(data.scalar())))


_LIFECYCLE = (
    "ALTER TABLE lease ADD COLUMN grace_until BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE lease ADD COLUMN losses INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE lease ADD COLUMN has_checkpoint INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX resource_kind_completed_at_seq ON resource (kind, completed_at, seq)",
    """
    CREATE TABLE decision (
        execution_seq INTEGER NOT NULL,
        tool_call_id TEXT NOT NULL,
        action INTEGER NOT NULL,
        decided_at TEXT NOT NULL,
        comment TEXT NOT NULL,
        tool_class TEXT NOT NULL,
        PRIMARY KEY (execution_seq, tool_call_id)
    )
    """,
)

_LABELS = (
    """
    CREATE TABLE resource_label (
        resource_seq INTEGER NOT NULL,
        label TEXT NOT NULL,
        PRIMARY KEY (label, resource_seq)
    )
    """,
    "CREATE INDEX resource_label_resource_seq ON resource_label (resource_seq)",
)


def _labels(database: SqliteDatabase, tables: Tables) -> None:
    """A table of labels; those that resources carry already are noted."""
    _all(*_LABELS)(database, tables)
    resource, document = tables.resource, tables.document
    of_resource = document.resource_seq == resource.seq
    stored = resource.select(resource.seq, resource.kind, document.data).join(document, on=of_resource)
    for seq, kind, data in stored.tuples().iterator():
        metadata: Any = KINDS[kind].message.FromString(bytes(data))
        for label in metadata.metadata.labels:
            tables.label.insert(resource_seq=seq, label=label).execute()


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "first tables", _all(*_FIRST_TABLES)),
    Migration(3, "references, secrets and skills", _resources, encrypts=True),
    Migration(4, "stop, pause and approve", _all(*_LIFECYCLE)),
    Migration(5, "labels", _labels),
)
