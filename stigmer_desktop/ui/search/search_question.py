"""What is searched for: words and filters, as one value."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from stigmer_desktop.api.desktop import SearchRequest

ANY_TIME, TODAY, WEEK, MONTH = "any", "today", "week", "month"
MOST_CHARACTERS = 1000

_DAY_SECONDS = 24 * 60 * 60
_DAYS = {WEEK: 7, MONTH: 30}


@dataclass(frozen=True)
class SearchQuestion:
    """Words and filters.

    Attributes:
        text: what stands in the field.
        place: the SearchPlace as a number; 0 means every place.
        agent_id: empty means every agent.
        period: ANY_TIME, TODAY (since local midnight), WEEK or MONTH (the last 7 or 30 days).
    """

    text: str = ""
    place: int = 0
    agent_id: str = ""
    period: str = ANY_TIME

    @property
    def is_empty(self) -> bool:
        """Whether there is no word to search for."""
        return not any(character.isalnum() or ord(character) > 0xFFFF for character in self.text)

    @property
    def is_filtered(self) -> bool:
        return bool(self.place or self.agent_id or self.period != ANY_TIME)

    def request(self, page_size: int, now: float | None = None) -> SearchRequest:
        """The request for the first page; `now` in seconds since 1970."""
        made = SearchRequest(query=query_of(self.text), page_size=page_size, agent_id=self.agent_id)
        if self.place:
            made.places.append(self.place)  # type: ignore[arg-type]
        since = since_of(self.period, time.time() if now is None else now)
        if since is not None:
            # "from" is a word of Python's own.
            getattr(made.created, "from").FromSeconds(int(since))
        return made


def query_of(text: str) -> str:
    """`text` as a query: while one types, the last word is a beginning, unless it is quoted.

    Cut to what the server takes.
    """
    words = text.strip()[: MOST_CHARACTERS - 1]
    open_quote = words.count('"') % 2 == 1
    if words and words[-1].isalnum() and not open_quote:
        return f"{words}*"
    return words


def since_of(period: str, now: float) -> float | None:
    """When `period` began, in seconds since 1970; None for any time."""
    if period == TODAY:
        local = datetime.fromtimestamp(now).astimezone()
        return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    days = _DAYS.get(period)
    return None if days is None else now - days * _DAY_SECONDS
