"""Who worked on an execution as rows of a tree: the agent, and below it the sub-agents that it called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stigmer_desktop.api.execution import (
    MESSAGE_AI,
    SUB_AGENT_IN_PROGRESS,
    AgentExecution,
    AgentMessage,
    SubAgentExecution,
)
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.placement import PlacedSubAgent, placements
from stigmer_desktop.ui.executions.spoken_line import spoken_line
from stigmer_desktop.ui.session_spot import question_key

_LONGEST = 320
_NOT_STARTED = -1


@dataclass(frozen=True)
class AgentRow:
    """One agent.

    Attributes:
        key: the key of its row in the transcript.
        name: what it is called; empty for the agent itself where that is not known.
        depth: 0 for the agent itself, 1 for its sub-agents, and so on.
        phase: the number of ExecutionPhase of the agent itself; -1 for a sub-agent.
        status: the number of SubAgentStatus of a sub-agent.
        task: what a sub-agent was asked, on one line.
        words: what it said last, on one line.
        calls: how many tools it has called.
        started_at, completed_at: RFC 3339; empty where it has not happened.
        live: whether the execution has not ended.
        is_last: whether no other follows below the same parent.
        passing: the depths of callers that are followed by others further down.
    """

    key: str
    name: str
    depth: int = 0
    phase: int = _NOT_STARTED
    status: int = 0
    task: str = ""
    words: str = ""
    calls: int = 0
    started_at: str = ""
    completed_at: str = ""
    live: bool = False
    is_last: bool = True
    passing: tuple[int, ...] = ()

    @property
    def is_main(self) -> bool:
        """Whether this is the agent itself."""
        return self.phase != _NOT_STARTED


def agent_rows(execution: AgentExecution, agent_name: str) -> list[AgentRow]:
    """The agent, then its sub-agents in the order in which they were called, each below its caller."""
    status = execution.status
    if not status.sub_agent_executions:
        return []
    live = not is_terminal(status.phase)
    placed = [
        entry for place in placements(execution) for entry in place if isinstance(entry, PlacedSubAgent)
    ]
    caller = _callers(placed)
    below: dict[str, list[PlacedSubAgent]] = {}
    for entry in placed:
        below.setdefault(caller.get(entry.agent.id, ""), []).append(entry)
    rows = [
        AgentRow(
            question_key(execution.metadata.id),
            agent_name,
            phase=status.phase,
            words=_last_words(status.messages, streaming=live),
            calls=len(status.tool_calls),
            started_at=status.started_at,
            completed_at=status.completed_at,
            live=live,
        )
    ]
    _add(rows, below, "", 1, (), live)
    return rows


def _add(
    rows: list[AgentRow],
    below: dict[str, list[PlacedSubAgent]],
    parent: str,
    depth: int,
    passing: tuple[int, ...],
    live: bool,
) -> None:
    # Taken out of the book, so that agents which name each other as their callers end.
    children = below.pop(parent, [])
    for number, entry in enumerate(children, start=1):
        is_last = number == len(children)
        rows.append(_sub_agent(entry, depth, passing, live, is_last=is_last))
        if entry.agent.id:
            further = passing if is_last else (*passing, depth)
            _add(rows, below, entry.agent.id, depth + 1, further, live)


def _sub_agent(
    entry: PlacedSubAgent, depth: int, passing: tuple[int, ...], live: bool, *, is_last: bool
) -> AgentRow:
    agent = entry.agent
    runs = live and agent.status == SUB_AGENT_IN_PROGRESS
    said = agent.error or agent.output
    return AgentRow(
        entry.key,
        agent.name,
        depth,
        status=agent.status,
        task=_one_line(agent.subject or agent.input),
        words=_one_line(said) if said else _last_words(agent.messages, streaming=runs),
        calls=sum(len(calls) for calls in entry.calls),
        started_at=agent.started_at,
        completed_at=agent.completed_at,
        live=live,
        is_last=is_last,
        passing=passing,
    )


def _callers(placed: list[PlacedSubAgent]) -> dict[str, str]:
    """Which sub-agent called which: the one with a tool call of the other's id."""
    ids = {entry.agent.id for entry in placed if entry.agent.id}
    found: dict[str, str] = {}
    for entry in placed:
        for call_id in _call_ids(entry.agent):
            if call_id in ids and call_id != entry.agent.id:
                found.setdefault(call_id, entry.agent.id)
    return found


def _call_ids(agent: SubAgentExecution) -> list[str]:
    return [call.id for message in agent.messages for call in message.tool_calls]


def _last_words(messages: Sequence[AgentMessage], *, streaming: bool) -> str:
    for message in reversed(messages):
        if message.type == MESSAGE_AI and message.content.strip():
            if streaming and message.is_streaming:
                tail = message.content[-_LONGEST:]
                return ("…" if len(message.content) > _LONGEST else "") + spoken_line(tail)
            return _one_line(message.content)
    return ""


def _one_line(text: str) -> str:
    line = spoken_line(text[: _LONGEST * 4])
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
