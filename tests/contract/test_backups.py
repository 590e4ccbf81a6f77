"""Backups by hand: made while the database is in use, whole, listed, and never removed by themselves."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import threading
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stigmer_desktop.api.desktop import CreateBackupRequest, GetOverviewRequest, ListBackupsRequest
from stigmer_desktop.backend.backups import steps
from stigmer_desktop.backend.store.backup_folder import BACKUPS_KEPT, BackupFolder
from stigmer_desktop.backend.store.store import Store
from stigmer_desktop.database_rescue import planned, rescue
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller, new_environment, refused


def count(file: Path, table: str = "resource") -> int:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_backup_is_whole_listed_and_for_its_user_alone(caller: Caller, data: DataFolder) -> None:
    caller.execution()
    assert not caller.backups.list(ListBackupsRequest()).entries
    before = datetime.now(UTC)
    made = caller.backups.create(CreateBackupRequest())
    file = Path(made.path)
    assert file.parent == data.backups
    assert (made.bytes, made.before_upgrade) == (file.stat().st_size, False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert abs((datetime.fromisoformat(made.made_at) - before).total_seconds()) < 60
    assert count(file) == count(data.database) > 2
    # One file is all of it.
    assert [each.name for each in data.backups.iterdir()] == [file.name]
    second = caller.backups.create(CreateBackupRequest())
    listed = caller.backups.list(ListBackupsRequest())
    assert list(listed.entries) == [second, made]
    assert listed.kept_before_upgrades == BACKUPS_KEPT
    assert caller.catalog.getOverview(GetOverviewRequest()).last_backup_at == second.made_at


def test_it_is_made_of_one_state_while_others_write(caller: Caller, data: DataFolder) -> None:
    agent_id = caller.agent().metadata.id
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            caller.execution("Hello", agent_id=agent_id)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        files = [Path(caller.backups.create(CreateBackupRequest()).path) for _ in range(5)]
    finally:
        over.set()
        writing.join()
    assert len({count(file) for file in files}) > 1
    for file in files:
        # Every resource with its document, or neither.
        assert count(file, "document") == count(file)


def test_none_that_was_made_by_hand_goes_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "stigmer.db"
    Store(path, tmp_path / "backups").stop()
    folder = BackupFolder(path, tmp_path / "backups")
    by_hand = [folder.make_by_hand().path for _ in range(BACKUPS_KEPT + 2)]
    others = [folder.make_before_migration(2, lambda _: None).path for _ in range(BACKUPS_KEPT + 2)]
    left = {each.path for each in folder.entries()}
    assert left == {*by_hand, *others[2:]}


def test_it_can_be_put_back(caller: Caller, data: DataFolder) -> None:
    caller.execution()
    file = Path(caller.backups.create(CreateBackupRequest()).path)
    assert planned(data).backup == file
    resources = count(file)
    # As after the server has ended.
    broken = DataFolder(data.root.with_name("broken"))
    broken.backups.mkdir(parents=True)
    (broken.backups / file.name).write_bytes(file.read_bytes())
    broken.database.write_bytes(b"no database" * 1000)
    rescue(broken)
    again = Store(broken.database, broken.backups)
    again.stop()
    assert count(broken.database) == resources


def test_no_room_is_said_before_anything_is_written(
    caller: Caller, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(steps.shutil, "disk_usage", lambda _: usage(2**40, 2**40, 1_500_000))
    with refused("INTERNAL", "The disk has no room for a backup", "1 MB are free", "No backup was made."):
        caller.backups.create(CreateBackupRequest())
    assert not data.backups.exists()


def test_a_folder_that_cannot_be_written_is_said(
    caller: Caller, data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests as the superuser may write everywhere, so the refusal is made.
    make = Path.mkdir

    def refuse(folder: Path, *arguments: Any, **more: Any) -> None:
        if folder == data.backups:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        make(folder, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", refuse)
    with refused("INTERNAL", "The backup could not be written: Permission denied."):
        caller.backups.create(CreateBackupRequest())


def test_a_folder_that_is_a_file_is_said(caller: Caller, data: DataFolder) -> None:
    data.backups.write_text("in the way")
    with refused("INTERNAL", "The backup could not be written: File exists."):
        caller.backups.create(CreateBackupRequest())
    caller.agent()


def test_a_damaged_database_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "stigmer.db"
    Store(path, tmp_path / "backups").stop()
    content = bytearray(path.read_bytes())
    for place in range(8192, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    path.write_bytes(content)
    folder = BackupFolder(path, tmp_path / "backups")
    with pytest.raises(sqlite3.DatabaseError):
        folder.make_by_hand()
    assert not list(folder.folder.iterdir())


def test_secret_values_stay_encrypted(caller: Caller) -> None:
    caller.environments.create(new_environment("Prod", SECRET="hush-hush-hush"))
    made = caller.backups.create(CreateBackupRequest())
    assert b"hush-hush-hush" not in Path(made.path).read_bytes()
