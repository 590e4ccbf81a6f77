"""Finds where a model began its answer again after an interruption, by what runner and server report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stigmer_desktop.api.execution import MESSAGE_AI, MESSAGE_THINKING, AgentExecutionStatus, AgentMessage
from stigmer_desktop.api.message_facts import (
    ASKED_AT,
    STARTING_MCP_SERVERS,
    STEP,
    is_broken_off,
    text_fact,
)


@dataclass(frozen=True)
class Restarts:
    """Numbers of messages.

    Attributes:
        abandoned: what was broken off, and said anew by a later message.
        begins: the messages with which the model started again.
    """

    abandoned: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset()


NO_RESTARTS = Restarts()


def restarts_in(messages: Sequence[AgentMessage]) -> Restarts:
    """Where the model started again in `messages`, and what it had said in vain."""
    abandoned: set[int] = set()
    begins: set[int] = set()
    broken: list[int] = []
    for number, message in enumerate(messages):
        if message.type not in (MESSAGE_AI, MESSAGE_THINKING):
            continue
        is_broken = is_broken_off(message)
        # Thinking and answer of one call are broken off together.
        if broken and (not is_broken or text_fact(message, ASKED_AT)):
            abandoned.update(broken)
            begins.add(number)
            broken.clear()
        if is_broken:
            broken.append(number)
    return Restarts(frozenset(abandoned), frozenset(begins)) if begins else NO_RESTARTS


def starts_servers(status: AgentExecutionStatus) -> bool:
    """Whether the runner starts MCP servers at this moment."""
    last = status.messages[-1] if status.messages else None
    return last is not None and last.is_streaming and text_fact(last, STEP) == STARTING_MCP_SERVERS
