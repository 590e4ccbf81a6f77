"""How the index follows the store: what changed, what went, and where a broken step goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stigmer_desktop.backend.search.index_feed import IndexFeed
from stigmer_desktop.backend.search.index_file import IndexFile
from stigmer_desktop.backend.search.index_writer import IndexWriter
from stigmer_desktop.backend.store.store import Store
from stigmer_desktop.backend.store.tables import MESSAGES
from tests.unit.backend.search.conftest import add_execution, add_session, numbers, put_messages
from tests.unit.backend.search.plain import no_masking


def test_it_reaches_the_newest_revision(store: Store, index: IndexFile, follow: Callable[[], None]) -> None:
    store.submit_write(lambda unit: add_execution(unit, "1", "ask", "answer")).result()
    follow()
    newest = store.submit_read(lambda unit: unit.changes.newest_revision()).result()
    assert index.state().watermark == newest
    assert len(numbers(index, "ask")) == len(numbers(index, "answer")) == 1


def test_what_stayed_as_it_was_is_not_written_again(
    store: Store, index: IndexFile, follow: Callable[[], None]
) -> None:
    row = store.submit_write(lambda unit: add_execution(unit, "1", "ask", "first", "second")).result()
    follow()
    before = numbers(index, "first"), numbers(index, "second")
    store.submit_write(lambda unit: put_messages(unit, row, "first", "second anew")).result()
    follow()
    assert numbers(index, "first") == before[0]
    assert numbers(index, "second") != before[1]
    assert numbers(index, "anew") == numbers(index, "second")


def test_what_was_cut_is_gone(store: Store, index: IndexFile, follow: Callable[[], None]) -> None:
    row = store.submit_write(lambda unit: add_execution(unit, "1", "ask", "first", "second")).result()
    follow()

    def cut(unit):  # type: ignore[no-untyped-def]
        unit.executions.cut_parts(row, MESSAGES, 0, 1)
        unit.resources.touch(row.seq)

    store.submit_write(cut).result()
    follow()
    assert numbers(index, "first") and not numbers(index, "second")


def test_a_deleted_execution_leaves_nothing(
    store: Store, index: IndexFile, follow: Callable[[], None]
) -> None:
    gone = store.submit_write(lambda unit: add_execution(unit, "1", "ask", "first")).result()
    follow()
    store.submit_write(lambda unit: unit.executions.delete(gone)).result()
    store.submit_write(lambda unit: add_execution(unit, "2", "beg", "third")).result()
    follow()
    assert not numbers(index, "first") and not numbers(index, "ask")
    assert numbers(index, "third") and numbers(index, "beg")
    assert index.rows("SELECT COUNT(*) FROM search_entry") == index.rows("SELECT COUNT(*) FROM search_text")


def test_a_step_that_breaks_is_done_again(
    store: Store, index: IndexFile, follow: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each text is written at once, so that a broken step leaves some of them.
    monkeypatch.setattr("stigmer_desktop.backend.search.index_writer.MOST_PENDING", 0)
    texts = [f"word{number}" for number in range(20)]
    store.submit_write(lambda unit: add_execution(unit, "1", "ask", *texts)).result()
    left = 10

    def breaking() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        IndexFeed(store, no_masking, breaking).step(IndexWriter(index), 10)
    assert numbers(index, "word5")
    assert index.state().watermark == 0
    follow()
    assert all(len(numbers(index, text)) == 1 for text in (*texts, "ask"))


def test_growing_text_waits_until_it_stands_still(
    store: Store, index: IndexFile, follow: Callable[[], None]
) -> None:
    row = store.submit_write(lambda unit: add_execution(unit, "1", "ask", phase=2)).result()
    store.submit_write(lambda unit: put_messages(unit, row, "half", growing=True)).result()
    follow()
    assert not numbers(index, "half")
    store.submit_write(lambda unit: put_messages(unit, row, "half done")).result()
    follow()
    assert numbers(index, "half")


def test_subjects_are_numbered_above_all_texts(
    store: Store, index: IndexFile, follow: Callable[[], None]
) -> None:
    store.submit_write(lambda unit: add_session(unit, "1", "garden")).result()
    store.submit_write(lambda unit: add_execution(unit, "1", "garden", "garden")).result()
    follow()
    *texts, subject = numbers(index, "garden")
    assert len(texts) == 2 and subject > 2**40


def test_secret_values_are_masked_before_they_are_indexed(store: Store, index: IndexFile) -> None:
    store.submit_write(lambda unit: add_session(unit, "1", "sesame opens")).result()
    store.submit_write(lambda unit: add_execution(unit, "1", "say sesame", "sesame!")).result()
    feed = IndexFeed(store, lambda unit, row: lambda text: text.replace("sesame", "••••"), lambda: None)
    while feed.step(IndexWriter(index), 10):
        pass
    assert not numbers(index, "sesame") and numbers(index, "opens")
    assert not index.rows("SELECT 1 FROM search_text WHERE body LIKE '%sesame%' OR title LIKE '%sesame%'")
