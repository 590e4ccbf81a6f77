"""Finds when a model was at work where no runner tells it: when nothing else was."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

# A pause this short between two steps, in which nothing was said, is bookkeeping and no call of a model.
_SHORTEST = 0.25
_ENDLESS = float("inf")


@dataclass(frozen=True)
class Span:
    """A piece of time in seconds since 1970; an end of None is now, a start of None is not known."""

    start: float | None
    end: float | None


@dataclass(frozen=True)
class Mark:
    """When the model began to say something: the moment, the message's key, and whether it was thinking."""

    moment: float
    part: str
    is_thinking: bool = False


@dataclass(frozen=True)
class ModelSpan:
    """One model call, or the part of one that a message came from; `part` is what it is about.

    Where `gets_ready`, it is no model call but the time in which the runner took the work up.
    """

    start: float
    end: float | None
    part: str
    is_thinking: bool = False
    gets_ready: bool = False


# When something else began, when it ended (None: not yet), and its part.
Busy = tuple[float, float | None, str]


def model_spans(
    window: Span, busy: Sequence[Busy], marks: Sequence[Mark], *, working: bool
) -> list[ModelSpan]:
    """The spans in their order.

    A message's moment is that of its first word, so the time in front of it since the last step belongs
    to it too. Where the model said nothing, it asked for the step that follows.

    Args:
        window: the whole time; its end is None while it has not ended.
        busy: what else happened in it.
        marks: what the model said in it.
        working: whether, while nothing else goes on, the model is at work now.
    """
    known = [moment for moment, _, _ in busy] + [mark.moment for mark in marks]
    start = window.start if window.start is not None else min(known, default=None)
    if start is None:
        return []
    found: list[ModelSpan] = []
    left = sorted(marks, key=lambda mark: mark.moment)
    moments = [mark.moment for mark in left]
    for first, last, following in _gaps(start, window.end, busy, left, working=working):
        until = _ENDLESS if last is None else last
        inside = left[bisect_left(moments, first) : bisect_left(moments, until)]
        if inside:
            begins = [first, *(mark.moment for mark in inside[1:])]
            ends = [*begins[1:], last]
            found += [
                ModelSpan(begin, end, mark.part, mark.is_thinking)
                for begin, end, mark in zip(begins, ends, inside, strict=True)
            ]
        elif last is None or last - first >= _SHORTEST:
            found.append(ModelSpan(first, last, following))
    told = {span.part for span in found}
    found += [
        ModelSpan(mark.moment, mark.moment, mark.part, mark.is_thinking)
        for mark in left
        if mark.part not in told
    ]
    return sorted(found, key=lambda span: span.start)


def _gaps(
    start: float, end: float | None, busy: Sequence[Busy], marks: Sequence[Mark], *, working: bool
) -> list[tuple[float, float | None, str]]:
    """Where nothing else was: from, to, and what came then."""
    gaps: list[tuple[float, float | None, str]] = []
    cursor = start
    for begin, until, part in sorted(busy, key=lambda entry: entry[0]):
        if begin > cursor:
            gaps.append((cursor, begin, part))
        cursor = max(cursor, _ENDLESS if until is None else until)
    if cursor == _ENDLESS:
        return gaps
    if end is not None:
        if end > cursor:
            gaps.append((cursor, end, ""))
    elif working:
        gaps.append((cursor, None, ""))
    else:
        said = [mark.moment for mark in marks if mark.moment > cursor]
        if said:
            gaps.append((cursor, said[-1] + _SHORTEST, ""))
    return gaps
