"""Slugs for names from which the server can make none, such as those in other scripts."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from stigmer_desktop.api.kinds import Kind

_DIGITS = 8


def leaves_slug(name: str) -> bool:
    """Whether the server gets a slug from `name`: something of it may stand in one."""
    return re.search("[a-z0-9]", name.lower()) is not None


def slug_for(kind: Kind, name: str) -> str:
    """The slug to send with a new resource: always the same for a name; empty leaves it to the server."""
    if leaves_slug(name):
        return ""
    word = re.sub("[^a-z0-9]+", "-", kind.title.lower()).strip("-")
    # However the letters were typed, one name is one slug.
    composed = unicodedata.normalize("NFC", name.strip())
    return f"{word}-{hashlib.sha256(composed.encode(errors='surrogatepass')).hexdigest()[:_DIGITS]}"
