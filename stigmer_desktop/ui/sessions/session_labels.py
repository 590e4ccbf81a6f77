"""What a session's labels say about it: whether it is pinned, and whether it is archived."""

from __future__ import annotations

from stigmer_desktop.api.desktop import SessionHeader

PINNED = "desktop.stigmer.ai/pinned"
ARCHIVED = "desktop.stigmer.ai/archived"


def is_pinned(header: SessionHeader) -> bool:
    """Whether the session stands above all others."""
    return PINNED in header.session.metadata.labels


def is_archived(header: SessionHeader) -> bool:
    """Whether the session is out of the way until archived ones are shown."""
    return ARCHIVED in header.session.metadata.labels
