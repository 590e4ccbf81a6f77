"""Removes the clear secret values that older forms of the database held, from every file of it."""

from __future__ import annotations

import base64
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from stigmer_desktop.api.kinds import KINDS
from stigmer_desktop.backend.store.cipher import encrypt
from stigmer_desktop.backend.store.secret_fields import KINDS_WITH_SECRETS, MASK, secrets_of
from stigmer_desktop.backend.store.secret_keys import SecretKey, SecretKeys
from stigmer_desktop.backend.store.secret_rows import Encrypted, SecretRows
from stigmer_desktop.backend.store.tables import Tables

# The migration from which on databases hold no clear secret values.
ENCRYPTING_MIGRATION = 3
# What an encrypted value looks like in a backup of an older form, which has no table for it.
_IN_PLACE = re.compile(r"stigmer-encrypted:([0-9a-f]{16}):([A-Za-z0-9+/]+=*)")


class MigrationKey:
    """The key for what was stored clear; made when the first such value is met."""

    def __init__(self, keys: SecretKeys) -> None:
        self._keys = keys
        self._key: SecretKey | None = None

    def get(self) -> SecretKey:
        """The same key each time.

        Raises:
            StoreFailed: it cannot be kept.
            Unavailable: the keyring does not answer.
        """
        self._key = self._key or self._keys.make()
        return self._key


def encrypt_documents(tables: Tables, secrets: SecretRows, key: MigrationKey) -> None:
    """Moves every clear secret value out of the documents, inside the migration's transaction."""
    resource, document = tables.resource, tables.document
    condition = resource.kind.in_(KINDS_WITH_SECRETS)
    for seq, kind in list(resource.select(resource.seq, resource.kind).where(condition).tuples()):
        row = document.resource_seq == seq
        message: Any = KINDS[kind].message.FromString(
            bytes(document.select(document.data).where(row).scalar())
        )
        encrypted = [_moved(message, name, value, key) for name, value in secrets_of(kind, message)]
        if encrypted:
            secrets.put(seq, (each for each in encrypted if each))
            data = message.SerializeToString(deterministic=True)
            document.update(data=data).where(row).execute()


def encrypt_backup(path: Path, key: MigrationKey) -> None:
    """Encrypts every secret value of an older form's backup in its place, and clears what is free.

    A backup that is of this form already is left as it is.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if _has_migration(connection):
            return
        # A log beside the file would keep what stood in it.
        connection.execute("PRAGMA journal_mode = DELETE")
        kinds = ", ".join(str(kind) for kind in KINDS_WITH_SECRETS)
        rows = connection.execute(f"SELECT seq, kind FROM resource WHERE kind IN ({kinds})").fetchall()
        for seq, kind in rows:
            (data,) = connection.execute(
                "SELECT data FROM document WHERE resource_seq = ?", (seq,)
            ).fetchone()
            message: Any = KINDS[kind].message.FromString(data)
            values = [(name, value) for name, value in secrets_of(kind, message) if _is_clear(value.value)]
            for name, value in values:
                sealed = encrypt(key.get(), message.metadata.id, name, value.value)
                text = base64.b64encode(sealed).decode()
                value.value = f"stigmer-encrypted:{key.get().id}:{text}"
            if values:
                connection.execute(
                    "UPDATE document SET data = ? WHERE resource_seq = ?",
                    (message.SerializeToString(deterministic=True), seq),
                )
        connection.execute("VACUUM")


def remove_clear_copies(path: Path, backups: Path, key: MigrationKey) -> None:
    """Writes the database file anew without what was free in it, empties its log, encrypts older backups.

    Raises:
        sqlite3.Error, OSError: it could not be done; it may be tried again.
    """
    for backup in sorted(backups.glob("*.db")):
        encrypt_backup(backup, key)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA user_version = {ENCRYPTING_MIGRATION}")


def is_free_of_clear_copies(path: Path) -> bool:
    """Whether `remove_clear_copies` has finished for this file, or was never needed."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0]) >= ENCRYPTING_MIGRATION


def _moved(message: Any, name: str, value: Any, key: MigrationKey) -> Encrypted | None:
    """The encrypted form of a value, which is masked; None for one that holds nothing."""
    text = value.value
    if not text:
        return None
    value.value = MASK
    in_place = _IN_PLACE.fullmatch(text)
    if in_place:
        return Encrypted(name, in_place[1], base64.b64decode(in_place[2]))
    return Encrypted(name, key.get().id, encrypt(key.get(), message.metadata.id, name, text))


def _is_clear(text: str) -> bool:
    return bool(text) and _IN_PLACE.fullmatch(text) is None


def _has_migration(connection: sqlite3.Connection) -> bool:
    query = "SELECT count(*) FROM migration WHERE number = ?"
    return bool(connection.execute(query, (ENCRYPTING_MIGRATION,)).fetchone()[0])
