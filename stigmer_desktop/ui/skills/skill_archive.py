"""Makes the zip of a skill from a folder, or takes one that is there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.ui.client import LARGEST_MESSAGE
from stigmer_desktop.ui.skills.skill_text import skill_text

SKILL_MD = "SKILL.md"
# What no skill is about, and what only this machine has.
_LEFT_OUT = {".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", ".DS_Store", "Thumbs.db"}
# The same content must make the same zip, so that it is the same version.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_ROOM_FOR_THE_REST = 64 * 1024
_MOST_FILES = 10_000


class CannotPack(Exception):
    """There is no skill to be made of it; the text says why, for a person."""


@dataclass(frozen=True)
class SkillArchive:
    """A zip that is ready to be sent.

    Attributes:
        source: where it came from.
        name: what SKILL.md calls the skill, else the name of the folder or zip.
        data: the zip.
        files: how many files are in it.
    """

    source: Path
    name: str
    data: bytes
    files: int


def skill_archive(source: Path) -> SkillArchive:
    """The zip of the folder or zip file `source`. May take a while: call it where that blocks nobody.

    Raises:
        CannotPack: it has no SKILL.md at its root, holds a link, or is too large to be sent.
        OSError: it cannot be read.
    """
    data = _packed(source) if source.is_dir() else source.read_bytes()
    if len(data) > LARGEST_MESSAGE - _ROOM_FOR_THE_REST:
        raise CannotPack(_words("It is larger than the 64 MB that can be sent at once."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [entry for entry in archive.infolist() if not entry.is_dir()]
            if SKILL_MD not in archive.namelist():
                raise CannotPack(_words("There is no SKILL.md at its root."))
            text = archive.read(SKILL_MD).decode("utf-8", "replace")
    except zipfile.BadZipFile:
        raise CannotPack(_words("This is neither a folder nor a zip file.")) from None
    except (NotImplementedError, RuntimeError):
        raise CannotPack(_words("This zip is encrypted, or packed in a way that cannot be read.")) from None
    name = skill_text(text).name or (source.name if source.is_dir() else source.stem)
    return SkillArchive(source, name, data, len(files))


def _packed(folder: Path) -> bytes:
    if not (folder / SKILL_MD).is_file():
        raise CannotPack(_words("There is no SKILL.md in this folder."))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, file in enumerate(_files(folder)):
            if number >= _MOST_FILES:
                words = _words("It has more than %1 files. Choose the folder of the skill alone.")
                raise CannotPack(words.replace("%1", str(_MOST_FILES)))
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
            if packed.tell() > LARGEST_MESSAGE:
                break
    return packed.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _LEFT_OUT:
            continue
        if path.is_symlink():
            words = _words("“%1” is a link, and a skill may have none.")
            raise CannotPack(words.replace("%1", path.name))
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _words(source: str) -> str:
    return QCoreApplication.translate("SkillArchive", source)
