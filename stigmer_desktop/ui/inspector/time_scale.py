"""Where moments stand on a timeline: which piece of time is shown, how large, and its ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stigmer_desktop.ui.executions.amount_text import elapsed_text

_SHORTEST = 0.1
_MOST_ZOOM = 20_000.0
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_TICK_ROOM = 46


@dataclass(frozen=True)
class TimeScale:
    """A piece of time.

    Attributes:
        first: its first moment, in seconds since 1970.
        span: how long it is, in seconds.
        zoom: how much larger it is drawn than all of it would be.
        offset: seconds from `first` to the left edge.
    """

    first: float = 0.0
    span: float = 1.0
    zoom: float = 1.0
    offset: float = 0.0

    @property
    def visible(self) -> float:
        """How many seconds are in sight."""
        return self.span / self.zoom

    @property
    def most_offset(self) -> float:
        """The offset at which the end is in sight."""
        return max(0.0, self.span - self.visible)

    def x(self, moment: float, left: float, width: float) -> float:
        """Where a moment stands in a strip from `left`, `width` pixels wide."""
        return left + (moment - self.first - self.offset) / self.visible * width

    def over(self, first: float, last: float, *, grows: bool) -> TimeScale:
        """The same zoom over another piece of time; one that `grows` gets some room to grow into."""
        span = max(_SHORTEST, last - first)
        if grows:
            span = roomy(span)
        changed = replace(self, first=first, span=span)
        return replace(changed, offset=min(self.offset, changed.most_offset))

    def zoomed(self, factor: float, share: float = 0.5) -> TimeScale:
        """Larger or smaller by `factor`, around the moment at that share (0 to 1) of the width."""
        zoom = min(max(1.0, self.zoom * factor), _MOST_ZOOM)
        fixed = self.offset + share * self.visible
        changed = replace(self, zoom=zoom)
        return changed.at(fixed - share * changed.visible)

    def at(self, offset: float) -> TimeScale:
        """Scrolled to `offset` seconds, as far as there is something."""
        return replace(self, offset=min(max(0.0, offset), self.most_offset))

    def ticks(self, width: float) -> Sequence[tuple[float, str]]:
        """Round moments in sight, with what is written there: the time since the first moment."""
        return _ticks(self, width)


def roomy(seconds: float) -> float:
    """A little more than `seconds`: the next of a row of round lengths, each about a tenth longer."""
    power = 10.0 ** (math.floor(math.log10(seconds)) - 1)
    return float((math.floor(seconds / power) // 2 + 1) * 2 * power)


def _tick_text(seconds: float, step: float) -> str:
    if step < 1:
        return f"{seconds:.1f} s"
    if seconds >= 60:
        minutes, rest = divmod(round(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return elapsed_text(seconds)


# Each row asks for the ticks of the scale that all have in common.
@lru_cache(maxsize=8)
def _ticks(scale: TimeScale, width: float) -> Sequence[tuple[float, str]]:
    if width <= 0:
        return ()
    least = scale.visible * _TICK_ROOM / width
    step = next((step for step in _STEPS if step >= least), 3600.0 * math.ceil(least / 3600))
    number = math.ceil(scale.offset / step - 1e-9)
    found = []
    while number * step <= scale.offset + scale.visible + 1e-9:
        seconds = number * step
        found.append((scale.first + seconds, _tick_text(seconds, step)))
        number += 1
    return tuple(found)
