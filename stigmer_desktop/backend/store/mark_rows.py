"""The tags and labels of resources, for the filters of lists."""

from __future__ import annotations

from typing import Any

from peewee import fn

from stigmer_desktop.backend.store.tables import Tables


class MarkRows:
    """One row for each tag and each label of a resource; written in the writer's transaction."""

    def __init__(self, tables: Tables) -> None:
        self._tag = tables.tag
        self._label = tables.label
        self._resource = tables.resource

    def put(self, seq: int, metadata: Any) -> None:
        """Writes the tags and labels of `metadata` for a resource that has none."""
        tags = [{"resource_seq": seq, "tag": tag} for tag in sorted(set(metadata.tags))]
        if tags:
            self._tag.insert_many(tags).execute()
        labels = [{"resource_seq": seq, "label": label} for label in sorted(metadata.labels)]
        if labels:
            self._label.insert_many(labels).execute()

    def drop(self, seq: int) -> None:
        """Removes what a resource has."""
        for table in (self._tag, self._label):
            table.delete().where(table.resource_seq == seq).execute()

    def labelled(self, label: str) -> Any:
        """The query for the numbers of all resources that carry `label`, whatever its value."""
        return self._label.select(self._label.resource_seq).where(self._label.label == label)

    def tag_counts(self, kind: int, limit: int) -> tuple[list[tuple[str, int]], int]:
        """The tags of resources of `kind` with how many have each, those that most have first.

        At most `limit`; how many tags there are is the second value.
        """
        count = fn.COUNT(self._tag.resource_seq)
        counts = (
            self._tag.select(self._tag.tag, count)
            .join(self._resource, on=(self._resource.seq == self._tag.resource_seq))
            .where(self._resource.kind == kind)
            .group_by(self._tag.tag)
            .order_by(count.desc(), self._tag.tag)
        )
        found = [(tag, number) for tag, number in counts.tuples()]
        return found[:limit], len(found)
