"""A damaged database is set aside, never deleted, and the newest good backup takes its place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stigmer_desktop.database_rescue import planned, rescue
from stigmer_desktop.paths import DataFolder


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.backups.mkdir()
    folder.database.write_bytes(b"not a database at all" * 300)
    folder.database.with_name("stigmer.db-wal").write_bytes(b"log")
    return folder


def backup(data: DataFolder, name: str, made: int, *, whole: bool = True) -> Path:
    file = data.backups / name
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE t (name)")
        database.execute("INSERT INTO t VALUES (?)", (name,))
    if not whole:
        file.write_bytes(file.read_bytes()[:3000] + b"x" * 2000)
    os.utime(file, (made, made))
    return file


def test_without_a_backup_the_way_is_free_for_a_new_one(data: DataFolder) -> None:
    assert planned(data).backup is None
    done = rescue(data)
    assert done.kept is not None
    assert sorted(file.name for file in done.kept.iterdir()) == ["stigmer.db", "stigmer.db-wal"]
    assert not data.database.exists()


def test_the_newest_good_backup_takes_its_place(data: DataFolder) -> None:
    backup(data, "old.db", 1000)
    good = backup(data, "good.db", 2000)
    backup(data, "damaged.db", 3000, whole=False)
    assert planned(data).backup == good
    done = rescue(data)
    assert done.backup == good
    assert good.exists()
    with closing(sqlite3.connect(data.database)) as database:
        assert database.execute("SELECT name FROM t").fetchall() == [("good.db",)]
    assert not data.database.with_name("stigmer.db-wal").exists()


def test_a_rescue_that_cannot_copy_leaves_everything(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(data, "good.db", 2000)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(OSError, match="No space"):
        rescue(data)
    assert data.database.read_bytes().startswith(b"not a database")
