"""The tool calls of the executions that are meant, as rows; those of sub-agents are among them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from stigmer_desktop.api.execution import AgentExecution, ToolCall
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.placement import PlacedCall, placements
from stigmer_desktop.ui.executions.tool_summary import summary_of

# What one turn of the event loop may spend on reading snapshots.
BUDGET_SECONDS = 0.004


@dataclass(frozen=True)
class CallRow:
    """One tool call.

    Attributes:
        key: the key of its row in the transcript.
        execution_id: the execution that it belongs to.
        call: the call as it is now.
        agent: the sub-agent that made it; empty for the agent itself.
        live: whether its execution has not ended.
    """

    key: str
    execution_id: str
    call: ToolCall
    agent: str = ""
    live: bool = False

    @cached_property
    def summary(self) -> str:
        """Its arguments in a few words."""
        return summary_of(self.call)


@dataclass(frozen=True)
class _Known:
    snapshot: AgentExecution
    rows: tuple[CallRow, ...]
    changing: tuple[CallRow, ...]


class SessionCalls:
    """The rows of all executions; only executions with a newer snapshot are read again."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._rows: tuple[CallRow, ...] = ()
        self._changing: tuple[CallRow, ...] = ()

    @property
    def rows(self) -> Sequence[CallRow]:
        """All rows, those of the oldest execution first; the same object as long as they are the same."""
        return self._rows

    @property
    def changing(self) -> Sequence[CallRow]:
        """The rows of calls that changed files; the same object as long as they are the same."""
        return self._changing

    def refresh(self, executions: Sequence[AgentExecution], budget: float) -> bool:
        """Reads executions that have changed, for about `budget` seconds.

        Returns:
            True if all are read; else it is to be called again.
        """
        end = time.perf_counter() + budget
        ids = {execution.metadata.id for execution in executions}
        stale = [execution for execution in executions if not self._is_known(execution)]
        if not stale and len(ids) == len(self._known):
            return True
        for gone in self._known.keys() - ids:
            del self._known[gone]
        read = 0
        for execution in stale:
            self._read(execution)
            read += 1
            if time.perf_counter() >= end:
                break
        known = [self._known[execution_id] for execution_id in self._in_order(executions)]
        self._rows = _unless_same(self._rows, [entry.rows for entry in known])
        self._changing = _unless_same(self._changing, [entry.changing for entry in known])
        return read == len(stale)

    def _in_order(self, executions: Sequence[AgentExecution]) -> list[str]:
        ids = (execution.metadata.id for execution in executions)
        return [execution_id for execution_id in ids if execution_id in self._known]

    def _is_known(self, execution: AgentExecution) -> bool:
        known = self._known.get(execution.metadata.id)
        return known is not None and known.snapshot is execution

    def _read(self, execution: AgentExecution) -> None:
        execution_id = execution.metadata.id
        before = self._known.get(execution_id)
        old = {row.key: row for row in before.rows} if before is not None else {}
        rows = []
        for row in call_rows(execution):
            same = old.get(row.key)
            # An equal row is kept, and with it its summary and its place in the views.
            rows.append(same if same is not None and same == row else row)
        changing = tuple(row for row in rows if row.call.file_changes)
        self._known[execution_id] = _Known(execution, tuple(rows), changing)


def _unless_same(before: tuple[CallRow, ...], parts: Sequence[tuple[CallRow, ...]]) -> tuple[CallRow, ...]:
    """`parts` as one; `before` if it consists of the very same rows."""
    after = tuple(row for part in parts for row in part)
    same = len(after) == len(before) and all(one is other for one, other in zip(before, after, strict=True))
    return before if same else after


def call_rows(execution: AgentExecution) -> Iterable[CallRow]:
    """The calls of one execution in the order of its transcript."""
    execution_id = execution.metadata.id
    live = not is_terminal(execution.status.phase)
    for place in placements(execution):
        for entry in place:
            if isinstance(entry, PlacedCall):
                yield CallRow(entry.key, execution_id, entry.call, live=live)
            else:
                for calls in entry.calls:
                    for inner in calls:
                        yield CallRow(inner.key, execution_id, inner.call, entry.agent.name, live)
