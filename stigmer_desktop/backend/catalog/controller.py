"""The CatalogController service: each RPC is its list of steps."""

from __future__ import annotations

from collections.abc import Callable

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.backend.catalog.change_hub import ChangeHub
from stigmer_desktop.backend.catalog.steps import (
    DescribeServer,
    ListAgentHeaders,
    ListSessionHeaders,
)
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.pipeline.rpc import Controller, StreamRpc, question


def catalog_controller(hub: ChangeHub, describe: Callable[[Overview], None]) -> Controller:
    """CatalogController.

    Args:
        describe: adds to the overview what the store does not know.
    """
    return {
        "listAgents": question("Catalog.listAgents", ValidateFieldConstraints(), ListAgentHeaders()),
        "listSessions": question("Catalog.listSessions", ValidateFieldConstraints(), ListSessionHeaders()),
        "watchChanges": StreamRpc("Catalog.watchChanges", hub.watch),
        "getOverview": question("Catalog.getOverview", ValidateFieldConstraints(), DescribeServer(describe)),
    }
