"""When an execution lay still after a failure: nothing has a bar then."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.api.execution import AgentExecutionStatus
from stigmer_desktop.ui.executions.moment import seconds_of


@dataclass(frozen=True)
class Rested:
    """A piece of time in which nobody worked, in seconds since 1970."""

    start: float
    end: float


def rests_of(status: AgentExecutionStatus) -> list[Rested]:
    """The times between a failure and the recovery, as far as they are known."""
    moments = [(seconds_of(rest.stopped_at), seconds_of(rest.resumed_at)) for rest in status.rests]
    return [Rested(start, end) for start, end in moments if start is not None and end is not None]
