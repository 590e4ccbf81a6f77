"""The CatalogController service: each RPC is its list of steps."""

from __future__ import annotations

from collections.abc import Callable

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.backend.catalog.change_hub import ChangeHub
from stigmer_desktop.backend.catalog.steps import (
    LIST_AGENTS,
    LIST_ENVIRONMENTS,
    LIST_EXECUTIONS,
    LIST_INSTANCES,
    LIST_MCP_SERVERS,
    LIST_SESSIONS,
    LIST_SKILLS,
    CountTags,
    DescribeServer,
    ListHeaders,
    ListSkillVersions,
)
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.pipeline.rpc import Controller, StreamRpc, UnaryRpc, question


def catalog_controller(hub: ChangeHub, describe: Callable[[Overview], None]) -> Controller:
    """CatalogController.

    Args:
        describe: adds to the overview what the store does not know.
    """
    return {
        "listAgents": _list("listAgents", LIST_AGENTS),
        "listInstances": _list("listInstances", LIST_INSTANCES),
        "listSessions": _list("listSessions", LIST_SESSIONS),
        "listExecutions": _list("listExecutions", LIST_EXECUTIONS),
        "listEnvironments": _list("listEnvironments", LIST_ENVIRONMENTS),
        "listSkills": _list("listSkills", LIST_SKILLS),
        "listSkillVersions": question(
            "Catalog.listSkillVersions", ValidateFieldConstraints(), ListSkillVersions()
        ),
        "listMcpServers": _list("listMcpServers", LIST_MCP_SERVERS),
        "listTags": question("Catalog.listTags", ValidateFieldConstraints(), CountTags()),
        "watchChanges": StreamRpc("Catalog.watchChanges", hub.watch),
        "getOverview": question("Catalog.getOverview", ValidateFieldConstraints(), DescribeServer(describe)),
    }


def _list(rpc: str, headers: ListHeaders) -> UnaryRpc:
    return question(f"Catalog.{rpc}", ValidateFieldConstraints(), headers)
