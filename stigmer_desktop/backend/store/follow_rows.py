"""What those who follow the store ask of it: parts by revision, deletions, phases, titles."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from peewee import SQL, fn

from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.raw_rows import PreparedQuery
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.tables import Tables

# What an IN takes, however many values there are: one list in JSON.
_ANY_OF = SQL("(SELECT value FROM json_each(?))", ["[]"])


class FollowRows:
    """Reads that look for what changed rather than for one resource."""

    def __init__(self, tables: Tables) -> None:
        self._resource = tables.resource
        self._part = tables.part
        part = tables.part
        parts = part.select(part.part, part.attempt, part.seq, part.key, part.open, part.data)
        in_order = (part.part, part.attempt, part.seq)
        newer = part.revision > 0
        of_one = part.execution_seq == 0
        self._parts = PreparedQuery(parts.where(of_one & newer).order_by(*in_order))
        self._lengths = PreparedQuery(
            part.select(part.execution_seq, part.part, part.attempt, fn.COUNT(part.seq))
            .where(part.execution_seq.in_(_ANY_OF))
            .group_by(part.execution_seq, part.part, part.attempt)
        )
        resource, tombstone = tables.resource, tables.tombstone
        self._living = PreparedQuery(resource.select().where(resource.id.in_(_ANY_OF)))
        self._deleted = PreparedQuery(
            tombstone.select(tombstone.id).where(tombstone.revision > 0).order_by(tombstone.revision)
        )
        self._parts_or_open = PreparedQuery(
            parts.where(of_one & (newer | (part.open == 1))).order_by(*in_order)
        )

    def parts_since(self, row: ResourceRow, revision: int, *, with_open: bool) -> Iterator[PartRow]:
        """The parts of an execution that were written after `revision`, in order, one by one.

        Args:
            with_open: whether those that hold open work come too, whenever they were written.
        """
        query = self._parts_or_open if with_open else self._parts
        values = (row.seq, revision, 1) if with_open else (row.seq, revision)
        for part, attempt, seq, key, is_open, data in query.rows(*values):
            yield PartRow(part, attempt, seq, key, bool(is_open), data)

    def part_lengths(self, rows: Iterable[ResourceRow]) -> dict[tuple[int, int, int], int]:
        """How many parts executions have: (the execution's seq, part, attempt) to their number."""
        found = self._lengths.rows(_each_of(row.seq for row in rows))
        return {(seq, part, attempt): count for seq, part, attempt, count in found}

    def part_keys(self, row: ResourceRow, part: int) -> frozenset[str]:
        """The ids of an execution's tool calls or sub-agents."""
        table = self._part
        query = table.select(table.key).where((table.execution_seq == row.seq) & (table.part == part))
        return frozenset(key for (key,) in query.tuples())

    def size(self, kinds: Collection[int]) -> int:
        """How many resources of `kinds` there are, and parts of executions with them."""
        resources = self._resource.select().where(self._resource.kind.in_(list(kinds))).count()
        return int(resources) + int(self._part.select().count())

    def deleted_since(self, revision: int) -> list[str]:
        """The ids of what was deleted after `revision`."""
        return [resource_id for (resource_id,) in self._deleted.rows(revision)]

    def executions_in(self, phases: Collection[int]) -> list[str]:
        """The ids of the executions that are in one of `phases`."""
        table = self._resource
        condition = (table.kind == AGENT_EXECUTION.number) & table.phase.in_(list(phases))
        return [resource_id for (resource_id,) in table.select(table.id).where(condition).tuples()]

    def living(self, ids: Iterable[str]) -> dict[str, ResourceRow]:
        """The rows of those of `ids` that are there, of any kind."""
        found = (ResourceRow(*row) for row in self._living.rows(_each_of(sorted(set(ids)))))
        return {row.id: row for row in found}


def _each_of(values: Iterable[Any]) -> str:
    """The value of _ANY_OF that names all of `values`."""
    return json.dumps(list(values))
