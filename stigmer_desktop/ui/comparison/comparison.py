"""Two executions step by step: what both did, what only one did, and what it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.comparison.alignment import aligned
from stigmer_desktop.ui.comparison.step import Step, steps_of
from stigmer_desktop.ui.executions.moment import seconds_of_work


class Change(Enum):
    """How a step of one execution stands to the other."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class StepPair:
    """A row of the comparison; at least one side is there."""

    change: Change
    first: Step | None
    second: Step | None

    @property
    def seconds(self) -> float | None:
        """By how much the second took longer; None unless both are known."""
        return _difference(self.first, self.second, lambda step: step.seconds)

    @property
    def tokens(self) -> int | None:
        """By how many tokens the second used more; None unless both are known."""
        found = _difference(self.first, self.second, lambda step: step.tokens)
        return None if found is None else int(found)


@dataclass(frozen=True)
class Totals:
    """What an execution took as a whole; None where it is not known."""

    seconds: float | None
    tokens: int
    cost: float | None


def compared(first: AgentExecution, second: AgentExecution) -> list[StepPair]:
    """The steps of both, side by side.

    Equal steps are found first; between them, steps of the same kind and name stand side by side as
    changed, and the rest was removed or added.
    """
    before, after = steps_of(first), steps_of(second)
    pairs: list[StepPair] = []
    gap: tuple[list[Step], list[Step]] = ([], [])
    for a, b in aligned([step.identity for step in before], [step.identity for step in after]):
        if a is not None and b is not None:
            pairs += _gap(*gap)
            gap = ([], [])
            change = Change.SAME if before[a].text == after[b].text else Change.CHANGED
            pairs.append(StepPair(change, before[a], after[b]))
        elif a is not None:
            gap[0].append(before[a])
        elif b is not None:
            gap[1].append(after[b])
    return [*pairs, *_gap(*gap)]


def totals_of(execution: AgentExecution) -> Totals:
    """What the whole execution took."""
    status = execution.status
    models = status.usage.models
    priced = bool(models) and all(model.cost_known for model in models)
    return Totals(
        seconds_of_work(status),
        sum(model.input_tokens + model.output_tokens for model in models),
        sum(model.cost for model in models) if priced else None,
    )


def _gap(before: list[Step], after: list[Step]) -> Iterator[StepPair]:
    """Steps that have no equal: side by side where kind and name are the same."""
    for a, b in aligned([(s.kind, s.name) for s in before], [(s.kind, s.name) for s in after]):
        one = before[a] if a is not None else None
        other = after[b] if b is not None else None
        if one is not None and other is not None:
            yield StepPair(Change.CHANGED, one, other)
        else:
            yield StepPair(Change.REMOVED if other is None else Change.ADDED, one, other)


def _difference(first: Step | None, second: Step | None, of: Callable[[Step], float | None]) -> float | None:
    before = of(first) if first is not None else None
    after = of(second) if second is not None else None
    return None if before is None or after is None else after - before
