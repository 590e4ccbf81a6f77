"""Artifacts: once by content, for the user alone, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stigmer_desktop.backend.errors import StoreFailed
from stigmer_desktop.backend.skills.artifact_store import ArtifactStore, hash_of, key_of

DATA = b"the content of a zip"
HASH = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "artifacts"


def test_what_was_put_is_read_again(folder: Path) -> None:
    store = ArtifactStore(folder)
    store.put(HASH, DATA)
    store.put(HASH, DATA)
    assert store.read(HASH) == DATA
    assert [file.name for file in folder.iterdir()] == [HASH]
    assert stat.S_IMODE((folder / HASH).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    store.remove(HASH)
    store.remove(HASH)
    assert list(folder.iterdir()) == []


def test_many_that_put_the_same_at_once_leave_one_file(folder: Path) -> None:
    store = ArtifactStore(folder)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.put(HASH, DATA), range(32)))
    assert [file.name for file in folder.iterdir()] == [HASH]


def test_a_file_that_was_cut_short_is_written_again(folder: Path) -> None:
    store = ArtifactStore(folder)
    store.put(HASH, DATA)
    (folder / HASH).write_bytes(DATA[:5])
    with pytest.raises(StoreFailed, match="damaged"):
        store.read(HASH)
    store.put(HASH, DATA)
    assert store.read(HASH) == DATA


def test_a_file_that_is_gone_is_said_to_be(folder: Path) -> None:
    with pytest.raises(StoreFailed, match="Push the version again"):
        ArtifactStore(folder).read(HASH)


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreFailed, match="could not be stored"):
        ArtifactStore(tmp_path / "file").put(HASH, DATA)


def test_a_failed_write_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFailed, match="No space left"):
        ArtifactStore(folder).put(HASH, DATA)
    assert list(folder.iterdir()) == []


def test_a_sweep_removes_what_nobody_needs(folder: Path) -> None:
    store = ArtifactStore(folder)
    store.sweep([])
    store.put(HASH, DATA)
    other = hashlib.sha256(b"other").hexdigest()
    store.put(other, b"other")
    (folder / ".draft-x").write_bytes(b"half")
    store.sweep([HASH])
    assert [file.name for file in folder.iterdir()] == [HASH]


@pytest.mark.parametrize("key", ["", HASH, "artifacts", "other/" + HASH])
def test_a_key_of_another_form_names_nothing(key: str) -> None:
    assert hash_of(key) == ""
    assert hash_of(key_of(HASH)) == HASH
