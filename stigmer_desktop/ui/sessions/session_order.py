"""The order of sessions in the list, the groups that it falls into, and what a filter lets through."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from PySide6.QtCore import QT_TRANSLATE_NOOP

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.sessions.session_labels import is_archived, is_pinned

PINNED = str(QT_TRANSLATE_NOOP("SessionGroup", "Pinned"))
TODAY = str(QT_TRANSLATE_NOOP("SessionGroup", "Today"))
EARLIER = str(QT_TRANSLATE_NOOP("SessionGroup", "Earlier"))
ARCHIVED = str(QT_TRANSLATE_NOOP("SessionGroup", "Archived"))

# Pinned ones first, archived ones last; then the newest activity first.
SessionKey = tuple[int, float, str]
_PINNED, _PLAIN, _ARCHIVED = range(3)


@dataclass(frozen=True)
class Group:
    """A heading and the row that it stands above."""

    title: str
    first_row: int


@dataclass(frozen=True)
class SessionFilter:
    """Which sessions are listed.

    Attributes:
        words: each must stand in the title or the agent's name, in lower case; one with # before it may
            begin a tag instead.
        tag: only sessions with this tag; empty takes all.
        archived: whether archived sessions are listed too.
    """

    words: tuple[str, ...] = ()
    tag: str = ""
    archived: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out sessions that are usually listed."""
        return bool(self.words or self.tag)

    def lets_through(self, header: SessionHeader, title: str) -> bool:
        """Whether a session with this `title` is listed."""
        if self.tag and self.tag not in header.session.metadata.tags:
            return False
        if not self.archived and is_archived(header):
            return False
        if not self.words:
            return True
        text = f"{title} {header.agent_name}".casefold()
        tags = [f"#{tag.casefold()}" for tag in header.session.metadata.tags]
        return all(word in text or any(tag.startswith(word) for tag in tags) for word in self.words)


def id_of(header: SessionHeader) -> str:
    """The session's id."""
    return header.session.metadata.id


def key_of(header: SessionHeader) -> SessionKey:
    """What the list is sorted by."""
    moment = seconds_of(header.active_at) or seconds_of(header.created_at) or 0.0
    rank = _ARCHIVED if is_archived(header) else _PINNED if is_pinned(header) else _PLAIN
    return rank, -moment, id_of(header)


def groups_of(keys: Sequence[SessionKey], now: datetime | None = None) -> list[Group]:
    """The headings of a sorted list: pinned, then by the local day of `now` today and earlier, archived."""
    moment = now or datetime.now().astimezone()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    begins = [
        (PINNED, 0),
        (TODAY, bisect_left(keys, (_PLAIN, -inf, ""))),
        (EARLIER, bisect_left(keys, (_PLAIN, -midnight, "\U0010ffff"))),
        (ARCHIVED, bisect_left(keys, (_ARCHIVED, -inf, ""))),
    ]
    ends = [row for _, row in begins[1:]] + [len(keys)]
    return [Group(title, row) for (title, row), end in zip(begins, ends, strict=True) if row < end]
