"""Reads entries from an index, and packs the texts that it stores."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stigmer_desktop.backend.search.entry import Entry, Owner, Spot
from stigmer_desktop.backend.search.index_file import IndexFile

# A longer text is stored compressed.
PLAIN_LENGTH = 200
_BATCH = 400
_OWNER = "o.number, o.id, o.kind, o.agent_id, o.session_id, o.revision, o.phase, o.attempt"


@dataclass(frozen=True)
class StoredEntry:
    """An entry with its number in the index and the resource that it belongs to."""

    number: int
    owner: Owner
    entry: Entry


def load_entries(file: IndexFile, numbers: Sequence[int]) -> list[StoredEntry]:
    """The entries with these numbers, in this order; those that are no longer there are left out."""
    found: dict[int, StoredEntry] = {}
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        rows = file.rows(
            "SELECT e.number, e.place, e.part, e.attempt, e.seq, e.key, e.created_at, t.title, t.body, "
            f"{_OWNER} FROM search_entry e JOIN search_text t ON t.number = e.number "
            "JOIN search_owner o ON o.number = e.owner "
            f"WHERE e.number IN ({', '.join('?' * len(batch))})",
            batch,
        )
        for number, place, part, attempt, seq, key, created_at, title, body, *owner in rows:
            spot = Spot(part, attempt, seq)
            entry = Entry(place, spot, key, created_at, title, unpacked(body))
            found[number] = StoredEntry(number, Owner(*owner), entry)
    return [found[number] for number in numbers if number in found]


def load_titles(file: IndexFile, ids: Iterable[str]) -> dict[str, str]:
    """The titles of those of the resources with these ids that have one in the index."""
    rows = file.rows(
        "SELECT o.id, t.title FROM search_owner o JOIN search_entry e ON e.owner = o.number AND e.part = 0 "
        "JOIN search_text t ON t.number = e.number "
        "WHERE o.id IN (SELECT value FROM json_each(?)) AND t.title <> ''",
        (json.dumps(list(ids)),),
    )
    return dict(rows)


def packed(text: str) -> str | bytes:
    """`text` as it is stored."""
    return text if len(text) < PLAIN_LENGTH else zlib.compress(text.encode(), 1)


def unpacked(stored: str | bytes) -> str:
    """The text that was stored."""
    return stored if isinstance(stored, str) else zlib.decompress(stored).decode()
