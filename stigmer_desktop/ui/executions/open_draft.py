"""Which session's draft stands in the composer."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.executions.draft_book import Draft, DraftBook, IntentKind


class OpenDraft:
    """A place in the book of drafts, with what is known of its session.

    Attributes:
        book: all drafts.
        key: the session's id; empty for one that is about to begin.
        header: the session's header; None while it is not known.
    """

    def __init__(self, book: DraftBook) -> None:
        self.book = book
        self.key = ""
        self.header: SessionHeader | None = None

    @property
    def draft(self) -> Draft:
        """What stands there."""
        return self.book.draft(self.key)

    @property
    def is_edit(self) -> bool:
        """Whether a queued message is being changed."""
        intent = self.draft.intent
        return intent is not None and intent.kind is IntentKind.EDIT

    @property
    def is_again(self) -> bool:
        """Whether an execution is being repeated with changes."""
        intent = self.draft.intent
        return intent is not None and intent.kind is IntentKind.AGAIN

    def change(self, **values: Any) -> None:
        """Remembers other values of the draft's attributes."""
        self.book.change(self.key, **values)
