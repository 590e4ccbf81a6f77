"""Drafts are kept until the server has the message."""

from __future__ import annotations

from stigmer_desktop.ui.executions.draft_book import Draft, DraftBook, Intent, IntentKind, ReadingPlace
from stigmer_desktop.ui.executions.order import GivenPath


def test_each_session_keeps_its_own() -> None:
    book = DraftBook()
    book.keep("a", "one")
    book.keep("", "new")
    assert book.draft("a").text == "one"
    assert book.draft("").text == "new"
    assert book.draft("b") == Draft()


def test_a_message_stays_until_it_is_there() -> None:
    book = DraftBook()
    book.keep("a", "hello\n")
    book.begin("a")
    assert book.draft("a") == Draft("hello\n", under_way=True)
    book.failed("a", "No server.")
    assert book.draft("a") == Draft("hello\n", error="No server.")
    book.begin("a")
    book.sent("a", "hello")
    assert book.draft("a") == Draft()


def test_what_was_written_meanwhile_is_not_lost() -> None:
    book = DraftBook()
    book.keep("a", "hello")
    book.begin("a")
    book.keep("a", "hello, and another thing")
    book.sent("a", "hello")
    assert book.draft("a").text == "hello, and another thing"


def test_a_draft_goes_with_the_session_that_began() -> None:
    book = DraftBook()
    book.keep("", "rest")
    book.move("", "a")
    assert (book.draft("").text, book.draft("a").text) == ("", "rest")


def test_what_was_chosen_holds_for_the_next_message() -> None:
    book = DraftBook()
    assert book.draft("a").model is None
    book.change("a", model="", approval=3, attachments=(GivenPath("/x"),))
    book.keep("a", "hello")
    book.sent("a", "hello")
    assert book.draft("a") == Draft(model="", approval=3)


def test_an_intent_sets_aside_what_was_written() -> None:
    book = DraftBook()
    book.keep("a", "half a sentence")
    edit = Intent(IntentKind.EDIT, "aex-1", "queued")
    book.begin_intent("a", Draft("queued", intent=edit))
    again = Intent(IntentKind.AGAIN, "aex-2", "other")
    book.begin_intent("a", Draft("other", intent=again))
    assert book.draft("a").text == "other"
    book.sent("a", "other")
    assert book.draft("a") == Draft("half a sentence")
    book.begin_intent("a", Draft("queued", intent=edit))
    book.end_intent("a")
    assert book.draft("a") == Draft("half a sentence")


def test_places() -> None:
    book = DraftBook()
    place = ReadingPlace("row", 12, False)
    book.keep_place("a", place)
    assert book.place("a") == place
    assert book.place("b") is None
