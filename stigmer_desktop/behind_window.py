"""The server behind the window: started or found when the window asks, stopped when it goes."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from stigmer_desktop.database_rescue import Rescue, planned, rescue
from stigmer_desktop.endpoint import Endpoint
from stigmer_desktop.folder_lock import FolderLock
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.server_start import start_or_attach

if TYPE_CHECKING:
    from stigmer_desktop.local_backend import LocalBackend


class BehindWindow:
    """The server that a window has started or found."""

    def __init__(self, data: DataFolder, lock: FolderLock | None, poll_interval: float) -> None:
        """Takes the data folder, its lock if that is ours, and the seconds between two looks for changes."""
        self._data = data
        self._poll_interval = poll_interval
        self._lock = lock
        self._backend: LocalBackend | None = None
        self._endpoint: Endpoint | None = None
        # A window that is closed while it starts must stop what it has started.
        self._changing = threading.Lock()

    async def connect(self) -> tuple[str, str]:
        """Where to call and the token; called again when the server was lost."""
        endpoint = await asyncio.to_thread(self._find)
        return endpoint.address, endpoint.token

    def restart_runner(self) -> None:
        if self._backend:
            self._backend.restart_runner()

    async def backup_time(self) -> float | None:
        """When the newest good backup was made, in seconds since 1970; None if there is none."""
        backup = (await asyncio.to_thread(planned, self._data)).backup
        return backup.stat().st_mtime if backup else None

    async def repair(self) -> str:
        """Sets the damaged database aside; gives where it is now.

        Raises:
            DataFolderTaken: another program took the folder meanwhile.
            OSError: the files cannot be moved or copied.
        """
        return str((await asyncio.to_thread(self._rescue)).kept)

    async def stop(self) -> None:
        await asyncio.to_thread(self.stop_now)

    def stop_now(self) -> None:
        """Stops what is ours to stop; what others serve goes on."""
        with self._changing:
            backend, self._backend = self._backend, None
            if backend:
                backend.stop()
            elif self._lock:
                self._lock.release()

    def _rescue(self) -> Rescue:
        with self._changing:
            # A server that met the damage while it ran has the file open.
            backend, self._backend, self._endpoint = self._backend, None, None
            if backend:
                backend.stop()
            if self._lock:
                self._lock.take()
            return rescue(self._data)

    def _find(self) -> Endpoint:
        with self._changing:
            if not (self._backend and self._endpoint):
                self._endpoint, self._backend = start_or_attach(self._data, self._lock, self._poll_interval)
            return self._endpoint
