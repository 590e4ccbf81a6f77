"""Zips written byte by byte, so that each lie that a zip can tell can be told on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass


def skill_zip(skill_md: str = "# A skill\n", **files: str) -> bytes:
    """An honest skill; `files` are further files, "__" in a name stands for a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"SKILL.md": skill_md, **files}.items():
            # A fixed time keeps the same content the same zip.
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/"), (2026, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


@dataclass
class Crafted:
    """One entry; what is None is honest.

    Attributes:
        content: what it holds.
        method: 8 deflates it, anything else leaves it as it is and says so.
        mode: its Unix mode.
        attributes: its DOS attributes.
        packed: what stands in the zip in place of the compressed content.
        local_name, local_method, local_flags: what the local header says in place of the directory.
        size, packed_size, checksum: what the directory claims.
        start: where the directory says that it stands.
        extra: the directory's extra field.
        behind: bytes after its data.
    """

    name: str | bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0x0800
    mode: int = 0
    attributes: int = 0
    packed: bytes | None = None
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    size: int | None = None
    packed_size: int | None = None
    checksum: int | None = None
    start: int | None = None
    extra: bytes = b""
    behind: bytes = b""

    @property
    def raw_name(self) -> bytes:
        return self.name.encode() if isinstance(self.name, str) else self.name


SKILL_MD = Crafted("SKILL.md", b"# A skill\n")


def crafted(
    *entries: Crafted, before: bytes = b"", after: bytes = b"", comment: bytes = b"", count: int | None = None
) -> bytes:
    """A zip of these entries, with bytes before and after it, and what its end says."""
    body = bytearray(before)
    directory = bytearray()
    for entry in entries:
        start = len(body)
        packed = _packed(entry)
        told = (
            zlib.crc32(entry.content) if entry.checksum is None else entry.checksum,
            len(packed) if entry.packed_size is None else entry.packed_size,
            len(entry.content) if entry.size is None else entry.size,
        )
        name = entry.raw_name
        local_name = name if entry.local_name is None else entry.local_name
        body += struct.pack(
            "<4s5H3L2H",
            b"PK\x03\x04",
            20,
            entry.flags if entry.local_flags is None else entry.local_flags,
            entry.method if entry.local_method is None else entry.local_method,
            0,
            0x21,
            *told,
            len(local_name),
            0,
        )
        body += local_name + packed + entry.behind
        directory += struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            0x0314,
            20,
            entry.flags,
            entry.method,
            0,
            0x21,
            *told,
            len(name),
            len(entry.extra),
            0,
            0,
            0,
            entry.mode << 16 | entry.attributes,
            start if entry.start is None else entry.start,
        )
        directory += name + entry.extra
    number = len(entries) if count is None else count
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), len(comment)
    )
    return bytes(body + directory + end + comment + after)


def _packed(entry: Crafted) -> bytes:
    if entry.packed is not None:
        return entry.packed
    return deflated(entry.content) if entry.method == 8 else entry.content


def deflated(content: bytes) -> bytes:
    """`content` as a zip's deflate makes it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def zeros(size: int) -> bytes:
    """A deflated run of `size` zeros, made without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = bytes(1024 * 1024)
    pieces = [packer.compress(piece) for _ in range(size // len(piece))]
    return b"".join([*pieces, packer.compress(bytes(size % len(piece))), packer.flush()])
