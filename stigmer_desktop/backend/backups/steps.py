"""The steps of backups. They need no transaction: the copy is made beside what goes on."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from typing import Any

from stigmer_desktop.api.desktop import Backup, ListBackupsResponse
from stigmer_desktop.backend.errors import StoreDamaged, StoreFailed
from stigmer_desktop.backend.pipeline.context import ReadContext
from stigmer_desktop.backend.pipeline.pipeline import AsideStep
from stigmer_desktop.backend.store.backup_folder import BACKUPS_KEPT, BackupFile, BackupFolder
from stigmer_desktop.backend.store.clock import rfc3339

Context = ReadContext[Any, Any]
# What else may be written on the disk meanwhile.
SPARE_BYTES = 10_000_000
_MEGABYTE = 1_000_000


class CheckFreeSpace(AsideStep):
    """There must be room for a whole copy, so that a backup never fills the disk."""

    def __init__(self, backups: BackupFolder) -> None:
        self._backups = backups

    def run(self, context: Context) -> None:
        try:
            needed = self._backups.database.stat().st_size + SPARE_BYTES
            free = shutil.disk_usage(self._backups.database.parent).free
        except OSError as error:
            raise StoreFailed(f"The data folder cannot be read: {error.strerror}.") from error
        if free < needed:
            raise StoreFailed(
                f"The disk has no room for a backup: {needed // _MEGABYTE:,} MB are needed, "
                f"{free // _MEGABYTE:,} MB are free. No backup was made."
            )


class CopyDatabase(AsideStep):
    """The backup: one consistent state, read again before it counts."""

    def __init__(self, backups: BackupFolder) -> None:
        self._backups = backups

    def run(self, context: Context) -> None:
        try:
            made = self._backups.make_by_hand()
        except sqlite3.OperationalError as error:
            raise _not_written("the disk is full" if "full" in str(error) else str(error)) from error
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(f"The database is damaged: {error}. No backup was made of it.") from error
        except OSError as error:
            words = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
            raise _not_written(words) from error
        context.response = _message_of(made)


class ListBackups(AsideStep):
    """What is there, newest first, and how many of those made before upgrades stay."""

    def __init__(self, backups: BackupFolder) -> None:
        self._backups = backups

    def run(self, context: Context) -> None:
        context.response = ListBackupsResponse(
            entries=[_message_of(each) for each in self._backups.entries()],
            kept_before_upgrades=BACKUPS_KEPT,
        )


def _not_written(words: str) -> StoreFailed:
    return StoreFailed(f"The backup could not be written: {words}. The database itself is as it was.")


def _message_of(backup: BackupFile) -> Backup:
    return Backup(
        path=str(backup.path),
        made_at=rfc3339(backup.made_at),
        bytes=backup.size,
        before_upgrade=backup.before_migration,
    )
