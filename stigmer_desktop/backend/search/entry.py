"""What the index holds: entries, each one text at one place, and the resources they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stigmer_desktop.backend.search.tokens import FACET

_NOT_IN_FACETS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Spot:
    """Where in its resource a text stands.

    Attributes:
        part: MESSAGES, TOOL_CALLS or SUB_AGENTS; 0 for the resource itself.
        attempt, seq: the part's place; of the resource itself 0 and which of its texts.
    """

    part: int
    attempt: int
    seq: int


@dataclass(frozen=True)
class Entry:
    """One text that can be found.

    Attributes:
        place: a SearchPlace.
        spot: where it stands; several entries may share one.
        key: the id of the tool call or sub-agent.
        created_at: when it was said, in microseconds.
        title: what weighs more than the rest: a subject, an agent's name.
        body: everything else.
    """

    place: int
    spot: Spot
    key: str = ""
    created_at: int = 0
    title: str = ""
    body: str = ""


@dataclass(frozen=True)
class Owner:
    """A resource whose texts are in the index.

    Attributes:
        number: its number in the index.
        id, kind: the resource.
        agent_id, session_id: what it belongs to; never changes.
        revision: up to which revision it is in the index.
        phase, attempt: of an execution, when that was.
    """

    number: int
    id: str
    kind: int
    agent_id: str
    session_id: str
    revision: int = 0
    phase: int = 0
    attempt: int = 0


def place_facet(place: int) -> str:
    """The word by which the index finds everything of one place."""
    return f"{FACET}p{place}"


def session_facet(session_id: str) -> str:
    """The word by which the index finds everything of one session."""
    return f"{FACET}s" + _NOT_IN_FACETS.sub("", session_id.lower())


def agent_facet(agent_id: str) -> str:
    """The word by which the index finds everything of one agent."""
    return f"{FACET}a" + _NOT_IN_FACETS.sub("", agent_id.lower())


@lru_cache(maxsize=64)
def facets_of(owner: Owner, place: int) -> str:
    """All facets of an entry."""
    facets = [place_facet(place)]
    if owner.session_id:
        facets.append(session_facet(owner.session_id))
    if owner.agent_id:
        facets.append(agent_facet(owner.agent_id))
    return " ".join(facets)
