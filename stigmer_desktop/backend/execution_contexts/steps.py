"""The steps that only execution contexts have."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.execution_context import ExecutionContext
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.backend.errors import NotFound
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.store.resource_row import Facts

Context = RequestContext[Any, ExecutionContext]


class CheckExecutionExists(StoreStep):
    """The execution that the context names must be there: with its end the context goes."""

    def run(self, context: Context) -> None:
        execution_id = context.request.spec.execution_id
        if context.unit.resources.by_id(AGENT_EXECUTION, execution_id) is None:
            raise NotFound(f"AgentExecution not found: {execution_id[:200]} (spec.execution_id)")


def execution_context_facts(context: Context) -> Facts:
    """A context belongs to its execution."""
    return Facts(parent_id=context.resource.spec.execution_id)
