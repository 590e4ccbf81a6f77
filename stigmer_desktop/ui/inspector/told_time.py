"""The times that a runner tells with its messages: when the model was asked, and until when it spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stigmer_desktop.api.execution import MESSAGE_AI, MESSAGE_THINKING, AgentMessage
from stigmer_desktop.api.message_facts import (
    ASKED_AT,
    ENDED_AT,
    STARTING_MCP_SERVERS,
    STEP,
    is_broken_off,
    text_fact,
)
from stigmer_desktop.ui.executions.moment import seconds_of


@dataclass(frozen=True)
class Told:
    """What one message says about time.

    Attributes:
        number: the message's, within its list.
        start, end: in seconds since 1970; an end of None is now.
        starts_servers: whether MCP servers were started then; else the model was at work.
        is_thinking: whether the model was thinking.
        has_words: whether the message can be seen in the transcript.
        is_broken_off: whether the model was interrupted.
    """

    number: int
    start: float
    end: float | None
    starts_servers: bool = False
    is_thinking: bool = False
    has_words: bool = False
    is_broken_off: bool = False


def told_in(
    messages: Sequence[AgentMessage], first: int, *, live: bool, ended: float | None
) -> list[Told | None]:
    """For each message what it tells, None where it tells nothing.

    Args:
        messages: some in a row, of which the first has the number `first`.
        live: whether what they belong to has not ended.
        ended: when that has ended.
    """
    return [_told(message, number, live, ended) for number, message in enumerate(messages, first)]


def _told(message: AgentMessage, number: int, live: bool, ended: float | None) -> Told | None:
    if not message.HasField("metadata"):
        return None
    asked, until = seconds_of(text_fact(message, ASKED_AT)), seconds_of(text_fact(message, ENDED_AT))
    starts_servers = text_fact(message, STEP) == STARTING_MCP_SERVERS
    by_model = message.type in (MESSAGE_AI, MESSAGE_THINKING) and (asked is not None or until is not None)
    start = asked if asked is not None else seconds_of(message.timestamp)
    if start is None or not (starts_servers or by_model):
        return None
    if until is None and not (live and message.is_streaming):
        until = ended if ended is not None else start
    return Told(
        number,
        start,
        None if until is None else max(start, until),
        starts_servers,
        message.type == MESSAGE_THINKING,
        bool(message.content or message.is_streaming),
        is_broken_off(message),
    )
