"""Lets the program start again when its database is damaged. Nothing is deleted: the file is set aside."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stigmer_desktop.paths import DataFolder


@dataclass(frozen=True)
class Rescue:
    """What a rescue has done, or would do.

    Attributes:
        backup: the backup that takes the database's place; None where there is none that can be read.
        kept: the folder that holds the damaged files; None before they are moved.
    """

    backup: Path | None
    kept: Path | None = None


def planned(data: DataFolder) -> Rescue:
    """What `rescue` would do now."""
    backups = sorted(data.backups.glob("*.db"), key=lambda file: file.stat().st_mtime, reverse=True)
    return Rescue(next((file for file in backups if _is_whole(file)), None))


def rescue(data: DataFolder) -> Rescue:
    """Moves the damaged database into a folder of its own, and puts the newest good backup in its place.

    To be called only while nobody serves the folder.

    Raises:
        OSError: files cannot be moved or copied; then they are where they were.
    """
    backup = planned(data).backup
    kept = data.root / "damaged" / time.strftime("%Y-%m-%d-%H%M%S")
    kept.mkdir(parents=True, mode=0o700)
    draft = data.database.with_name(data.database.name + ".restored")
    if backup is not None:
        shutil.copyfile(backup, draft)
        draft.chmod(0o600)
    for suffix in ("", "-wal", "-shm"):
        file = data.database.with_name(data.database.name + suffix)
        if file.exists():
            file.replace(kept / file.name)
    if backup is not None:
        draft.replace(data.database)
    return Rescue(backup, kept)


def _is_whole(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
