"""Drafts are kept until the server has the message."""

from __future__ import annotations

from stigmer_desktop.ui.executions.draft_book import Draft, DraftBook, ReadingPlace


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


def test_models_and_places() -> None:
    book = DraftBook()
    assert book.model("a") is None
    book.set_model("a", "")
    assert book.model("a") == ""
    place = ReadingPlace("row", 12, False)
    book.keep_place("a", place)
    assert book.place("a") == place
    assert book.place("b") is None
