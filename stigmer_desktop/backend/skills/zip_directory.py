"""Reads the directory of a zip strictly: what a careless reader could take in two ways is refused."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from stigmer_desktop.backend.skills.limits import MOST_FILES, BrokenRule

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_MANY, _LARGE = 0xFFFF, 0xFFFFFFFF
_ZIP64_EXTRA, _UNICODE_PATH_EXTRA = 0x0001, 0x7075
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_DESCRIBED_AFTER, _UTF8 = 0x0008, 0x0800
# The longest thing that may follow an entry's data: its sizes once more.
_LONGEST_DESCRIPTION = 24
_Claims = tuple[int, int, int, int, int, bytes]


@dataclass(frozen=True)
class ZipEntry:
    """One entry as the directory describes it; sizes are claims until the data was read.

    Attributes:
        name: the entry's path as it is written.
        method: how it is compressed: 0 not at all, 8 deflate.
        checksum: the CRC-32 that its content should have.
        packed_size: how many bytes it takes in the zip.
        claimed_size: how many bytes its content should have.
        mode: its Unix mode, 0 where the zip's maker had none.
        attributes: its DOS attributes.
        described_after: whether its sizes stand once more behind its data.
        start: where its local header begins.
        data_start: where its data begins.
    """

    name: str
    method: int
    checksum: int
    packed_size: int
    claimed_size: int
    mode: int
    attributes: int
    described_after: bool
    start: int
    data_start: int

    @property
    def end(self) -> int:
        """Where its data ends."""
        return self.data_start + self.packed_size


def entries_of(data: bytes) -> list[ZipEntry]:
    """The entries of a zip, in the order of its directory.

    Raises:
        BrokenRule: it is not one plain zip, or has too many entries.
    """
    start, size, count = _end_record(data)
    entries = list(_read_directory(data, start, start + size))
    if len(entries) != count:
        raise BrokenRule("zip.damaged", f"its directory says {count} entries and holds {len(entries)}")
    _check_spans(entries, start)
    return entries


def _end_record(data: bytes) -> tuple[int, int, int]:
    """Where the directory begins, its length, and how many entries it says it has."""
    if not data.startswith(b"PK\x03\x04"):
        raise BrokenRule("zip.form", "it does not begin as a zip does; send a plain zip with files in it")
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if place < 0 or place + _END.size > len(data):
        raise BrokenRule("zip.damaged", "it has no directory at its end; it may have been cut off")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, place)
    if place + _END.size + comment != len(data):
        raise BrokenRule("zip.damaged", "something follows its end")
    if _MANY in (disk, first_disk, here, count) or _LARGE in (size, start):
        raise BrokenRule("zip.form", "it is written as Zip64, which a skill never needs")
    if disk or first_disk or here != count:
        raise BrokenRule("zip.form", "it is one part of a zip that was split")
    if start + size != place:
        raise BrokenRule("zip.damaged", "its directory does not stand where its end says")
    return start, size, count


def _read_directory(data: bytes, place: int, end: int) -> Iterator[ZipEntry]:
    number = 0
    while place < end:
        number += 1
        if number > MOST_FILES:
            raise BrokenRule("zip.files", f"it holds more than {MOST_FILES:,} files and folders")
        entry, place = _read_entry(data, place, end)
        yield entry


def _read_entry(data: bytes, place: int, end: int) -> tuple[ZipEntry, int]:
    if place + _ENTRY.size > end or data[place : place + 4] != b"PK\x01\x02":
        raise BrokenRule("zip.damaged", "its directory is damaged")
    (_, _, _, flags, method, _, _, checksum, packed, unpacked, name_length, extra_length, comment_length) = (
        _ENTRY.unpack_from(data, place)[:13]
    )
    disk, _, outer, start = _ENTRY.unpack_from(data, place)[13:]
    name_start = place + _ENTRY.size
    extra_start = name_start + name_length
    after = extra_start + extra_length + comment_length
    if after > end:
        raise BrokenRule("zip.damaged", "its directory is damaged")
    raw_name, extra = data[name_start:extra_start], data[extra_start : extra_start + extra_length]
    name = _decoded(raw_name, flags)
    if flags & _ENCRYPTED:
        raise BrokenRule("zip.encrypted", f"'{shown(name)}' is encrypted")
    if method not in (0, 8):
        raise BrokenRule("zip.method", f"'{shown(name)}' is compressed in another way than deflate")
    fields = _extra_fields(extra)
    if disk or _ZIP64_EXTRA in fields or _LARGE in (packed, unpacked, start):
        raise BrokenRule("zip.form", f"'{shown(name)}' is written as Zip64, which a skill never needs")
    if _UNICODE_PATH_EXTRA in fields and fields[_UNICODE_PATH_EXTRA][5:] not in (raw_name, name.encode()):
        raise BrokenRule("path.ambiguous", f"'{shown(name)}' has a second name")
    claims = (flags, method, checksum, packed, unpacked, raw_name)
    data_start = _data_start(data, start, claims, name)
    entry = ZipEntry(
        name=name,
        method=method,
        checksum=checksum,
        packed_size=packed,
        claimed_size=unpacked,
        mode=outer >> 16,
        attributes=outer & 0xFFFF,
        described_after=bool(flags & _DESCRIBED_AFTER),
        start=start,
        data_start=data_start,
    )
    return entry, after


def _data_start(data: bytes, start: int, claims: _Claims, name: str) -> int:
    """Where an entry's data begins, by its local header, which must agree with the directory.

    Args:
        claims: what the directory says: flags, method, checksum, both sizes and the name.
    """
    if start + _LOCAL.size > len(data) or data[start : start + 4] != b"PK\x03\x04":
        raise BrokenRule("zip.damaged", f"'{shown(name)}' does not stand where the directory says")
    _, _, flags, method, _, _, *sizes, name_length, extra_length = _LOCAL.unpack_from(data, start)
    name_start = start + _LOCAL.size
    if data[name_start : name_start + name_length] != claims[-1]:
        raise BrokenRule("path.ambiguous", f"'{shown(name)}' has a second name")
    told_later = flags & _DESCRIBED_AFTER and sizes == [0, 0, 0]
    if (flags, method) != claims[:2] or not (told_later or tuple(sizes) == claims[2:5]):
        raise BrokenRule("zip.ambiguous", f"'{shown(name)}' is described in two ways")
    return int(name_start + name_length + extra_length)


def _check_spans(entries: list[ZipEntry], directory_start: int) -> None:
    """Entries stand side by side up to the directory: none shares bytes, nothing is hidden between."""
    ordered = sorted(entries, key=lambda each: each.start)
    after = [each.start for each in ordered[1:]] + [directory_start]
    if ordered and ordered[0].start:
        raise BrokenRule("zip.hidden", "something stands before its first entry")
    for entry, next_start in zip(ordered, after, strict=True):
        gap = next_start - entry.end
        if gap < 0:
            raise BrokenRule("zip.overlap", f"'{shown(entry.name)}' overlaps with something else in the zip")
        if gap > (_LONGEST_DESCRIPTION if entry.described_after else 0):
            raise BrokenRule("zip.hidden", f"something is hidden behind '{shown(entry.name)}'")


def _decoded(raw_name: bytes, flags: int) -> str:
    try:
        return raw_name.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF8:
            raise BrokenRule("path.encoding", f"the name {raw_name[:60]!r} is not UTF-8") from None
        # What zips were made for before they knew UTF-8.
        return raw_name.decode("cp437")


def _extra_fields(extra: bytes) -> dict[int, bytes]:
    fields = {}
    place = 0
    while place + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, place)
        fields[number] = extra[place + 4 : place + 4 + length]
        place += 4 + length
    return fields


def shown(name: str) -> str:
    """A name as an error may carry it: short, and nothing in it that would not be seen."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name[:120])
