"""What the store knows of a resource beside its message."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.api.kinds import AGENT_EXECUTION, SESSION


@dataclass(frozen=True)
class ResourceRow:
    """What the store knows of a resource without reading its message; times in microseconds."""

    seq: int
    id: str
    kind: int
    slug: str
    unique_slug: str | None
    org: str
    name: str
    title: str
    created_at: int
    updated_at: int
    active_at: int
    revision: int
    parent_id: str | None
    agent_id: str | None
    phase: int | None
    completed_at: int | None

    @property
    def session_id(self) -> str:
        """The session that it is, or that it belongs to; empty if there is none."""
        if self.kind == SESSION.number:
            return self.id
        return (self.parent_id or "") if self.kind == AGENT_EXECUTION.number else ""


@dataclass(frozen=True)
class Facts:
    """What the writer of a resource adds to its message for the sake of queries.

    Attributes:
        title: what a list shows beside the name.
        parent_id: the resource it belongs to.
        agent_id: the agent it belongs to, however far up.
        phase: an execution's phase.
        unique: whether its slug must be the only one of its kind.
        created_at: when it was made, active_at: when something last happened in it; 0 means now.
        completed_at: when an execution ended.
    """

    title: str = ""
    parent_id: str | None = None
    agent_id: str | None = None
    phase: int | None = None
    unique: bool = True
    created_at: int = 0
    active_at: int = 0
    completed_at: int | None = None
