"""Names a place in a session: an execution, one part of it, and the words that are meant there."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_ERROR,
    SEARCH_PLACE_MESSAGE,
    SEARCH_PLACE_SUB_AGENT,
    SEARCH_PLACE_TOOL_CALL,
    SEARCH_PLACE_USER_MESSAGE,
    SearchHit,
)


@dataclass(frozen=True)
class SessionSpot:
    """Where to go.

    Attributes:
        session_id: the session.
        execution_id: one of its executions; empty for the session as a whole.
        part: the key of a part of that execution, made by one of the functions below; empty for its start.
        words: what is looked for there; long parts are shown where these stand.
    """

    session_id: str
    execution_id: str = ""
    part: str = ""
    words: str = ""


def question_key(execution_id: str) -> str:
    """The user's message that began an execution."""
    return f"{execution_id}/ask"


def message_key(execution_id: str, number: int) -> str:
    """A message, by its place in the execution's status.messages, from 0."""
    return f"{execution_id}/message/{number}"


def call_key(execution_id: str, call_id: str) -> str:
    """A tool call, of the agent or of one of its sub-agents."""
    return f"{execution_id}/call/{call_id}"


def sub_agent_key(execution_id: str, sub_agent_id: str) -> str:
    """A sub-agent."""
    return f"{execution_id}/sub-agent/{sub_agent_id}"


def error_key(execution_id: str) -> str:
    """Why an execution did not come to its end."""
    return f"{execution_id}/error"


def spot_of_hit(hit: SearchHit) -> SessionSpot:
    """Where in its session a search has found something."""
    best = hit.highlights[0] if hit.highlights else None
    words = hit.excerpt[best.start : best.end] if best is not None else ""
    parts = {
        SEARCH_PLACE_USER_MESSAGE: question_key(hit.execution_id),
        SEARCH_PLACE_MESSAGE: message_key(hit.execution_id, hit.message_index),
        SEARCH_PLACE_TOOL_CALL: call_key(hit.execution_id, hit.tool_call_id),
        SEARCH_PLACE_SUB_AGENT: sub_agent_key(hit.execution_id, hit.sub_agent_id),
        SEARCH_PLACE_ERROR: error_key(hit.execution_id),
    }
    part = parts.get(hit.place, "")
    return SessionSpot(hit.session_id, hit.execution_id if part else "", part, words)
