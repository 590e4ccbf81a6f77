"""The indexer's thread: trouble that passes, damage, and a rebuild that is interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stigmer_desktop.backend.search.index_file import IndexFailed, IndexFile
from stigmer_desktop.backend.search.index_folder import IndexFolder
from stigmer_desktop.backend.search.index_writer import IndexWriter
from stigmer_desktop.backend.search.indexer import Indexer, Progress
from stigmer_desktop.backend.store.store import Store
from tests.unit.backend.search.conftest import add_execution, numbers
from tests.unit.backend.search.plain import no_masking
from tests.waiting import wait_until

PACE = 0.01


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stigmer_desktop.backend.search.indexer.RETRY_SECONDS", PACE)


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def indexer(store: Store, tmp_path: Path, told: list[Progress]) -> Iterator[Indexer]:
    made = Indexer(store, IndexFolder(tmp_path / "search"), no_masking, PACE, told.append)
    store.on_commit(lambda unit: made.wake())
    yield made
    made.stop()


def current(indexer: Indexer) -> IndexFile:
    file = indexer.file(10)
    assert file is not None
    return file


def finds(indexer: Indexer, query: str) -> Callable[[], bool]:
    """Whether the index in use has a text; asked on a connection of its own."""

    def found() -> bool:
        file = indexer.file(10)
        if file is None:
            return False
        reader = IndexFile(file.path)
        try:
            return bool(numbers(reader, query))
        except IndexFailed:
            return False
        finally:
            reader.close_thread()

    return found


def say(store: Store, name: str, *texts: str) -> None:
    store.submit_write(lambda unit: add_execution(unit, name, "ask", *texts)).result()


@pytest.mark.parametrize("error", [IndexFailed("database or disk is full", damaged=False), ValueError("odd")])
def test_what_passes_is_tried_again(
    store: Store, indexer: Indexer, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    indexer.start()
    path = current(indexer).path
    left = [error, error]
    whole = IndexWriter.note

    def failing(self: IndexWriter, *arguments: Any) -> None:
        if left:
            raise left.pop()
        whole(self, *arguments)

    monkeypatch.setattr(IndexWriter, "note", failing)
    say(store, "1", "rhubarb")
    wait_until(finds(indexer, "rhubarb"))
    assert not left and current(indexer).path == path


def test_a_damaged_index_is_replaced(store: Store, indexer: Indexer) -> None:
    let_go: list[Path] = []
    indexer.on_replaced(lambda file: let_go.append(file.path))
    indexer.start()
    say(store, "1", "rhubarb")
    wait_until(finds(indexer, "rhubarb"))
    before = current(indexer).path
    indexer.mend()
    wait_until(lambda: let_go)
    wait_until(finds(indexer, "rhubarb"))
    assert let_go == [before] and not before.exists()


def test_a_rebuild_that_fails_leaves_the_index_that_was_there(
    store: Store, indexer: Indexer, told: list[Progress], monkeypatch: pytest.MonkeyPatch
) -> None:
    indexer.start()
    say(store, "1", "rhubarb")
    wait_until(finds(indexer, "rhubarb"))
    before = current(indexer).path

    def full(self: IndexWriter, pages: int) -> bool:
        raise IndexFailed("database or disk is full", damaged=False)

    monkeypatch.setattr(IndexWriter, "merge", full)
    indexer.rebuild()
    wait_until(lambda: told and told[-1].finished)
    assert told[-1].failure == "database or disk is full"
    assert not indexer.rebuilding and current(indexer).path == before
    assert list(before.parent.glob("index-*.db")) == [before]
    say(store, "2", "parsnip")
    wait_until(finds(indexer, "parsnip"))


def test_stopping_ends_a_rebuild_and_keeps_the_index_that_was_there(
    store: Store, indexer: Indexer, told: list[Progress], monkeypatch: pytest.MonkeyPatch
) -> None:
    indexer.start()
    say(store, "1", "rhubarb")
    wait_until(finds(indexer, "rhubarb"))
    before = current(indexer).path
    merging, stopping = threading.Event(), threading.Event()

    def endless(self: IndexWriter, pages: int) -> bool:
        merging.set()
        stopping.wait(10)
        return True

    monkeypatch.setattr(IndexWriter, "merge", endless)
    indexer.rebuild()
    assert merging.wait(10)
    assert finds(indexer, "rhubarb")()
    stopper = threading.Thread(target=indexer.stop)
    stopper.start()
    stopping.set()
    stopper.join(10)
    assert not stopper.is_alive()
    kept = IndexFolder(before.parent).newest_usable(store.mark, 10**9)
    assert kept is not None and kept.path == before
    kept.close_thread()
