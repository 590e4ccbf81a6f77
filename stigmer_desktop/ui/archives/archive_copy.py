"""A copy of an archive with ids of its own, so that it can stand beside what it was made from."""

from __future__ import annotations

import re
import secrets

from stigmer_desktop.api.desktop import SessionArchive
from stigmer_desktop.ui.archives.archive_json import archive_of, json_of

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# A ULID is 10 characters of time and 16 of chance; the time is kept, and with it the order.
_CHANCE = 16


def copy_of(archive: SessionArchive, subject: str) -> SessionArchive:
    """`archive` with new ids for the session and its executions, wherever they are named, and `subject`."""
    old = [archive.session.metadata.id, *(each.metadata.id for each in archive.executions)]
    new = {each: _like(each) for each in dict.fromkeys(old) if each}
    if not new:
        return archive
    named = re.compile("|".join(map(re.escape, new)))
    copy = archive_of(named.sub(lambda found: new[found[0]], json_of(archive)).encode())
    copy.session.spec.subject = subject
    return copy


def _like(old: str) -> str:
    return old[:-_CHANCE] + "".join(secrets.choice(_ALPHABET) for _ in range(_CHANCE))
