"""What those who follow the store ask of it: parts by revision, deletions, phases, titles."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from peewee import SQL, fn

from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.raw_rows import PreparedQuery, raw_rows
from stigmer_desktop.backend.store.resource_rows import ResourceRow, ResourceRows
from stigmer_desktop.backend.store.tables import Tables


class FollowRows:
    """Reads that look for what changed rather than for one resource."""

    def __init__(self, tables: Tables, resources: ResourceRows) -> None:
        self._resource = tables.resource
        self._part = tables.part
        self._tombstone = tables.tombstone
        self._resources = resources
        part = tables.part
        parts = part.select(part.part, part.attempt, part.seq, part.key, part.open, part.data)
        in_order = (part.part, part.attempt, part.seq)
        newer = part.revision > 0
        of_one = part.execution_seq == 0
        self._parts = PreparedQuery(parts.where(of_one & newer).order_by(*in_order))
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
        table = self._part
        query = (
            table.select(table.execution_seq, table.part, table.attempt, fn.COUNT(table.seq))
            .where(table.execution_seq.in_(_each_of([row.seq for row in rows])))
            .group_by(table.execution_seq, table.part, table.attempt)
        )
        return {(seq, part, attempt): count for seq, part, attempt, count in raw_rows(query)}

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
        table = self._tombstone
        query = table.select(table.id).where(table.revision > revision).order_by(table.revision)
        return [resource_id for (resource_id,) in query.tuples()]

    def executions_in(self, phases: Collection[int]) -> list[str]:
        """The ids of the executions that are in one of `phases`."""
        table = self._resource
        condition = (table.kind == AGENT_EXECUTION.number) & table.phase.in_(list(phases))
        return [resource_id for (resource_id,) in table.select(table.id).where(condition).tuples()]

    def living(self, ids: Iterable[str]) -> dict[str, ResourceRow]:
        """The rows of those of `ids` that are there, of any kind."""
        table = self._resource
        query = table.select().where(table.id.in_(_each_of(sorted(set(ids)))))
        return {row.id: row for row in self._resources.rows(query)}


def _each_of(values: list[Any]) -> Any:
    """`values` for an IN: one parameter, however many they are."""
    return SQL("(SELECT value FROM json_each(?))", [json.dumps(values)])
