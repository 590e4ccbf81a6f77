"""Unpacks skills, each version once, into folders that agents may read."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Collection
from pathlib import Path

MEBIBYTE = 1024 * 1024
LARGEST_ZIP = 100 * MEBIBYTE
LARGEST_UNPACKED = 500 * MEBIBYTE
LARGEST_RATIO = 100
MOST_FILES = 10_000
LONGEST_PATH = 1024
SKILL_MD = "SKILL.md"
_DRAFT = ".draft-"
_PIECE = 256 * 1024
_HASH_LENGTH = 16
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:]")


class UnusableSkill(Exception):
    """An artifact cannot be unpacked; the text says why, as the end of a sentence."""


class SkillShelf:
    """One folder with a folder for each version that was needed so far."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, slug: str, version: str) -> Path | None:
        """The folder of a version, if it was unpacked already."""
        folder = self._place(slug, version)
        return folder if folder.is_dir() else None

    def put(self, slug: str, version: str, artifact: bytes) -> Path:
        """Unpacks `artifact` in one step: its folder is there whole, or not at all.

        The server has checked it; it is checked again, because it may have come from anywhere.

        Raises:
            UnusableSkill: it is not what its version names, or breaks a rule of skills.
            OSError: it cannot be written.
        """
        if len(artifact) > LARGEST_ZIP:
            raise UnusableSkill(f"it is larger than {LARGEST_ZIP // MEBIBYTE} MB")
        if hashlib.sha256(artifact).hexdigest() != version:
            raise UnusableSkill("its content is not that of its version")
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self._root))
        folder = self._place(slug, version)
        try:
            _unpack(artifact, draft)
            try:
                draft.rename(folder)
            except OSError:
                # Another execution was faster; its files are the same.
                if not folder.is_dir():
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder

    def keep_only(self, versions: Collection[str]) -> int:
        """Removes all other versions, and what a crash has left; returns how many folders."""
        kept = {version[:_HASH_LENGTH] for version in versions}
        removed = 0
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder.name.rpartition("-")[2] not in kept or folder.name.startswith(_DRAFT):
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        return removed

    def _place(self, slug: str, version: str) -> Path:
        return self._root / f"{slug}-{version[:_HASH_LENGTH]}"


def _unpack(artifact: bytes, folder: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(artifact)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise UnusableSkill(f"it holds more than {MOST_FILES:,} files")
            left = LARGEST_UNPACKED
            for entry in entries:
                left -= _write(archive, entry, folder, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnusableSkill(f"it is no zip that can be read ({type(error).__name__})") from None
    if not (folder / SKILL_MD).is_file():
        raise UnusableSkill(f"it has no {SKILL_MD}")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, left: int) -> int:
    """Writes one entry; returns its size, which is counted and not believed."""
    name = entry.filename
    parts = name.rstrip("/").split("/")
    wrong = _FORBIDDEN.search(name) or len(name) > LONGEST_PATH or not {"", ".", ".."}.isdisjoint(parts)
    if wrong or name.startswith("/"):
        raise UnusableSkill(f"it holds a path that is not allowed: {name[:100]!r}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnusableSkill(f"it holds something that is neither file nor folder: {name[:100]!r}")
    target = folder.joinpath(*parts)
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    most = min(left, LARGEST_RATIO * max(entry.compress_size, 1))
    with archive.open(entry) as source, target.open("xb") as file:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > most:
                raise UnusableSkill(f"{name[:100]!r} unpacks to more than is allowed")
            file.write(piece)
    runs = (entry.external_attr >> 16) & 0o100
    os.chmod(target, 0o555 if runs else 0o444)
    return size
