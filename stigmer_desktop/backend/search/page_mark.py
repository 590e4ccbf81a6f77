"""The tokens of search pages: where a search goes on, and what it went over when it began."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace

from stigmer_desktop.backend.errors import InvalidArgument
from stigmer_desktop.backend.search.index_file import IndexFile, IndexState
from stigmer_desktop.backend.store.paging import position_of, token_of


@dataclass(frozen=True)
class PageMark:
    """A place in the hits of one question.

    Attributes:
        question: stands for the question; a mark is good for no other.
        file: the index that the first page was made from.
        last_entry, last_titled: the newest entries that the first page knew.
        offset: how many hits come before this place.
        below: the number of the hit before this place.
    """

    question: str
    file: str
    last_entry: int
    last_titled: int
    offset: int = 0
    below: int = 0

    @classmethod
    def first(cls, question: str, index: IndexFile, state: IndexState) -> PageMark:
        """The beginning of a question that is asked now."""
        return cls(question, index.path.name, state.last_entry, state.last_titled)

    @classmethod
    def of(cls, token: str, question: str) -> PageMark:
        """The place that a token names.

        Raises:
            InvalidArgument: it is no token of this question.
        """
        mark = cls(*position_of(token, str, str, int, int, int, int))  # type: ignore[arg-type]
        if mark.question != question or mark.offset < 0:
            raise InvalidArgument.of_field(
                "page_token", "page_token.form", "it belongs to another search; start without one"
            )
        return mark

    def after(self, offset: int, below: int) -> PageMark:
        """A later place of the same question."""
        return replace(self, offset=offset, below=below)

    def token(self) -> str:
        """What a caller sends to go on from here."""
        return token_of(*astuple(self))
