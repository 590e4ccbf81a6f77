"""Checks a skill's zip by unpacking all of it, and takes SKILL.md out of it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stigmer_desktop.backend.skills.entry_path import check_paths
from stigmer_desktop.backend.skills.limits import (
    LARGEST_RATIO,
    LARGEST_SKILL_MD,
    LARGEST_UNPACKED,
    LARGEST_ZIP,
    MEBIBYTE,
    BrokenRule,
)
from stigmer_desktop.backend.skills.zip_directory import ZipEntry, entries_of, shown

SKILL_MD = "SKILL.md"
_PIECE = 256 * 1024


@dataclass(frozen=True)
class SkillZip:
    """A zip that keeps all rules.

    Attributes:
        version_hash: the SHA-256 of the zip, in lower-case hex.
        skill_md: the text of its SKILL.md.
        data: the zip itself.
    """

    version_hash: str
    skill_md: str
    data: bytes


def checked_zip(data: bytes) -> SkillZip:
    """Unpacks `data` in pieces, keeping none but SKILL.md, and checks every rule on the way.

    Raises:
        BrokenRule: a rule is broken; the text says which and by what.
    """
    if len(data) > LARGEST_ZIP:
        raise BrokenRule("zip.size", f"it is larger than {LARGEST_ZIP // MEBIBYTE} MB")
    entries = entries_of(data)
    check_paths(entries)
    budget = _Budget()
    skill_md: bytes | None = None
    for entry in entries:
        if entry.name == SKILL_MD:
            skill_md = b"".join(_unpacked(data, entry, budget, _bounded_skill_md()))
        else:
            for _ in _unpacked(data, entry, budget, lambda size: None):
                pass
    return SkillZip(hashlib.sha256(data).hexdigest(), _text(skill_md, entries), data)


class _Budget:
    """How much all entries together may still unpack to."""

    def __init__(self) -> None:
        self._left = LARGEST_UNPACKED

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            limit = LARGEST_UNPACKED // MEBIBYTE
            raise BrokenRule("zip.unpacked_size", f"it unpacks to more than {limit} MB")


def _unpacked(
    data: bytes, entry: ZipEntry, budget: _Budget, check_size: Callable[[int], None]
) -> Iterator[bytes]:
    """An entry's content in pieces, counted and checked as it really is."""
    size = checksum = 0
    packed = memoryview(data)[entry.data_start : entry.end]
    for piece in _inflated(packed, entry.name) if entry.method else _stored(packed):
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        budget.spend(len(piece))
        check_size(size)
        if size > LARGEST_RATIO * entry.packed_size:
            raise BrokenRule(
                "entry.ratio", f"'{shown(entry.name)}' unpacks to more than {LARGEST_RATIO} times its size"
            )
        yield piece
    if size and entry.name.endswith("/"):
        raise BrokenRule("entry.type", f"the folder '{shown(entry.name)}' has content")
    if size != entry.claimed_size or checksum != entry.checksum:
        raise BrokenRule("zip.damaged", f"'{shown(entry.name)}' is not what the directory says")


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), _PIECE):
        yield bytes(packed[start : start + _PIECE])


def _inflated(packed: memoryview, name: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), _PIECE):
            waiting = bytes(packed[start : start + _PIECE])
            while waiting and not inflater.eof:
                yield inflater.decompress(waiting, _PIECE)
                waiting = inflater.unconsumed_tail
            if inflater.eof and (inflater.unused_data or start + _PIECE < len(packed)):
                raise BrokenRule("zip.damaged", f"'{shown(name)}' has something after its end")
        yield inflater.flush()
    except zlib.error:
        raise BrokenRule("zip.damaged", f"'{shown(name)}' cannot be unpacked") from None
    if not inflater.eof or inflater.unused_data:
        raise BrokenRule("zip.damaged", f"'{shown(name)}' does not end where it should")


def _bounded_skill_md() -> Callable[[int], None]:
    def check(size: int) -> None:
        if size > LARGEST_SKILL_MD:
            limit = LARGEST_SKILL_MD // MEBIBYTE
            raise BrokenRule("skill_md.size", f"its {SKILL_MD} is larger than {limit} MB")

    return check


def _text(skill_md: bytes | None, entries: list[ZipEntry]) -> str:
    if skill_md is None:
        like = next((each.name for each in entries if each.name.rpartition("/")[2].lower() == "skill.md"), "")
        found = f"; it has '{shown(like)}'" if like else ""
        raise BrokenRule("skill_md.missing", f"it has no {SKILL_MD} at its root{found}")
    if not skill_md:
        raise BrokenRule("skill_md.size", f"its {SKILL_MD} is empty")
    try:
        return skill_md.decode("utf-8")
    except UnicodeDecodeError:
        raise BrokenRule("skill_md.encoding", f"its {SKILL_MD} is not UTF-8") from None
