"""The rows of executions: their status, and their messages, tool calls and sub-agents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from stigmer_desktop.api.common import ApiResourceMetadata
from stigmer_desktop.api.execution import AgentExecution, AgentExecutionStatus
from stigmer_desktop.api.kinds import AGENT_EXECUTION, EXECUTION_CONTEXT
from stigmer_desktop.backend.store.raw_rows import PreparedQuery, PreparedUpsert, RowUpdate, raw_rows
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.resource_rows import ResourceRows
from stigmer_desktop.backend.store.secret_fields import mask
from stigmer_desktop.backend.store.tables import Tables
from stigmer_desktop.backend.store.wire import execution_bytes, leading_fields

# SQLite takes only so many values in one statement.
BATCH = 100
# Metadata stands before the spec, and is seldom longer than this.
METADATA_PREFIX = 4096
METADATA_FIELD = AgentExecution.DESCRIPTOR.fields_by_name["metadata"].number


@dataclass(frozen=True)
class PartRow:
    """A stored message, tool call or sub-agent.

    Attributes:
        part: MESSAGES, TOOL_CALLS or SUB_AGENTS.
        attempt: the attempt that reported it.
        seq: its place within the attempt, from 0.
        key: the id of a tool call or sub-agent.
        open: whether it holds work that has not ended.
        data: the serialised element.
    """

    part: int
    attempt: int
    seq: int
    key: str
    open: bool
    data: bytes


class ExecutionRows:
    """What happened in executions. Methods that write run in the writer's transaction."""

    def __init__(self, tables: Tables, resources: ResourceRows) -> None:
        self._status = tables.status
        self._decision = tables.decision
        self._part = tables.part
        self._resources = resources
        # At most so many bytes have the parts and the document: what replaces a part is added to it too.
        self._at_most: dict[int, int] = {}
        part, status = tables.part, tables.status
        of_attempt = (part.execution_seq == 0) & (part.part == 0) & (part.attempt == 0)
        self._status_data = PreparedQuery(status.select(status.data).where(status.resource_seq == 0))
        self._all_data = PreparedQuery(
            part.select(part.part, part.data)
            .where(part.execution_seq == 0)
            .order_by(part.part, part.attempt, part.seq)
        )
        self._parts_size = PreparedQuery(
            part.select(fn.SUM(fn.LENGTH(part.data))).where(part.execution_seq == 0)
        )
        self._attempt_data = PreparedQuery(part.select(part.data).where(of_attempt).order_by(part.seq))
        self._attempt_count = PreparedQuery(part.select(fn.COUNT(part.seq)).where(of_attempt))
        self._open = PreparedQuery(
            part.select(*self._columns())
            .where((part.execution_seq == 0) & (part.open == 1))
            .order_by(part.part, part.attempt, part.seq)
        )
        self._update_status = RowUpdate(status, "resource_seq")
        self._put = PreparedUpsert(
            part,
            ("execution_seq", "part", "attempt", "seq"),
            ("key", "revision", "open", "data"),
        )

    def insert(self, execution: AgentExecution, facts: Facts) -> ResourceRow:
        """Stores a new execution that has no messages yet; its secret values are masked in it.

        Raises:
            InvalidArgument: a secret value is a mask.
        """
        document = AgentExecution()
        document.CopyFrom(execution)
        document.ClearField("status")
        row = self._resources.insert(AGENT_EXECUTION, document, facts)
        mask(AGENT_EXECUTION, execution)
        data = execution.status.SerializeToString(deterministic=True)
        self._status.insert(resource_seq=row.seq, data=data).execute()
        return row

    def status(self, row: ResourceRow) -> AgentExecutionStatus:
        """The status without messages, tool calls, sub-agents and revision."""
        return AgentExecutionStatus.FromString(self._status_bytes(row))

    def save_status(self, row: ResourceRow, status: AgentExecutionStatus) -> None:
        """Writes the status; its parts stand in rows of their own and are not touched."""
        data = status.SerializeToString(deterministic=True)
        self._update_status.set(row.seq, data=data)

    def header(self, row: ResourceRow) -> AgentExecution:
        """The execution without messages, tool calls and sub-agents."""
        return AgentExecution.FromString(
            execution_bytes(self._resources.message_bytes(row), self._status_bytes(row), row.revision, ())
        )

    def metadata(self, row: ResourceRow) -> ApiResourceMetadata:
        """The execution's metadata, without reading a long user message."""
        fields = leading_fields(self._resources.leading_bytes(row, METADATA_PREFIX), METADATA_FIELD)
        data = self._resources.message_bytes(row) if fields is None else fields
        return AgentExecution.FromString(data).metadata

    def snapshot_bytes(self, row: ResourceRow) -> bytes:
        """The whole execution, serialised."""
        parts: Any = self._all_data.rows(row.seq)
        return execution_bytes(
            self._resources.message_bytes(row), self._status_bytes(row), row.revision, parts
        )

    def exceeds(self, row: ResourceRow, limit: int) -> bool:
        """Whether `snapshot_bytes` would have more than about `limit` bytes; rows are seldom counted."""
        left = limit - len(self._status_bytes(row))
        if self._at_most.get(row.seq, limit) >= left:
            ((parts,),) = self._parts_size.rows(row.seq)
            self._at_most[row.seq] = (parts or 0) + self._resources.message_size(row)
        return self._at_most[row.seq] > left

    def snapshot(self, row: ResourceRow) -> AgentExecution:
        """The whole execution."""
        return AgentExecution.FromString(self.snapshot_bytes(row))

    def current(self, execution_id: str) -> AgentExecution | None:
        """The whole execution as it is now; None when there is none with this id."""
        row = self._resources.by_id(AGENT_EXECUTION, execution_id)
        return None if row is None else self.snapshot(row)

    def parts(self, row: ResourceRow, part: int, attempt: int) -> list[PartRow]:
        """What one attempt has reported of one kind of part, in order."""
        table = self._part
        return self._rows(
            table.select()
            .where((table.execution_seq == row.seq) & (table.part == part) & (table.attempt == attempt))
            .order_by(table.seq)
        )

    def part_data(self, row: ResourceRow, part: int, attempt: int) -> list[bytes]:
        """The bytes of what `parts` gives."""
        return [data for (data,) in self._attempt_data.rows(row.seq, part, attempt)]

    def part_count(self, row: ResourceRow, part: int, attempt: int) -> int:
        """How many parts of one kind an attempt has reported."""
        ((count,),) = self._attempt_count.rows(row.seq, part, attempt)
        return int(count)

    def part_at(self, row: ResourceRow, part: int, attempt: int, seq: int) -> PartRow | None:
        """The part at one place."""
        table = self._part
        condition = (
            (table.execution_seq == row.seq)
            & (table.part == part)
            & (table.attempt == attempt)
            & (table.seq == seq)
        )
        found = self._rows(table.select().where(condition))
        return found[0] if found else None

    def parts_with_keys(self, row: ResourceRow, part: int, keys: Iterable[str]) -> list[PartRow]:
        """The parts of one kind with these ids, of every attempt, in order."""
        table = self._part
        wanted = [key for key in set(keys) if key]
        found: list[PartRow] = []
        for start in range(0, len(wanted), BATCH):
            condition = (
                (table.execution_seq == row.seq)
                & (table.part == part)
                & table.key.in_(wanted[start : start + BATCH])
            )
            found += self._rows(table.select().where(condition))
        return sorted(found, key=lambda each: (each.attempt, each.seq))

    def open_parts(self, row: ResourceRow) -> list[PartRow]:
        """Everything that holds work that has not ended, in order."""
        return _part_rows(self._open.rows(row.seq, 1))

    def put_parts(self, row: ResourceRow, parts: Sequence[PartRow], revision: int) -> None:
        """Writes parts over those at the same places, or adds them."""
        if row.seq in self._at_most:
            self._at_most[row.seq] += sum(len(each.data) for each in parts)
        self._put.put(
            (row.seq, each.part, each.attempt, each.seq, each.key, revision, int(each.open), each.data)
            for each in parts
        )

    def cut_parts(self, row: ResourceRow, part: int, attempt: int, length: int) -> None:
        """Removes an attempt's parts from place `length` on."""
        table = self._part
        table.delete().where(
            (table.execution_seq == row.seq)
            & (table.part == part)
            & (table.attempt == attempt)
            & (table.seq >= length)
        ).execute()

    def delete(self, row: ResourceRow) -> None:
        """Removes an execution with all its parts, and with contexts that were made for it."""
        self._at_most.pop(row.seq, None)
        self._part.delete().where(self._part.execution_seq == row.seq).execute()
        self._status.delete().where(self._status.resource_seq == row.seq).execute()
        for context in self._resources.children(EXECUTION_CONTEXT, row.id):
            self._resources.delete(context)
        self._decision.delete().where(self._decision.execution_seq == row.seq).execute()
        self._resources.delete(row)

    def _status_bytes(self, row: ResourceRow) -> bytes:
        ((data,),) = self._status_data.rows(row.seq)
        return bytes(data)

    def _columns(self) -> tuple[Any, ...]:
        table = self._part
        return table.part, table.attempt, table.seq, table.key, table.open, table.data

    def _rows(self, query: Any) -> list[PartRow]:
        return _part_rows(raw_rows(query.select(*self._columns())))


def _part_rows(rows: Iterable[tuple[Any, ...]]) -> list[PartRow]:
    return [
        PartRow(part, attempt, seq, key, bool(is_open), data)
        for part, attempt, seq, key, is_open, data in rows
    ]
