"""The folder of the database's backups: how one is made, and which are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stigmer_desktop.backend.store.clock import now_micros

# Of those that were made before migrations. What was made by hand is its user's.
BACKUPS_KEPT = 5
_BEFORE_MIGRATION = "before-migration-"
_BY_HAND = "by-hand-"


@dataclass(frozen=True)
class BackupFile:
    """One backup.

    Attributes:
        path: the file.
        made_at: when it was made, in microseconds.
        size: in bytes.
        before_migration: whether it was made by itself, before a migration.
    """

    path: Path
    made_at: int
    size: int
    before_migration: bool


class BackupFolder:
    """Backups of one database.

    Args:
        database: the database file.
        folder: where its backups are; made with the first.
    """

    def __init__(self, database: Path, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def make_by_hand(self) -> BackupFile:
        """Copies the database because its user wants it; it may be in use meanwhile.

        Raises:
            sqlite3.Error: the database cannot be read, or the copy not be written.
            OSError: the folder cannot be written.
        """
        return self._make(f"{_BY_HAND}{now_micros()}.db", _check_whole)

    def make_before_migration(self, number: int, seal: Callable[[Path], None]) -> BackupFile:
        """Copies the database before migration `number` changes it, and keeps the newest few of these.

        Args:
            seal: what is done with the copy before it gets its name.

        Raises:
            sqlite3.Error, OSError: as above, and what `seal` raises.
        """
        made = self._make(f"{_BEFORE_MIGRATION}{number}-{now_micros()}.db", seal)
        for old in [each for each in self.entries() if each.before_migration][BACKUPS_KEPT:]:
            old.path.unlink()
        return made

    def entries(self) -> list[BackupFile]:
        """The backups that are there, newest first."""
        found = [_described(path) for path in self.folder.glob("*.db")]
        return sorted(found, key=lambda each: each.made_at, reverse=True)

    def last_at(self) -> int:
        """When the newest was made, in microseconds; 0 if there is none."""
        return max((each.made_at for each in self.entries()), default=0)

    def _make(self, name: str, finish: Callable[[Path], None]) -> BackupFile:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left_over in self.folder.glob("*.part*"):
            left_over.unlink()
        target = self.folder / name
        part = target.with_name(f"{name}.part")
        part.touch(mode=0o600)
        try:
            with closing(sqlite3.connect(self.database)) as source, closing(sqlite3.connect(part)) as copy:
                # All pages in one step, on one state of the database: writers go on in its log.
                source.backup(copy)
            finish(part)
        except BaseException:
            part.unlink()
            raise
        part.rename(target)
        return _described(target)


def _check_whole(part: Path) -> None:
    """Makes the copy one file without a log, and makes sure that it can be read.

    Raises:
        sqlite3.DatabaseError: it is damaged, as what it was made of is.
    """
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(said)


def _described(path: Path) -> BackupFile:
    facts = path.stat()
    return BackupFile(path, facts.st_mtime_ns // 1000, facts.st_size, path.name.startswith(_BEFORE_MIGRATION))
