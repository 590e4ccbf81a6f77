"""Going to a very place of a session: from a hit, from the inspector, far back in what was said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.desktop import SEARCH_PLACE_TOOL_CALL, SearchRequest
from stigmer_desktop.api.execution import ToolCall
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.session_spot import (
    SessionSpot,
    call_key,
    error_key,
    message_key,
    question_key,
    spot_of_hit,
    sub_agent_key,
)
from tests.execution_snapshots import said, tool
from tests.ui.executions.pane import Pane
from tests.ui.executions.test_find import shown_words

Until = Callable[..., Awaitable[None]]


async def long_session(pane: Pane, count: int = 23, **status: list[ToolCall]) -> list[str]:
    """The ids of so many executions in one session, oldest first; the first has what `status` says."""
    made = await pane.ask("question 0")
    session_id = made.spec.session_id
    await pane.report(made.metadata.id, 3, said("answer 0 " + "word " * 80), **status)
    others = [
        await pane.told(session_id, f"question {n}", said(f"answer {n} " + "word " * 80))
        for n in range(1, count)
    ]
    return [session_id, made.metadata.id, *others]


def is_in_sight(pane: Pane, key: str) -> bool:
    view = pane.view.transcript
    index = view.index_of(key)
    widget = view.widget_at_index(index) if index >= 0 else None
    if widget is None or not widget.isVisible():
        return False
    top = widget.mapTo(view.viewport(), QPoint(0, 0)).y()
    return 0 <= top < view.viewport().height()


async def test_a_place_in_an_execution_that_is_not_loaded(pane: Pane, until: Until) -> None:
    call = tool("c1", "grep", result="the needle is here")
    session_id, first, *_ = await long_session(pane, tool_calls=[call])
    pane.view.show_session_at(SessionSpot(session_id, first, call_key(first, "c1")))
    key = call_key(first, "c1")
    await until(lambda: is_in_sight(pane, key))
    header = QApplication.focusWidget()
    assert isinstance(header, FoldHeader)
    assert header.isChecked()
    assert header.head.name == "grep"
    mark = pane.view.transcript._mark
    assert mark.key == key
    assert mark.isVisible()
    await until(lambda: not mark.isVisible())


async def test_a_place_in_the_session_that_is_shown(pane: Pane, until: Until) -> None:
    session_id, *ids = await long_session(pane, 6)
    pane.view.show_session(session_id)
    await until(lambda: pane.view.model.rowCount() and pane.view.feed.is_loaded)
    pane.view.show_place(ids[1], message_key(ids[1], 0))
    assert is_in_sight(pane, message_key(ids[1], 0))
    assert not pane.view.transcript.follows
    pane.view.show_place(ids[-1], message_key(ids[-1], 0))
    assert is_in_sight(pane, message_key(ids[-1], 0))


async def test_the_words_of_a_hit_are_marked_until_something_is_done(pane: Pane, until: Until) -> None:
    long = "\n".join(["hay"] * 200 + ["the needle is here"])
    session_id, first, *_ = await long_session(pane, 3, tool_calls=[tool("c1", "grep", result=long)])
    pane.view.show_session_at(SessionSpot(session_id, first, call_key(first, "c1"), "Needle"))
    await until(lambda: shown_words(pane) == "needle")
    assert pane.view.goer.words.is_marking
    window = pane.view.page.window().windowHandle()
    pane.view.transcript.verticalScrollBar().setValue(pane.view.transcript.verticalScrollBar().value() - 1)
    assert shown_words(pane) == "needle"
    shift = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, shift)
    assert shown_words(pane) == ""
    assert not pane.view.goer.words.is_marking


async def test_an_execution_that_is_gone_leaves_the_session_as_it_is(pane: Pane, until: Until) -> None:
    session_id, *_ = await long_session(pane, 12)
    messages = pane.view.page.messages
    pane.view.show_session_at(SessionSpot(session_id, "aex-gone"))
    await until(lambda: messages.isVisible())
    assert messages.text == "That message is no longer there. It was deleted."
    assert not pane.view.feed.has_older
    assert pane.texts()[0] == "question 0"
    assert pane.view.transcript.follows
    pane.view.show_new_session()
    assert not messages.isVisible()


async def test_a_part_that_is_gone_is_told_of(pane: Pane, until: Until) -> None:
    session_id, first = await long_session(pane, 1, tool_calls=[tool("c1", "grep")])
    pane.view.show_session(session_id)
    await until(lambda: pane.view.feed.is_loaded)
    messages = pane.view.page.messages
    for part, word in (
        (message_key(first, 7), "part of the answer"),
        (call_key(first, "c7"), "tool call"),
        (sub_agent_key(first, "s7"), "sub-agent"),
        (error_key(first), "failure"),
    ):
        pane.view.show_place(first, part)
        assert messages.isVisible()
        assert messages.text.startswith(f"That {word} is no longer there")
        assert pane.view.transcript._mark.key.startswith(first)
        messages.hide()
    for part in ("", question_key(first), message_key(first, 0), call_key(first, "c1")):
        pane.view.show_place(first, part)
        assert not messages.isVisible()


async def test_a_message_without_words_is_there(pane: Pane, until: Until) -> None:
    made = await pane.ask("question")
    await pane.report(made.metadata.id, 3, said("one"), said(" "), said("three"))
    pane.view.show_session_at(
        SessionSpot(made.spec.session_id, made.metadata.id, message_key(made.metadata.id, 1))
    )
    await until(lambda: is_in_sight(pane, message_key(made.metadata.id, 0)))
    assert not pane.view.page.messages.isVisible()


async def test_an_execution_of_another_session_that_is_gone(pane: Pane, until: Until) -> None:
    session_id, *_ = await long_session(pane, 1)
    pane.view.show_session(session_id)
    await until(lambda: pane.view.feed.is_loaded)
    pane.view.goer.go_to_execution("aex-01arz3ndektsv4rrffq69g5fav")
    await until(lambda: pane.view.page.messages.isVisible())
    assert "no longer there" in pane.view.page.messages.text


async def test_an_older_page_that_does_not_come_is_told_of(
    pane: Pane, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id, first, *_ = await long_session(pane, 23)
    pane.view.show_session(session_id)
    await until(lambda: pane.view.feed.is_loaded)
    monkeypatch.setattr(pane.view.feed, "_next_page", "not a page")
    pane.view.show_place(first)
    await until(lambda: pane.view.page.messages.isVisible())
    assert pane.view.transcript.follows


async def test_a_hit_of_the_search_leads_to_its_place(pane: Pane, until: Until) -> None:
    call = tool("c1", "read_file", result="a quokka lives here")
    session_id, first, *_ = await long_session(pane, 14, tool_calls=[call])
    hits = []

    async def searched() -> bool:
        answer = await pane.operations.search(request=SearchRequest(query="quokka"))
        hits[:] = answer.hits
        return bool(hits)

    while not await searched():
        pass
    assert hits[0].place == SEARCH_PLACE_TOOL_CALL
    pane.view.show_session_at(spot_of_hit(hits[0]))
    await until(lambda: is_in_sight(pane, call_key(first, "c1")))
    assert pane.view.session_id == session_id
