"""The order of all changes: one growing number, and what changed after one."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from stigmer_desktop.backend.store.raw_rows import raw_rows
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.tables import Tables


@dataclass(frozen=True)
class Changed:
    """One entry of what changed: a resource as it is now, or its end."""

    revision: int
    kind: int
    id: str
    deleted: bool
    phase: int
    session_id: str


class RevisionCounter:
    """The one counter that grows with every change; used by the writer alone."""

    def __init__(self, tables: Tables) -> None:
        newest = (
            tables.resource.select(fn.MAX(tables.resource.revision)).scalar() or 0,
            tables.tombstone.select(fn.MAX(tables.tombstone.revision)).scalar() or 0,
        )
        self._value = max(newest)

    def next(self) -> int:
        """The next revision; a number that a failed transaction took stays unused."""
        self._value += 1
        return self._value


class ChangeRows:
    """Reads what changed, from the revisions of resources and of tombstones."""

    def __init__(self, tables: Tables) -> None:
        self._resource = tables.resource
        self._tombstone = tables.tombstone

    def newest_revision(self) -> int:
        """The revision of the newest change."""
        resource = self._resource.select(fn.MAX(self._resource.revision)).scalar() or 0
        tombstone = self._tombstone.select(fn.MAX(self._tombstone.revision)).scalar() or 0
        return int(max(resource, tombstone))

    def changed_since(self, revision: int, limit: int) -> list[Changed]:
        """What changed after `revision`, oldest first, at most `limit` entries."""
        resource, tombstone = self._resource, self._tombstone
        living = (
            resource.select().where(resource.revision > revision).order_by(resource.revision).limit(limit)
        )
        ended = (
            tombstone.select().where(tombstone.revision > revision).order_by(tombstone.revision).limit(limit)
        )
        changes = [
            Changed(row.revision, row.kind, row.id, False, row.phase or 0, row.session_id)
            for row in (ResourceRow(*values) for values in raw_rows(living))
        ]
        changes += [Changed(row.revision, row.kind, row.id, True, 0, row.session_id) for row in ended]
        return sorted(changes, key=lambda change: change.revision)[:limit]
