"""The BackupController service: each RPC is its list of steps."""

from __future__ import annotations

from stigmer_desktop.backend.backups.steps import CheckFreeSpace, CopyDatabase, ListBackups
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.pipeline.rpc import Controller, long_work
from stigmer_desktop.backend.store.backup_folder import BackupFolder


def backup_controller(backups: BackupFolder) -> Controller:
    """BackupController.

    Args:
        backups: the folder of the store's backups.
    """
    return {
        "create": long_work(
            "Backup.create", ValidateFieldConstraints(), CheckFreeSpace(backups), CopyDatabase(backups)
        ),
        "list": long_work("Backup.list", ValidateFieldConstraints(), ListBackups(backups)),
    }
