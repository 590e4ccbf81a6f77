"""The Execution Context services: each RPC is its list of steps."""

from __future__ import annotations

from stigmer_desktop.api.kinds import EXECUTION_CONTEXT
from stigmer_desktop.backend.execution_contexts.client import ExecutionContextClient
from stigmer_desktop.backend.execution_contexts.steps import CheckExecutionExists, execution_context_facts
from stigmer_desktop.backend.pipeline.resource_steps import (
    BuildNewState,
    CheckDuplicate,
    DeleteResource,
    DescribeForQueries,
    LoadByReference,
    LoadExistingForDelete,
    LoadTarget,
    Persist,
    ResolveSlug,
    ValidateFieldConstraints,
    load_revealed,
)
from stigmer_desktop.backend.pipeline.rpc import Controller, UnaryRpc, change, read


def execution_context_controller() -> Controller:
    """ExecutionContextCommandController and ExecutionContextQueryController."""
    return {
        "create": _made("create"),
        # A context is never changed: applying one that is there is refused as a duplicate.
        "apply": _made("apply"),
        "delete": change(
            EXECUTION_CONTEXT,
            "ExecutionContext.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            DeleteResource(),
        ),
        "get": read(
            EXECUTION_CONTEXT,
            "ExecutionContext.get",
            ValidateFieldConstraints(),
            LoadTarget(load_revealed),
        ),
        "getByReference": read(
            EXECUTION_CONTEXT,
            "ExecutionContext.getByReference",
            ValidateFieldConstraints(),
            LoadByReference(load_revealed),
        ),
    }


def execution_context_client() -> ExecutionContextClient:
    """The in-process client."""
    return ExecutionContextClient(_made("create").pipeline)


def _made(rpc: str) -> UnaryRpc:
    return change(
        EXECUTION_CONTEXT,
        f"ExecutionContext.{rpc}",
        ValidateFieldConstraints(resource=True, new=True),
        ResolveSlug(),
        CheckDuplicate(),
        CheckExecutionExists(),
        BuildNewState(),
        DescribeForQueries(execution_context_facts),
        Persist(),
    )
