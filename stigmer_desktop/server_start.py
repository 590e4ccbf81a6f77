"""Starts the server of a data folder, or finds the one that serves it, and says why neither is possible."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from stigmer_desktop.endpoint import Endpoint, awaited_endpoint
from stigmer_desktop.folder_lock import DataFolderTaken, FolderLock
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.start_failure import CannotStart, DatabaseDamaged

# The server's modules take a while to load, and the window must not wait for them.
if TYPE_CHECKING:
    from stigmer_desktop.local_backend import LocalBackend

# How long a server that is just starting, in another process, is given to answer.
START_PATIENCE = 10.0

_log = logging.getLogger(__name__)


def start_or_attach(
    data: DataFolder, lock: FolderLock | None, poll_interval: float
) -> tuple[Endpoint, LocalBackend | None]:
    """Serves the data folder, or finds who serves it already.

    Returns:
        where to call, and the backend when it is ours to stop.

    Raises:
        CannotStart: neither is possible; the text says why.
    """
    try:
        return start_server(data, port=None, runner=True, lock=lock, poll_interval=poll_interval)
    except CannotStart as error:
        if not isinstance(error.__cause__, DataFolderTaken):
            raise
        endpoint = awaited_endpoint(data, START_PATIENCE)
        if endpoint is None:
            raise
        return endpoint, None


def start_server(
    data: DataFolder, *, port: int | None, runner: bool, lock: FolderLock | None, poll_interval: float
) -> tuple[Endpoint, LocalBackend]:
    """Serves the data folder.

    Args:
        port: where to listen, 0 for a free one; None for the usual one, or a free one if that is taken.
        runner: whether our own runner does the work.
        lock: the folder's lock where the caller holds it already.
        poll_interval: seconds between two looks for changes.

    Raises:
        CannotStart: it cannot; the text says why, for a person, and the log says it in full.
    """
    try:
        return _start(data, port=port, runner=runner, lock=lock, poll_interval=poll_interval)
    except CannotStart as error:
        _log.error("the server did not start: %s", error)
        raise
    except Exception as error:
        _log.exception("the server did not start")
        raise CannotStart(
            f"A fault in this program kept its server from starting: {error!r}. "
            f"The whole report is in {data.program_log}. Everything that was saved is safe."
        ) from error


def _start(
    data: DataFolder, *, port: int | None, runner: bool, lock: FolderLock | None, poll_interval: float
) -> tuple[Endpoint, LocalBackend]:
    from stigmer_desktop.backend.errors import ApiError, StoreDamaged
    from stigmer_desktop.local_backend import BackendOptions, LocalBackend

    usual = SettingsFile(data.settings_file).load().port
    options = BackendOptions(
        data,
        port=usual if port is None else port,
        fall_back=port is None,
        runner=runner,
        poll_interval=poll_interval,
    )
    backend = LocalBackend(options, lock)
    try:
        return backend.start(), backend
    except DataFolderTaken as error:
        raise CannotStart(
            f"Another Stigmer Desktop uses the data folder {data.root}. "
            "Close it, or choose another folder with --data."
        ) from error
    except OSError as error:
        raise CannotStart(f"The data folder {data.root} cannot be used: {error.strerror}.") from error
    except StoreDamaged as error:
        raise DatabaseDamaged(str(error)) from error
    except ApiError as error:
        raise CannotStart(str(error)) from error
