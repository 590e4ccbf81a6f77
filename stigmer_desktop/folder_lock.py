"""The lock that lets one process serve a data folder."""

from __future__ import annotations

from filelock import FileLock, Timeout

from stigmer_desktop.paths import DataFolder


class DataFolderTaken(Exception):
    """Another process serves the data folder; the text is its path."""


class FolderLock:
    """An OS lock on the data folder: it is free again when its holder ends, however that happens."""

    def __init__(self, data: DataFolder) -> None:
        self._data = data
        self._lock = FileLock(data.lock_file, mode=0o600, thread_local=False)

    def take(self) -> None:
        """Takes the folder, at once or not at all; taking it again does nothing.

        Raises:
            DataFolderTaken: another process has it.
            OSError: the folder cannot be made or entered.
        """
        self._data.create()
        if self._lock.is_locked:
            return
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise DataFolderTaken(str(self._data.root)) from error

    def release(self) -> None:
        """Lets the folder go, if it is held."""
        self._lock.release()
