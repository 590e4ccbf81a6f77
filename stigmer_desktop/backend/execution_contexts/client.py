"""Lets another controller make an execution context in its own unit of work."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.execution_context import ExecutionContext
from stigmer_desktop.api.kinds import EXECUTION_CONTEXT
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.store.store import Unit


class ExecutionContextClient:
    """Runs the steps of ExecutionContext.create, not over the wire.

    Args:
        create: the pipeline of that RPC.
    """

    def __init__(self, create: Pipeline[Any]) -> None:
        self._create = create

    def create(self, unit: Unit, context: ExecutionContext) -> ExecutionContext:
        """Makes `context` as part of `unit`, and returns it as stored.

        Raises:
            ApiError: a step refused it.
        """
        running: RequestContext[ExecutionContext, ExecutionContext] = RequestContext(
            EXECUTION_CONTEXT, context
        )
        running.unit = unit
        self._create.run(running)
        return running.resource
