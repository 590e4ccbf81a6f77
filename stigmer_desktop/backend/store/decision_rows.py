"""The rows of decisions: what the user said about tool calls that waited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stigmer_desktop.api.execution import APPROVAL_ACTION_APPROVE_ALL
from stigmer_desktop.backend.store.raw_rows import PreparedQuery
from stigmer_desktop.backend.store.tables import Tables


@dataclass(frozen=True)
class Decision:
    """What was decided about one tool call.

    Attributes:
        tool_call_id: the call.
        action: the ApprovalAction.
        decided_at: when, in RFC 3339.
        comment: what the user said to it.
        tool_class: what else an "approve all" approves; empty where it is the call alone.
    """

    tool_call_id: str
    action: int
    decided_at: str
    comment: str = ""
    tool_class: str = ""


class DecisionRows:
    """The decisions of all executions. Methods that write run in the writer's transaction."""

    def __init__(self, tables: Tables) -> None:
        table = tables.decision
        self._table = table
        columns = (table.tool_call_id, table.action, table.decided_at, table.comment, table.tool_class)
        self._of_execution = PreparedQuery(table.select(*columns).where(table.execution_seq == 0))

    def of(self, execution_seq: int) -> dict[str, Decision]:
        """An execution's decisions by tool call id."""
        return {row[0]: Decision(*row) for row in self._of_execution.rows(execution_seq)}

    def add(self, execution_seq: int, decisions: Iterable[Decision]) -> None:
        """Keeps decisions; one that is there already stays as it was."""
        for decision in decisions:
            self._table.insert(execution_seq=execution_seq, **vars(decision)).on_conflict_ignore().execute()


def approved_classes(decisions: Iterable[Decision]) -> set[str]:
    """The classes of tool calls that the user has approved for the rest of an execution."""
    return {
        decision.tool_class
        for decision in decisions
        if decision.action == APPROVAL_ACTION_APPROVE_ALL and decision.tool_class
    }
