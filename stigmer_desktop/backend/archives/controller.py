"""The ArchiveController service: each RPC is its list of steps."""

from __future__ import annotations

from stigmer_desktop.backend.archives.checks import CheckArchive
from stigmer_desktop.backend.archives.steps import (
    CheckIdsFree,
    FindInstance,
    ImportContext,
    PersistExecutions,
    PersistSession,
)
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.pipeline.rpc import Controller, command


def archive_controller(instances: AgentInstanceClient) -> Controller:
    """ArchiveController.

    Args:
        instances: makes the default instance of an agent that has none.
    """
    return {
        "importSession": command(
            "Archive.importSession",
            ValidateFieldConstraints(),
            CheckArchive(),
            CheckIdsFree(),
            FindInstance(instances),
            PersistSession(),
            PersistExecutions(),
            long_checks=True,
            context=ImportContext,
        )
    }
