"""The rules for the paths in a skill's zip: the same file on every system, and never outside its folder."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterable

from stigmer_desktop.backend.skills.limits import BrokenRule
from stigmer_desktop.backend.skills.zip_directory import ZipEntry, shown

LONGEST_PART = 255
LONGEST_PATH = 1024
_DRIVE = re.compile(r"[A-Za-z]:")
# Control characters, and those that end lines or turn the direction of text.
_UNSEEN_CATEGORIES = ("Cc", "Zl", "Zp", "Cs")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_REPARSE_POINT = 0x400
_PLAIN_TYPES = (0, stat.S_IFREG, stat.S_IFDIR)


def check_paths(entries: Iterable[ZipEntry]) -> None:
    """Checks each entry's path and type, and that no two of them mean the same file.

    Raises:
        BrokenRule: one of the rules is broken.
    """
    files: set[str] = set()
    folders: set[str] = set()
    seen: dict[str, str] = {}
    for entry in entries:
        check_path(entry.name)
        _check_type(entry)
        path = entry.name.removesuffix("/")
        same = _same(path)
        if same in seen:
            both = f"'{shown(path)}' and '{shown(seen[same])}'"
            raise BrokenRule("path.duplicate", f"{both} are the same file on some systems")
        seen[same] = path
        (folders if entry.name.endswith("/") else files).add(same)
        folders.update(_parents(same))
    for same in sorted(files & folders):
        raise BrokenRule("path.duplicate", f"'{shown(same)}' is both a file and a folder")


def check_path(path: str) -> None:
    """Checks one path as it is written in the zip; a folder's ends with a slash.

    Raises:
        BrokenRule: one of the rules is broken.
    """
    if any(unicodedata.category(each) in _UNSEEN_CATEGORIES or each in _TURNING for each in path):
        raise BrokenRule("path.control_character", f"'{shown(path)}' has a control character in its name")
    if "\\" in path:
        raise BrokenRule("path.backslash", f"'{shown(path)}' has a backslash in its name; use /")
    if path.startswith("/") or _DRIVE.match(path):
        raise BrokenRule("path.absolute", f"'{shown(path)}' is an absolute path")
    if ":" in path:
        raise BrokenRule("path.colon", f"'{shown(path)}' has a colon in its name")
    parts = path.removesuffix("/").split("/")
    if ".." in parts:
        raise BrokenRule("path.parent", f"'{shown(path)}' leads upwards with ..")
    if "" in parts or "." in parts:
        raise BrokenRule("path.part", f"'{shown(path)}' has an empty part or a single dot in its path")
    if any(part.endswith((".", " ")) or part.startswith(" ") for part in parts):
        raise BrokenRule(
            "path.part", f"'{shown(path)}' has a part that begins with a space, or ends with a space or a dot"
        )
    if len(path.encode()) > LONGEST_PATH or any(len(part.encode()) > LONGEST_PART for part in parts):
        raise BrokenRule("path.length", f"'{shown(path)}' is too long")


def _check_type(entry: ZipEntry) -> None:
    kind = stat.S_IFMT(entry.mode)
    if kind == stat.S_IFLNK or entry.attributes & _REPARSE_POINT:
        raise BrokenRule("entry.link", f"'{shown(entry.name)}' is a link")
    if kind not in _PLAIN_TYPES:
        raise BrokenRule("entry.type", f"'{shown(entry.name)}' is neither a file nor a folder")
    if (kind == stat.S_IFDIR) != entry.name.endswith("/") and kind:
        raise BrokenRule("entry.type", f"'{shown(entry.name)}' is a folder by its type or its name only")


def _same(path: str) -> str:
    """What two paths have in common that some systems take for one file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _parents(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))
