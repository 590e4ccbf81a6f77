"""The MCP Server services: each RPC is its list of steps."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.kinds import MCP_SERVER
from stigmer_desktop.api.mcp_server import VALIDATION_STATE_VALID, McpServer
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.reference_steps import CheckNotReferredTo
from stigmer_desktop.backend.pipeline.resource_steps import (
    BuildNewState,
    BuildUpdateState,
    CheckDuplicate,
    CreateOrUpdate,
    DeleteResource,
    DescribeForQueries,
    LoadByReference,
    LoadExisting,
    LoadExistingForDelete,
    LoadForApply,
    LoadTarget,
    Persist,
    ResolveSlug,
    ValidateFieldConstraints,
    load_revealed,
)
from stigmer_desktop.backend.pipeline.rpc import Controller, change, read
from stigmer_desktop.backend.store.resource_row import Facts

Context = RequestContext[Any, McpServer]


def mcp_server_controller() -> Controller:
    """McpServerCommandController and McpServerQueryController."""
    create = change(
        MCP_SERVER,
        "McpServer.create",
        ValidateFieldConstraints(resource=True, new=True),
        ResolveSlug(),
        CheckDuplicate(),
        BuildNewState(),
        SetValidationState(),
        DescribeForQueries(mcp_server_facts),
        Persist(),
    )
    update = change(
        MCP_SERVER,
        "McpServer.update",
        ValidateFieldConstraints(resource=True),
        ResolveSlug(),
        LoadExisting(),
        BuildUpdateState(),
        SetValidationState(),
        DescribeForQueries(mcp_server_facts),
        Persist(),
        durable=False,
    )
    return {
        "create": create,
        "update": update,
        "apply": change(
            MCP_SERVER,
            "McpServer.apply",
            ValidateFieldConstraints(resource=True),
            ResolveSlug(),
            LoadForApply(),
            CreateOrUpdate(create=create.pipeline, update=update.pipeline),
        ),
        "delete": change(
            MCP_SERVER,
            "McpServer.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            CheckNotReferredTo(),
            DeleteResource(),
        ),
        "get": read(MCP_SERVER, "McpServer.get", ValidateFieldConstraints(), LoadTarget(load_revealed)),
        "getByReference": read(
            MCP_SERVER,
            "McpServer.getByReference",
            ValidateFieldConstraints(),
            LoadByReference(load_revealed),
        ),
    }


def mcp_server_facts(context: Context) -> Facts:
    """A list shows an MCP server's description."""
    return Facts(title=context.resource.spec.description)


class SetValidationState(StoreStep):
    """What came this far keeps every rule of the contract."""

    def run(self, context: Context) -> None:
        context.resource.status.validation_state = VALIDATION_STATE_VALID
        context.resource.status.validation_message = ""
