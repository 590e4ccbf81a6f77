"""Which index is used at a start, and what is swept away."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.backend.search.index_file import IndexFile
from stigmer_desktop.backend.search.index_folder import IndexFolder

MARK, NEWEST = 77, 10


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "search")


def make(folder: IndexFolder, *, mark: int = MARK, watermark: int = NEWEST, whole: bool = True) -> Path:
    file = IndexFile(folder.next_path())
    file.create(mark, whole=whole)
    file.execute("UPDATE search_state SET watermark = ?", (watermark,))
    file.close_thread()
    return file.path


def chosen(folder: IndexFolder) -> Path | None:
    file = folder.newest_usable(MARK, NEWEST)
    if file:
        file.close_thread()
    return file.path if file else None


def test_without_files_there_is_none(folder: IndexFolder) -> None:
    assert chosen(folder) is None
    assert folder.size_bytes() == 0


def test_the_newest_whole_one_is_used_and_the_others_go(folder: IndexFolder) -> None:
    old, used, broken_off = make(folder), make(folder), make(folder, whole=False)
    assert chosen(folder) == used
    assert used.exists() and not old.exists() and not broken_off.exists()
    assert folder.size_bytes() > 0


def test_the_one_of_another_store_or_of_a_later_state_is_not_used(folder: IndexFolder) -> None:
    files = [make(folder, mark=1), make(folder, watermark=NEWEST + 1)]
    assert chosen(folder) is None
    assert not any(file.exists() for file in files)


def test_a_file_of_another_form_is_not_used(folder: IndexFolder) -> None:
    path = make(folder)
    file = IndexFile(path)
    file.execute("UPDATE search_state SET form = form + 1")
    file.close_thread()
    assert chosen(folder) is None


def test_only_the_user_may_read_an_index(folder: IndexFolder) -> None:
    path = make(folder)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
