"""Pages of hits: ranked ones first, then the others, each once, whatever comes meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stigmer_desktop.backend.search.finder import Finder, Found, Wanted
from stigmer_desktop.backend.search.index_file import IndexFile
from stigmer_desktop.backend.search.page_mark import PageMark
from stigmer_desktop.backend.search.query_language import parse
from stigmer_desktop.backend.store.store import Store
from tests.unit.backend.search.conftest import add_execution, add_session, put_messages

RANKED = 10


@pytest.fixture(autouse=True)
def few_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stigmer_desktop.backend.search.finder.MOST_RANKED", RANKED)


def find(finder: Finder, index: IndexFile, mark: PageMark | None = None, size: int = 4) -> Found:
    mark = mark or PageMark.first("?", index, index.state())
    return finder.find(index, Wanted(parse("needle")), mark, size)


def all_pages(index: IndexFile, between: Callable[[], Finder]) -> list[int]:
    finder = between()
    found = find(finder, index)
    numbers = list(found.numbers)
    while found.following:
        finder = between()
        found = find(finder, index, PageMark.of(found.following.token(), "?"))
        numbers += found.numbers
    return numbers


@pytest.mark.parametrize("count", [3, 4, RANKED, RANKED + 1, 25])
def test_every_hit_comes_once(store: Store, index: IndexFile, follow: Callable[[], None], count: int) -> None:
    texts = [f"needle {'hay ' * (number % 3)}" for number in range(count)]
    store.submit_write(lambda unit: add_execution(unit, "1", "ask", *texts)).result()
    follow()
    finder = Finder()
    found = find(finder, index)
    assert (found.total, found.newest_ranked_only) == (count, count > RANKED)
    numbers = all_pages(index, lambda: finder)
    assert len(numbers) == len(set(numbers)) == count
    # The newest are ranked, the others follow by age.
    assert set(numbers[:RANKED]) == set(sorted(numbers)[-RANKED:])
    assert numbers[RANKED:] == sorted(numbers[RANKED:], reverse=True)


@pytest.mark.parametrize("remembering", [True, False])
def test_what_comes_meanwhile_stays_out(
    store: Store, index: IndexFile, follow: Callable[[], None], remembering: bool
) -> None:
    texts = ["needle"] * 25
    row = store.submit_write(lambda unit: add_execution(unit, "1", "ask", *texts)).result()
    follow()
    before = len(texts)
    one = Finder()

    def between() -> Finder:
        texts.append("needle")
        store.submit_write(lambda unit: put_messages(unit, row, *texts)).result()
        name = str(len(texts))
        store.submit_write(lambda unit: add_session(unit, name, "needle")).result()
        if len(texts) > before + 1:
            follow()
        return one if remembering else Finder()

    numbers = all_pages(index, between)
    assert len(numbers) == len(set(numbers)) == before


def test_subjects_are_always_ranked(store: Store, index: IndexFile, follow: Callable[[], None]) -> None:
    store.submit_write(lambda unit: add_session(unit, "1", "the needle")).result()
    store.submit_write(lambda unit: add_execution(unit, "1", "ask", *["needle"] * 25)).result()
    follow()
    assert find(Finder(), index).numbers[0] > 2**40


def test_a_mark_of_another_index_goes_on_by_its_offset(
    store: Store, index: IndexFile, follow: Callable[[], None]
) -> None:
    store.submit_write(lambda unit: add_execution(unit, "1", "ask", *["needle"] * 25)).result()
    follow()
    expected = all_pages(index, Finder)
    for offset in (0, 4, RANKED, 16, 24, 25):
        mark = PageMark("?", "index-0.db", 1, 1, offset, 99)
        assert find(Finder(), index, mark).numbers == expected[offset : offset + 4]


def test_words_in_a_row_are_given_newest_first(
    store: Store, index: IndexFile, follow: Callable[[], None]
) -> None:
    store.submit_write(lambda unit: add_session(unit, "1", "a bent needle")).result()
    texts = ["bent needle", "bent needle, bent needle", "needle, bent", "bent needle and hay"]
    store.submit_write(lambda unit: add_execution(unit, "1", "ask", *texts)).result()
    follow()
    wanted = Wanted(parse('"bent needle"'))
    found = Finder().find(index, wanted, PageMark.first("?", index, index.state()), 10)
    title, *others = found.numbers
    assert title > 2**40
    assert len(others) == 3 and others == sorted(others, reverse=True)
