"""Decides where in an execution's story each tool call and sub-agent stands, each exactly once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from stigmer_desktop.api.execution import (
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentMessage,
    SubAgentExecution,
    ToolCall,
)
from stigmer_desktop.ui.executions.moment import seconds_of


@dataclass(frozen=True)
class PlacedCall:
    """A tool call with the key of its row."""

    key: str
    call: ToolCall


@dataclass(frozen=True)
class PlacedSubAgent:
    """A sub-agent with the key of its row and, message by message, the calls that it made."""

    key: str
    agent: SubAgentExecution
    calls: tuple[tuple[PlacedCall, ...], ...]


Placed = PlacedCall | PlacedSubAgent


def placements(execution: AgentExecution) -> list[list[Placed]]:
    """What stands before the first message (place 0) and after the nth message (place n).

    `status.tool_calls` is the truth about a call; a message's own list only says where it stands.
    What no message places goes by the time it started, then by its order in its list. A call that
    only opened a sub-agent is that sub-agent's block.
    """
    status = execution.status
    book = _CallBook(execution.metadata.id, status.tool_calls)
    after_message = [book.take_all(message) for message in status.messages]
    sub_agents = _sub_agents(execution.metadata.id, status.sub_agent_executions, book)
    openers = {placed.agent.id: placed for placed in sub_agents if placed.agent.id}
    places: list[list[Placed]] = [[] for _ in range(len(status.messages) + 1)]
    used: set[str] = set()
    for place, calls in enumerate(after_message, start=1):
        for placed in calls:
            places[place] += _with_sub_agent(placed, openers, used)
    loose: list[tuple[str, list[Placed]]] = [
        (placed.call.started_at, _with_sub_agent(placed, openers, used)) for placed in book.rest()
    ]
    loose += [(placed.agent.started_at, [placed]) for placed in sub_agents if placed.key not in used]
    for place, entries in _by_time(status.messages, loose):
        places[place] += entries
    return places


class _CallBook:
    """Finds the truth about a tool call that a message only names, each call once."""

    def __init__(self, execution_id: str, calls: Sequence[ToolCall]) -> None:
        self._execution_id = execution_id
        self._calls = calls
        self._open: dict[str, deque[int]] = defaultdict(deque)
        self._taken: set[int] = set()
        self._seen: dict[str, int] = defaultdict(int)
        for index, call in enumerate(calls):
            if call.id:
                self._open[call.id].append(index)

    def take_all(self, message: AgentMessage) -> tuple[PlacedCall, ...]:
        """The calls that `message` places; runners may count anew in a later attempt, so the first
        place of an id gets the first call of that id."""
        return tuple(self._take(named) for named in message.tool_calls)

    def rest(self) -> list[PlacedCall]:
        """The calls that no message places, in their order."""
        return [
            PlacedCall(self._key(call.id), call)
            for index, call in enumerate(self._calls)
            if index not in self._taken
        ]

    def _take(self, named: ToolCall) -> PlacedCall:
        known = self._open.get(named.id)
        if not known:
            return PlacedCall(self._key(named.id), named)
        index = known.popleft()
        self._taken.add(index)
        return PlacedCall(self._key(named.id), self._calls[index])

    def _key(self, call_id: str) -> str:
        number = self._seen[call_id]
        self._seen[call_id] += 1
        return f"{self._execution_id}/call/{call_id}" + (f"#{number}" if number else "")


def _sub_agents(
    execution_id: str, agents: Sequence[SubAgentExecution], book: _CallBook
) -> list[PlacedSubAgent]:
    seen: dict[str, int] = defaultdict(int)
    placed = []
    for agent in agents:
        number = seen[agent.id]
        seen[agent.id] += 1
        key = f"{execution_id}/sub-agent/{agent.id}" + (f"#{number}" if number else "")
        placed.append(PlacedSubAgent(key, agent, tuple(book.take_all(m) for m in agent.messages)))
    return placed


def _with_sub_agent(placed: PlacedCall, openers: dict[str, PlacedSubAgent], used: set[str]) -> list[Placed]:
    opener = openers.get(placed.call.id)
    if opener is None or opener.key in used:
        return [placed]
    used.add(opener.key)
    if placed.call.status == TOOL_CALL_WAITING_APPROVAL:
        return [placed, opener]
    return [opener]


def _by_time(
    messages: Sequence[AgentMessage], loose: list[tuple[str, list[Placed]]]
) -> list[tuple[int, list[Placed]]]:
    if not loose:
        return []
    timed = sorted(
        (moment, n)
        for n, message in enumerate(messages, start=1)
        if (moment := seconds_of(message.timestamp)) is not None
    )
    moments = [moment for moment, _ in timed]
    # The last place among all messages up to each moment.
    places = list(accumulate((n for _, n in timed), max))
    found = []
    for started_at, entries in loose:
        start = seconds_of(started_at)
        if start is None or not timed:
            found.append((len(messages), start, entries))
        else:
            before = bisect_right(moments, start)
            found.append((places[before - 1] if before else 0, start, entries))
    endless = float("inf")
    found.sort(key=lambda entry: (entry[0], endless if entry[1] is None else entry[1]))
    return [(place, entries) for place, _, entries in found]
