"""The folder of artifacts: each zip once, under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from stigmer_desktop.backend.errors import StoreFailed

_log = logging.getLogger(__name__)
_PREFIX = "artifacts/"
_DRAFT = ".draft-"


def key_of(version_hash: str) -> str:
    """The storage key of the artifact with this hash."""
    return _PREFIX + version_hash


def hash_of(key: str) -> str:
    """The hash in a storage key, or what stands in its place; only a hash that is stored may be read."""
    return key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else ""


class ArtifactStore:
    """Keeps artifacts. Reads and writes may be made from any thread.

    Args:
        folder: where they lie; made when it is first needed, for the user alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, version_hash: str, data: bytes) -> None:
        """Keeps `data`, whose hash is `version_hash`, if it is not there already.

        Raises:
            StoreFailed: it cannot be written.
        """
        target = self._folder / version_hash
        try:
            if target.exists() and target.stat().st_size == len(data):
                return
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(target, data)
        except OSError as error:
            raise StoreFailed(
                f"The artifact could not be stored: {error.strerror}. Nothing of the skill was changed."
            ) from error

    def read(self, version_hash: str) -> bytes:
        """An artifact that was put; `version_hash` comes from the store, never from a request.

        Raises:
            StoreFailed: the file is gone or damaged.
        """
        try:
            data = (self._folder / version_hash).read_bytes()
        except OSError as error:
            raise StoreFailed(
                f"The file of this skill's version is not in the artifacts folder ({error.strerror}). "
                "Push the version again."
            ) from error
        if hashlib.sha256(data).hexdigest() != version_hash:
            raise StoreFailed(
                "The file of this skill's version is damaged. Delete it from the artifacts folder "
                "and push the version again."
            )
        return data

    def remove(self, version_hash: str) -> None:
        """Removes an artifact that no version has any more; one that stays goes at the next start."""
        try:
            (self._folder / version_hash).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("an artifact could not be removed: %s", error)

    def sweep(self, needed: Iterable[str]) -> None:
        """Removes what an earlier life of the program left: drafts, and artifacts that no version has."""
        kept = set(needed)
        for file in self._folder.iterdir() if self._folder.is_dir() else ():
            if file.name not in kept:
                self.remove(file.name)

    def _write(self, target: Path, data: bytes) -> None:
        descriptor, draft = tempfile.mkstemp(prefix=_DRAFT, dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
