"""The feed against the real server: a pause while one types, the newest question only, pages."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QModelIndex

from stigmer_desktop.ui.search import search_feed as feed_module
from stigmer_desktop.ui.search.hit_list_model import HitListModel
from stigmer_desktop.ui.search.search_feed import SearchFeed
from stigmer_desktop.ui.search.search_question import SearchQuestion


@pytest.fixture
def model(qapp) -> HitListModel:
    return HitListModel()


@pytest.fixture
def feed(operations, model, monkeypatch) -> SearchFeed:
    asked: list[str] = []
    search = operations.search

    def noted(*, request):
        asked.append(request.query)
        return search(request=request)

    monkeypatch.setattr(operations, "search", noted)
    made = SearchFeed(operations, model)
    made.asked = asked
    return made


async def test_typing_asks_once(feed, model, say, until) -> None:
    await say("The parser crashes")
    for text in ("p", "pa", "pars"):
        feed.ask(SearchQuestion(text))
    assert feed.is_asking
    await until(lambda: not feed.is_asking)
    assert feed.asked == ["pars*"]
    assert model.rowCount() > 0
    assert feed.answer.total_count == model.rowCount()


async def test_an_older_answer_is_dropped(feed, model, say, until) -> None:
    await say("The parser crashes", "A lexer")
    feed.ask(SearchQuestion("parser"))
    feed.ask_now()
    feed.ask(SearchQuestion("lexer"))
    feed.ask_now()
    await until(lambda: not feed.is_asking)
    assert feed.asked == ["parser*", "lexer*"]
    assert all("lexer" in model.hit(row).excerpt for row in range(model.rowCount()))
    assert model.rowCount() > 0


async def test_no_words_find_nothing_and_ask_nobody(feed, model, say, until) -> None:
    await say("The parser crashes")
    feed.ask(SearchQuestion("parser"))
    feed.ask_now()
    await until(lambda: model.rowCount() > 0)
    feed.ask(SearchQuestion(" "))
    assert model.rowCount() == 0
    assert feed.answer is None
    assert not feed.is_asking


async def test_pages_follow_while_one_scrolls(feed, model, say, until, monkeypatch) -> None:
    await say("needle one", "needle two", "needle three")
    monkeypatch.setattr(feed_module, "SEARCH_PAGE", 2)
    feed.ask(SearchQuestion("needle"))
    feed.ask_now()
    await until(lambda: model.rowCount() == 2)
    total = feed.answer.total_count
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        await until(lambda: not feed.is_asking)
    assert model.rowCount() == total == 6


async def test_a_failure_is_kept_and_can_be_mended(feed, model, client, endpoint, say, until) -> None:
    await say("The parser crashes")
    await client.close()
    feed.ask(SearchQuestion("parser"))
    await until(lambda: feed.error is not None)
    assert feed.error.sentence == "The server is still starting."
    assert not feed.failed_on_further_page
    await client.connect_to(endpoint.address, endpoint.token)
    feed.ask_now()
    await until(lambda: model.rowCount() > 0)
    assert feed.error is None


async def test_a_further_page_that_fails_leaves_what_is_there(
    feed, model, client, endpoint, say, until, monkeypatch
) -> None:
    await say("needle one", "needle two")
    monkeypatch.setattr(feed_module, "SEARCH_PAGE", 1)
    feed.ask(SearchQuestion("needle"))
    feed.ask_now()
    await until(lambda: model.rowCount() == 1)
    await client.close()
    model.fetchMore(QModelIndex())
    await until(lambda: feed.failed_on_further_page)
    assert model.rowCount() == 1
    await client.connect_to(endpoint.address, endpoint.token)
    feed.load_more_again()
    await until(lambda: model.rowCount() == 2)


async def test_while_the_index_catches_up_it_asks_again_if_somebody_looks(feed, say, until) -> None:
    await say("The parser crashes")
    feed.ask(SearchQuestion("parser"))
    feed.ask_now()
    await until(lambda: feed.answer is not None)
    feed._again.setInterval(5)
    feed.answer.catching_up = True
    feed.resume()
    await until(lambda: len(feed.asked) == 2)
    await until(lambda: not feed.is_asking)
    assert not feed.answer.catching_up
    feed.answer.catching_up = True
    feed.pause()
    await asyncio.sleep(0)
    assert not feed._again.isActive()
