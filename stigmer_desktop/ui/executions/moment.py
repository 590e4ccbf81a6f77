"""Times as the API writes them: RFC 3339 text to seconds, where there is such a text."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from stigmer_desktop.api.execution import AgentExecutionStatus


@lru_cache(maxsize=4096)
def seconds_of(text: str) -> float | None:
    """The moment that `text` names, in seconds since 1970; None if it names none.

    A text without an offset is taken as UTC, which is what the contract asks for.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()


def seconds_at_rest(status: AgentExecutionStatus) -> float:
    """How long an execution lay still after failures, in all; no work was done then."""
    return sum(seconds_between(rest.stopped_at, rest.resumed_at) or 0.0 for rest in status.rests)


def seconds_of_work(status: AgentExecutionStatus, now: float | None = None) -> float | None:
    """Seconds from the start to the end, or to `now` while there is no end, without those at rest."""
    seconds = seconds_between(status.started_at, status.completed_at, now)
    return None if seconds is None else max(0.0, seconds - seconds_at_rest(status))


def seconds_between(started_at: str, completed_at: str, now: float | None = None) -> float | None:
    """Seconds from the start to the end, or to `now` while there is no end; None if unknown."""
    start = seconds_of(started_at)
    if start is None:
        return None
    end = seconds_of(completed_at)
    if end is None:
        end = now
    return None if end is None else max(0.0, end - start)
