"""The rows of resources: found, listed, written and removed, each change with its revision."""

from __future__ import annotations

from dataclasses import astuple, fields, replace
from typing import Any

from google.protobuf.message import Message
from peewee import fn

from stigmer_desktop.api.kinds import AGENT_EXECUTION, SESSION, Kind
from stigmer_desktop.backend.store.change_rows import RevisionCounter
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.mark_rows import MarkRows
from stigmer_desktop.backend.store.raw_rows import PreparedInsert, PreparedQuery, RowUpdate, raw_rows
from stigmer_desktop.backend.store.reference_rows import ReferenceRows
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.secret_rows import SecretRows
from stigmer_desktop.backend.store.tables import Tables


class ResourceRows:
    """The resources of every kind. Methods that write run in the writer's transaction."""

    def __init__(
        self,
        tables: Tables,
        revisions: RevisionCounter,
        secrets: SecretRows,
        references: ReferenceRows,
    ) -> None:
        self._resource = tables.resource
        self._document = tables.document
        self._tag = tables.tag
        self._marks = MarkRows(tables)
        self._tombstone = tables.tombstone
        self._revisions = revisions
        self._secrets = secrets
        self._references = references
        resource, document = tables.resource, tables.document
        of_kind = resource.kind == 0
        self._by_id = PreparedQuery(resource.select().where((resource.id == "") & of_kind))
        self._by_seq = PreparedQuery(resource.select().where(resource.seq == 0))
        self._by_unique_slug = PreparedQuery(resource.select().where(of_kind & (resource.unique_slug == "")))
        self._children = PreparedQuery(
            resource.select().where((resource.parent_id == "") & of_kind).order_by(resource.seq).limit(1)
        )
        self._leading_data = PreparedQuery(
            document.select(fn.SUBSTR(document.data, 1, 0)).where(document.resource_seq == 0)
        )
        self._data_size = PreparedQuery(
            document.select(fn.LENGTH(document.data)).where(document.resource_seq == 0)
        )
        self._update = RowUpdate(resource, "seq")
        columns = [column.name for column in fields(ResourceRow) if column.name != "seq"]
        self._insert = PreparedInsert(resource, *columns)
        self._insert_data = PreparedInsert(document, "resource_seq", "data")
        self._data = PreparedQuery(document.select(document.data).where(document.resource_seq == 0))

    def by_id(self, kind: Kind, resource_id: str) -> ResourceRow | None:
        """The resource of `kind` with this id."""
        row = self._by_id.first(resource_id, kind.number)
        return None if row is None else ResourceRow(*row)

    def by_seq(self, seq: int) -> ResourceRow:
        """The resource with this number in the order of creation, which must be there."""
        (row,) = self._by_seq.rows(seq)
        return ResourceRow(*row)

    def by_slug(self, kind: Kind, slug: str, org: str = "") -> ResourceRow | None:
        """The resource of `kind` with this slug, and of `org` when that is given."""
        table = self._resource
        condition = (table.kind == kind.number) & (table.slug == slug)
        if org:
            condition &= table.org == org
        return self._one(table.select().where(condition).order_by(table.seq).limit(1))

    def by_unique_slug(self, kind: Kind, slug: str) -> ResourceRow | None:
        """The resource of `kind` that no other may share this slug with."""
        row = self._by_unique_slug.first(kind.number, slug)
        return None if row is None else ResourceRow(*row)

    def message_bytes(self, row: ResourceRow) -> bytes:
        """The stored message of a resource, as bytes."""
        ((data,),) = self._data.rows(row.seq)
        return bytes(data)

    def message_size(self, row: ResourceRow) -> int:
        """How many bytes `message_bytes` has, without reading them."""
        ((size,),) = self._data_size.rows(row.seq)
        return int(size)

    def leading_bytes(self, row: ResourceRow, length: int) -> bytes:
        """At most the first `length` bytes of the stored message."""
        ((data,),) = self._leading_data.rows(1, length, row.seq)
        return bytes(data)

    def message(self, kind: Kind, row: ResourceRow) -> Message:
        """The stored message of a resource that keeps all of it in its document."""
        return kind.message.FromString(self.message_bytes(row))

    def insert(self, kind: Kind, message: Any, facts: Facts) -> ResourceRow:
        """Stores a new resource; `message.metadata` carries its id, slug and name.

        Secret values are encrypted, and masked in `message`.

        Raises:
            InvalidArgument: a secret value is a mask.
        """
        secrets = self._secrets.encrypt(kind.number, message)
        moment = now_micros()
        metadata = message.metadata
        row = ResourceRow(
            seq=0,
            id=metadata.id,
            kind=kind.number,
            slug=metadata.slug,
            unique_slug=metadata.slug if facts.unique else None,
            org=metadata.org,
            name=metadata.name,
            title=facts.title,
            created_at=facts.created_at or moment,
            updated_at=moment,
            active_at=facts.active_at or moment,
            revision=self._revisions.next(),
            parent_id=facts.parent_id,
            agent_id=facts.agent_id,
            phase=facts.phase,
            completed_at=facts.completed_at,
        )
        seq = self._insert.add(*astuple(row)[1:])
        self._insert_data.add(seq, message.SerializeToString(deterministic=True))
        self._marks.put(seq, metadata)
        self._secrets.put(seq, secrets)
        self._references.put(seq, kind.number, message)
        return replace(row, seq=seq)

    def replace(self, row: ResourceRow, message: Any, *, title: str | None = None) -> None:
        """Stores `message` over what the resource had, and moves its revision.

        Secret values are encrypted, and masked in `message`; those that are masked stay as they are.

        Raises:
            InvalidArgument: a mask stands where no value is stored.
        """
        self._secrets.replace(row.seq, row.kind, message)
        self._references.replace(row.seq, row.kind, message)
        changes: dict[str, Any] = {"name": message.metadata.name}
        if title is not None:
            changes["title"] = title
        self._document.update(data=message.SerializeToString(deterministic=True)).where(
            self._document.resource_seq == row.seq
        ).execute()
        self._marks.drop(row.seq)
        self._marks.put(row.seq, message.metadata)
        self.touch(row.seq, **changes)

    def next_revision(self) -> int:
        """A revision for a change that is about to be written."""
        return self._revisions.next()

    def touch(self, seq: int, *, active: bool = False, revision: int = 0, **changes: Any) -> int:
        """Moves a resource's revision, sets `changes` of its row, and returns the new revision.

        Args:
            active: whether it counts as something happening in the resource.
            revision: the revision to set, when one was taken already.
        """
        moment = now_micros()
        revision = revision or self._revisions.next()
        changes |= {"updated_at": moment, "revision": revision}
        if active:
            changes["active_at"] = moment
        self._update.set(seq, **changes)
        return revision

    def touch_active(self, session_id: str) -> None:
        """Marks that something happened in a session just now."""
        row = self.by_id(SESSION, session_id)
        if row is not None:
            self.touch(row.seq, active=True)

    def delete(self, row: ResourceRow) -> None:
        """Removes a resource and leaves a tombstone for the change stream."""
        self._secrets.drop(row.seq, row.kind)
        self._references.drop(row.seq, row.kind)
        self._document.delete().where(self._document.resource_seq == row.seq).execute()
        self._marks.drop(row.seq)
        self._resource.delete().where(self._resource.seq == row.seq).execute()
        self._tombstone.insert(
            revision=self._revisions.next(), kind=row.kind, id=row.id, session_id=row.session_id
        ).execute()

    def children(self, kind: Kind, parent_id: str, limit: int | None = None) -> list[ResourceRow]:
        """The resources of `kind` below a parent, oldest first."""
        # A negative limit is none.
        rows = self._children.rows(parent_id, kind.number, limit or -1)
        return [ResourceRow(*row) for row in rows]

    def slugs_from(self, kind: Kind, stem: str) -> set[str]:
        """The unique slugs of `kind` that begin with `stem`."""
        table = self._resource
        query = table.select(table.unique_slug).where(
            (table.kind == kind.number) & (table.unique_slug >= stem) & (table.unique_slug < stem + "\x7f")
        )
        return {row[0] for row in query.tuples()}

    def query(self) -> tuple[Any, Any]:
        """The resource model and the tag model, for the queries of lists."""
        return self._resource, self._tag

    def labelled(self, label: str) -> Any:
        """The query for the numbers of all resources that carry `label`, whatever its value."""
        return self._marks.labelled(label)

    def tag_counts(self, kind: int, limit: int) -> tuple[list[tuple[str, int]], int]:
        """At most `limit` tags of resources of `kind`, the most used first, and how many there are."""
        return self._marks.tag_counts(kind, limit)

    def rows(self, query: Any) -> list[ResourceRow]:
        """The rows that a query on the resource model gives."""
        return self._many(query)

    def count(self, kind: Kind) -> int:
        """How many resources of `kind` there are."""
        return int(self._resource.select().where(self._resource.kind == kind.number).count())

    def phase_counts(self) -> dict[int, int]:
        """How many executions stand in each phase."""
        table = self._resource
        query = table.select(table.phase, fn.COUNT(table.seq)).where(table.kind == AGENT_EXECUTION.number)
        return {phase: count for phase, count in query.group_by(table.phase).tuples()}

    def _one(self, query: Any) -> ResourceRow | None:
        found = self._many(query)
        return found[0] if found else None

    @staticmethod
    def _many(query: Any) -> list[ResourceRow]:
        return [ResourceRow(*row) for row in raw_rows(query)]
