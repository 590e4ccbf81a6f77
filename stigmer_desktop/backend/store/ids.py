"""Ids and slugs, by the rules of the contract's "Names and ids"."""

from __future__ import annotations

import re
import threading

from ulid import ULID

from stigmer_desktop.api.kinds import Kind

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class IdSource:
    """Makes ids that grow in the order in which they are made, within a millisecond too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self, kind: Kind) -> str:
        """A new id of `kind`: its prefix, a dash and a lower-case ULID."""
        with self._lock:
            # A clock that stands still or goes back must not break the order.
            self._last = max(int(ULID()), self._last + 1)
            return f"{kind.id_prefix}-{str(ULID.from_int(self._last)).lower()}"


def slug_of(name: str) -> str:
    """The slug that `name` gives; empty when nothing of it may stand in a slug."""
    kept = re.sub(r"[^a-z0-9-]", "", name.lower().replace(" ", "-"))
    return re.sub(r"-+", "-", kept).strip("-")


def is_slug(text: str) -> bool:
    """Whether `text` has the form of a slug already."""
    return _SLUG.fullmatch(text) is not None
