"""The story of an execution as bars in time: starts, model calls, tools, sub-agents, and waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    MESSAGE_THINKING,
    SUB_AGENT_FAILED,
    SUB_AGENT_IN_PROGRESS,
    TOOL_CALL_FAILED,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentMessage,
    ToolCall,
)
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.executions.placement import Placed, PlacedCall, PlacedSubAgent, placements
from stigmer_desktop.ui.inspector.model_time import Mark, ModelSpan, Span, model_spans
from stigmer_desktop.ui.inspector.rest_time import Rested, rests_of
from stigmer_desktop.ui.inspector.told_time import Told, told_in

_AT_ONCE = 250


class BarKind(Enum):
    """What a bar stands for."""

    STARTING = "starting"
    MODEL = "model"
    TOOL = "tool"
    SUB_AGENT = "sub-agent"
    WAITING = "waiting"


@dataclass(frozen=True)
class TimelineRow:
    """One bar.

    Attributes:
        key: names the bar within its execution.
        part: the key of the transcript's row that it is about.
        kind: what it stands for.
        label: what it is called.
        start: when it began, in seconds since 1970.
        end: when it ended; None while it goes on.
        depth: 1 inside a sub-agent.
        failed: whether it came to a bad end.
    """

    key: str
    part: str
    kind: BarKind
    label: str
    start: float
    end: float | None
    depth: int = 0
    failed: bool = False


def timeline_rows(execution: AgentExecution) -> list[TimelineRow]:
    """All bars of `execution` by the time they began, a sub-agent's below its own; none without times."""
    found: list[TimelineRow] = []
    for rows in timeline_work(execution):
        found = rows or found
    return found


def timeline_work(execution: AgentExecution) -> Iterator[list[TimelineRow] | None]:
    """Makes the same, a few milliseconds at a time: gives None each time, and the bars at the end."""
    status = execution.status
    execution_id = execution.metadata.id
    ended = seconds_of(status.completed_at)
    story = _Story(execution_id, ended, live=not is_terminal(status.phase))
    groups: list[list[TimelineRow]] = []
    places = placements(execution)
    for number, place in enumerate(places):
        for entry in place:
            if isinstance(entry, PlacedCall):
                groups += [[row] for row in story.call(entry, 0)]
            else:
                groups += [group] if (group := story.sub_agent(entry)) else []
        if number % _AT_ONCE == 0:
            yield None
    busy = [group[0] for group in groups]
    told: list[Told] = []
    marks: list[Mark] = []
    prefix = f"{execution_id}/message"
    for first in range(0, len(status.messages), _AT_ONCE):
        some = status.messages[first : first + _AT_ONCE]
        times = told_in(some, first, live=story.live, ended=ended)
        told += [each for each in times if each is not None]
        marks += story.marks(prefix, some, times, first)
        yield None
    groups += [[row] for row in story.told(prefix, told, [place[:1] for place in places[1:]], busy, 0)]
    busy = [group[0] for group in groups]
    working = story.live and status.phase == EXECUTION_IN_PROGRESS
    window = Span(seconds_of(status.started_at), ended)
    rests = rests_of(status)
    spans = story.spans(window, busy, marks, rests, working=working)
    yield None
    if told:
        spans = known_spans(spans, busy, told, rests, again=status.attempt > 1)
    groups += [[row] for row in story.model(execution_id, spans, busy, 0)]
    yield None
    groups.sort(key=lambda group: group[0].start)
    yield [row for group in groups for row in group]


class _Story:
    """Makes the bars of one execution."""

    def __init__(self, execution_id: str, ended: float | None, *, live: bool) -> None:
        self._id = execution_id
        self._ended = ended
        self.live = live

    def call(self, placed: PlacedCall, depth: int) -> list[TimelineRow]:
        """The time that a call waited for the user, and the time that it ran."""
        call, key = placed.call, placed.key
        start, end = seconds_of(call.started_at), seconds_of(call.completed_at)
        rows = []
        asked = seconds_of(call.approval_requested_at)
        if asked is not None:
            decided = seconds_of(call.approval_decided_at)
            waits = self.live and call.status == TOOL_CALL_WAITING_APPROVAL
            until = None if waits else _first_known(decided, start, end, self._ended, asked)
            label = QCoreApplication.translate("Timeline", "waiting for you")
            rows.append(TimelineRow(f"{key}/wait", key, BarKind.WAITING, label, asked, until, depth))
        if start is not None and call.status != TOOL_CALL_WAITING_APPROVAL:
            until = self._until(call, start, end)
            failed = call.status == TOOL_CALL_FAILED
            rows.append(TimelineRow(key, key, BarKind.TOOL, call.name, start, until, depth, failed))
        return rows

    def sub_agent(self, placed: PlacedSubAgent) -> list[TimelineRow]:
        """A sub-agent's bar, and below it what happened inside."""
        agent, key = placed.agent, placed.key
        start, end = seconds_of(agent.started_at), seconds_of(agent.completed_at)
        if start is None:
            return []
        runs = self.live and agent.status == SUB_AGENT_IN_PROGRESS
        until = end if end is not None or runs else _first_known(self._ended, start)
        failed = agent.status == SUB_AGENT_FAILED
        inside = [row for calls in placed.calls for entry in calls for row in self.call(entry, 1)]
        prefix = f"{key}/message"
        times = told_in(agent.messages, 0, live=runs, ended=until)
        marks = self.marks(prefix, agent.messages, times)
        told = [each for each in times if each is not None]
        inside += self.told(prefix, told, [calls[:1] for calls in placed.calls], inside, 1)
        spans = self.spans(Span(start, until), inside, marks, working=runs)
        if told:
            spans = known_spans(spans, inside, told, again=any(each.is_broken_off for each in told))
        inside += self.model(key, spans, inside, 1)
        inside.sort(key=lambda row: row.start)
        head = TimelineRow(key, key, BarKind.SUB_AGENT, agent.name, start, until, failed=failed)
        return [head, *inside]

    def marks(
        self, prefix: str, messages: Sequence[AgentMessage], told: Sequence[Told | None], first: int = 0
    ) -> list[Mark]:
        """When the model began to say what tells no more; the first message has the number `first`."""
        found = []
        for number, message in enumerate(messages, first):
            moment = seconds_of(message.timestamp)
            if (
                moment is not None
                and told[number - first] is None
                and message.type in (MESSAGE_AI, MESSAGE_THINKING)
                # One without words only holds what a model call used that asked for tools.
                and (message.content or message.is_streaming)
            ):
                found.append(Mark(moment, f"{prefix}/{number}", message.type == MESSAGE_THINKING))
        return found

    def told(
        self,
        prefix: str,
        told: Sequence[Told],
        places: Sequence[Sequence[Placed]],
        busy: Sequence[TimelineRow],
        depth: int,
    ) -> list[TimelineRow]:
        """The bars of what the runner told; `places` has what stands after each message."""
        rows = []
        for each in told:
            key = part = f"{prefix}/{each.number}"
            after = places[each.number] if each.number < len(places) else ()
            if each.starts_servers:
                label, kind = QCoreApplication.translate("Timeline", "starting MCP servers"), BarKind.STARTING
                part = _next_part(each.start, busy)
            else:
                words = "thinking" if each.is_thinking else "model"
                label, kind = QCoreApplication.translate("Timeline", words), BarKind.MODEL
                # A call that only asks for tools leads to the first of them.
                part = key if each.has_words or not after else after[0].key
            rows.append(TimelineRow(f"{key}/{kind.value}", part, kind, label, each.start, each.end, depth))
        return rows

    def spans(
        self,
        window: Span,
        busy: Sequence[TimelineRow],
        marks: Sequence[Mark],
        rests: Sequence[Rested] = (),
        *,
        working: bool,
    ) -> list[ModelSpan]:
        """The time in which nothing else happened: the model's."""
        taken = [(row.start, row.end, row.part) for row in busy]
        taken += [(rest.start, rest.end, "") for rest in rests]
        return model_spans(window, taken, marks, working=working)

    def model(
        self, prefix: str, spans: Sequence[ModelSpan], busy: Sequence[TimelineRow], depth: int
    ) -> list[TimelineRow]:
        """The bars of the model."""
        thinks = QCoreApplication.translate("Timeline", "thinking")
        model = QCoreApplication.translate("Timeline", "model")
        ready = QCoreApplication.translate("Timeline", "getting ready")
        # What came after everything else is about the last of it.
        last = max(busy, key=lambda row: row.start).part if busy else ""
        rows = []
        for number, span in enumerate(spans):
            if span.gets_ready:
                key, kind, label = f"{prefix}/ready/{number}", BarKind.STARTING, ready
            else:
                key, kind = f"{span.part or f'{prefix}/rest/{number}'}/model", BarKind.MODEL
                label = thinks if span.is_thinking else model
            rows.append(TimelineRow(key, span.part or last, kind, label, span.start, span.end, depth))
        return rows

    def _until(self, call: ToolCall, start: float, end: float | None) -> float | None:
        if end is not None or (self.live and call.status == TOOL_CALL_RUNNING):
            return end
        return start if self.live else _first_known(self._ended, start)


def _first_known(*moments: float | None) -> float | None:
    return next((moment for moment in moments if moment is not None), None)


def _next_part(moment: float, rows: Sequence[TimelineRow]) -> str:
    """The part of what begins first from `moment` on, or of the last that there is."""
    later = [row for row in rows if row.start >= moment]
    if later:
        return min(later, key=lambda row: row.start).part
    return max(rows, key=lambda row: row.start).part if rows else ""


def known_spans(
    spans: Sequence[ModelSpan],
    busy: Sequence[TimelineRow],
    told: Sequence[Told],
    rests: Sequence[Rested] = (),
    *,
    again: bool,
) -> list[ModelSpan]:
    """What the time between bars was, where a runner tells when its model was at work.

    Args:
        again: whether the work was interrupted at least once, so that such a time may have been a rest.
    """
    interrupted = {each.end for each in told if each.is_broken_off}
    works = {row.end for row in busy if row.kind not in (BarKind.WAITING, BarKind.STARTING)}
    # What failed before anything was said was most likely the question to the model.
    failed = {rest.start for rest in rests}
    found = []
    for span in spans:
        if span.start in interrupted:
            continue
        if span.end is None or span.end in failed:
            found.append(span)
        elif span.start not in works:
            found.append(replace(span, gets_ready=True))
        elif not again:
            found.append(span)
    return found
