"""The loaded sessions, and in their order those that are listed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from heapq import nsmallest

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.sessions.session_order import (
    Group,
    SessionFilter,
    SessionKey,
    groups_of,
    id_of,
    key_of,
)

# The server takes so many characters of a message as its subject; a subject of that length was cut.
SUBJECT_LENGTH = 80


class SessionRows:
    """What the list's model keeps; it tells nobody of changes, that is the model's.

    Attributes:
        headers: every loaded session by its id, listed or not.
        keys: the listed ones, in their order.
        hidden: the sessions that are out of sight whatever the filter says.
        filter: what is listed.
    """

    def __init__(self) -> None:
        self.headers: dict[str, SessionHeader] = {}
        self.keys: list[SessionKey] = []
        self.hidden: set[str] = set()
        self.filter = SessionFilter()

    @property
    def tags(self) -> list[str]:
        """Every tag of the loaded sessions, in the order of the alphabet."""
        tags = {tag for header in self.headers.values() for tag in header.session.metadata.tags}
        return sorted(tags, key=str.casefold)

    def fits(self, header: SessionHeader) -> bool:
        """Whether a session is listed."""
        return id_of(header) not in self.hidden and self.filter.lets_through(header, title_of(header))

    def sort(self) -> None:
        """Lists anew what fits."""
        self.keys = sorted(key_of(header) for header in self.headers.values() if self.fits(header))

    def end_of(self, page: Iterable[SessionHeader]) -> list[SessionKey]:
        """The keys of what is listed of `page`, if all of it is new and comes behind the list; else none."""
        headers = list(page)
        below = sorted(key_of(header) for header in headers if self.fits(header))
        fresh = all(id_of(header) not in self.headers for header in headers)
        behind = below and fresh and not (self.keys and below[0] < self.keys[-1])
        return below if behind else []

    def row_of(self, session_id: str) -> int:
        """The row of a session; -1 if it is not listed."""
        header = self.headers.get(session_id)
        if header is None:
            return -1
        key = key_of(header)
        row = bisect_left(self.keys, key)
        return row if row < len(self.keys) and self.keys[row] == key else -1

    def newest(self, count: int) -> list[SessionHeader]:
        """At most `count` loaded sessions, filtered out or not, newest activity first; no hidden ones."""
        shown = (header for key, header in self.headers.items() if key not in self.hidden)
        return nsmallest(count, shown, key=lambda header: key_of(header)[1:])

    def ids_of_agent(self, agent_id: str) -> list[str]:
        """The loaded sessions with this agent."""
        return [key for key, header in self.headers.items() if header.agent_id == agent_id]

    def groups(self, now: datetime | None = None) -> list[Group]:
        """The headings: pinned, then by the local day of `now` today and earlier, archived."""
        return groups_of(self.keys, now)


def title_of(header: SessionHeader) -> str:
    """What a session is called: its subject, or its name where it has none."""
    session = header.session
    subject = session.spec.subject
    if len(subject) == SUBJECT_LENGTH:
        return f"{subject.rstrip()}…"
    return subject or session.metadata.name or session.metadata.id
