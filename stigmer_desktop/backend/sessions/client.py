"""Lets another controller make a session in its own unit of work."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.kinds import SESSION
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.store.store import Unit


class SessionClient:
    """Makes sessions that nobody named, not over the wire.

    Args:
        create_unnamed: the steps of Session.create without the one that keeps slugs apart.
    """

    def __init__(self, create_unnamed: Pipeline[Any]) -> None:
        self._create = create_unnamed

    def create(self, unit: Unit, session: Session) -> Session:
        """Makes `session` as part of `unit`, and returns it as stored.

        Raises:
            ApiError: a step refused it.
        """
        context: RequestContext[Session, Session] = RequestContext(SESSION, session)
        context.unit = unit
        self._create.run(context)
        return context.resource
