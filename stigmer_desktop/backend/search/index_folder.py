"""The folder of the index: which of its files is in use, where the next one goes."""

from __future__ import annotations

import logging
import os
import re
import time
from pathlib import Path

from stigmer_desktop.backend.search.index_file import IndexFile

_log = logging.getLogger(__name__)
_NAME = re.compile(r"index-(\d+)\.db")


class IndexFolder:
    """Files that follow each other: a new index is made beside the one that is in use.

    Args:
        path: the folder; made when it is first needed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = 0

    def newest_usable(self, store: int, newest: int) -> IndexFile | None:
        """The newest whole index of a store; all other files are removed.

        Args:
            store: the store's mark.
            newest: the store's newest revision.
        """
        chosen: IndexFile | None = None
        for path in sorted(self._files(), key=_number, reverse=True):
            file = IndexFile(path)
            if chosen is None and file.usable(store, newest):
                chosen = file
                continue
            file.close_thread()
            self.remove(path)
        return chosen

    def next_path(self) -> Path:
        """Where the next index goes. No name is used twice: pages of hits that were begun count on it."""
        self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
        newest = max(map(_number, self._files()), default=0)
        self._last = max(newest + 1, self._last + 1, int(time.time()))
        path = self._path / f"index-{self._last}.db"
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        return path

    def remove(self, path: Path) -> None:
        """Removes an index; one that is still open somewhere goes at the next start."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            try:
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            except OSError as error:
                _log.info("%s stays until the next start: %s", path.name, error)

    def size_bytes(self) -> int:
        """What all files take on the disk."""
        if not self._path.is_dir():
            return 0
        return sum(entry.stat().st_size for entry in os.scandir(self._path) if entry.is_file())

    def _files(self) -> list[Path]:
        if not self._path.is_dir():
            return []
        return [path for path in self._path.iterdir() if _NAME.fullmatch(path.name)]


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def sync_to_disk(path: Path) -> None:
    """Returns once the disk has the whole file.

    Raises:
        OSError: it cannot be written.
    """
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
