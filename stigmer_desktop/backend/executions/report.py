"""What a runner reports, merged into what is stored: only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stigmer_desktop.api.desktop import AppendStatusRequest
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    SUB_AGENT_CANCELLED,
    TOOL_CALL_INTERRUPTED,
    AgentExecutionStatus,
    AgentMessage,
)
from stigmer_desktop.api.phases import is_terminal, may_report, phase_name
from stigmer_desktop.backend.errors import FailedPrecondition, InvalidArgument, TooLarge
from stigmer_desktop.backend.executions.phase_change import store_status
from stigmer_desktop.backend.executions.settlement import (
    Element,
    element_of,
    keep_decisions,
    row_of,
)
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.decision_rows import Decision
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit
from stigmer_desktop.backend.store.tables import MESSAGES, SUB_AGENTS, TOOL_CALLS

# An execution is answered in one message of at most 64 MB; what the server adds to it needs a little.
LARGEST_EXECUTION = 60 * 1024 * 1024
SMALL_REPORT = 64 * 1024
# Fields that replace what is stored when they are not empty.
_PLAIN_FIELDS = ("phase", "error", "started_at", "completed_at", "model")


@dataclass
class PartChanges:
    """The rows that a report changes, and the lists that it makes shorter.

    Attributes:
        rows: new or different rows.
        cuts: (part, length): the attempt's list ends there.
    """

    rows: list[PartRow] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.cuts)


def replace_status(unit: Unit, row: ResourceRow, sent: AgentExecutionStatus, attempt: int) -> int:
    """updateStatus: what is sent replaces, what is not sent stays (behaviour.md).

    Args:
        attempt: the attempt that reports.

    Returns:
        the execution's revision after the report.

    Raises:
        FailedPrecondition: the phase does not allow what the report would change.
    """
    changes = PartChanges()
    lists: tuple[tuple[int, Sequence[Element]], ...] = (
        (MESSAGES, sent.messages),
        (TOOL_CALLS, sent.tool_calls),
        (SUB_AGENTS, sent.sub_agent_executions),
    )
    decided = unit.decisions.of(row.seq)
    for part, elements in lists:
        if elements:
            _replace_list(unit, row, part, attempt, elements, decided, changes)
    return _store(unit, row, sent, changes, attempt)


def append_status(unit: Unit, row: ResourceRow, sent: AppendStatusRequest) -> int:
    """appendStatus: only what is new or changed comes in.

    Returns:
        the execution's revision after the report.

    Raises:
        FailedPrecondition: the phase does not allow what the report would change.
        InvalidArgument: a message would leave a gap, or a tool call or sub-agent has no id.
    """
    changes = PartChanges()
    decided = unit.decisions.of(row.seq)
    _append_messages(unit, row, sent, decided, changes)
    _append_by_id(unit, row, TOOL_CALLS, sent.attempt, sent.tool_calls, decided, changes)
    _append_by_id(unit, row, SUB_AGENTS, sent.attempt, sent.sub_agent_executions, decided, changes)
    status = AgentExecutionStatus(warnings=sent.warnings)
    for name in _PLAIN_FIELDS:
        setattr(status, name, getattr(sent, name))
    if sent.HasField("usage"):
        status.usage.CopyFrom(sent.usage)
    for key, todo in sent.todos.items():
        status.todos[key].CopyFrom(todo)
    return _store(unit, row, status, changes, sent.attempt, settled=sent.settled_warnings)


def _replace_list(
    unit: Unit,
    row: ResourceRow,
    part: int,
    attempt: int,
    elements: Sequence[Element],
    decided: dict[str, Decision],
    changes: PartChanges,
) -> None:
    # Most of a long list is as it was: only its bytes are made, and compared.
    stored = unit.executions.part_data(row, part, attempt)
    for seq, element in enumerate(elements):
        if decided:
            keep_decisions(element, decided)
        if seq >= len(stored) or stored[seq] != element.SerializeToString(deterministic=True):
            changes.rows.append(row_of(element, part, attempt, seq))
    if len(elements) < len(stored):
        changes.cuts.append((part, len(elements)))


def _append_messages(
    unit: Unit,
    row: ResourceRow,
    sent: AppendStatusRequest,
    decided: dict[str, Decision],
    changes: PartChanges,
) -> None:
    if not sent.messages:
        return
    length = unit.executions.part_count(row, MESSAGES, sent.attempt)
    for number, place in enumerate(sorted(sent.messages, key=lambda each: each.index)):
        if place.index > length:
            raise InvalidArgument.of_field(
                f"messages[{number}].index",
                "message_index.gap",
                f"this attempt has {length} messages, so the next index is {length}, not {place.index}",
            )
        keep_decisions(place.message, decided)
        fresh = row_of(place.message, MESSAGES, sent.attempt, place.index)
        if place.index == length:
            length += 1
            changes.rows.append(fresh)
        elif unit.executions.part_at(row, MESSAGES, sent.attempt, place.index) != fresh:
            changes.rows.append(fresh)


def _append_by_id(
    unit: Unit,
    row: ResourceRow,
    part: int,
    attempt: int,
    elements: Iterable[Element],
    decided: dict[str, Decision],
    changes: PartChanges,
) -> None:
    latest = {("" if isinstance(each, AgentMessage) else each.id): each for each in elements}
    if not latest:
        return
    if "" in latest:
        raise InvalidArgument.of_field(
            "tool_calls" if part == TOOL_CALLS else "sub_agent_executions",
            "id.required",
            "each needs an id, by which it is changed later",
        )
    stored = {
        each.key: each
        for each in unit.executions.parts_with_keys(row, part, latest)
        if each.attempt == attempt or each.key in decided or _goes_on(each)
    }
    length = unit.executions.part_count(row, part, attempt)
    for key, element in latest.items():
        keep_decisions(element, decided)
        before = stored.get(key)
        place = (before.attempt, before.seq) if before else (attempt, length)
        fresh = row_of(element, part, *place)
        length += before is None
        if before != fresh:
            changes.rows.append(fresh)


def _goes_on(row: PartRow) -> bool:
    """Whether what an earlier attempt had begun may be brought to its end by a later one."""
    element = element_of(row)
    if isinstance(element, AgentMessage):
        return False
    return row.open or element.status in (TOOL_CALL_INTERRUPTED, SUB_AGENT_CANCELLED)


def _store(
    unit: Unit,
    row: ResourceRow,
    sent: AgentExecutionStatus,
    changes: PartChanges,
    attempt: int,
    settled: Sequence[str] = (),
) -> int:
    status = unit.executions.status(row)
    before = status.SerializeToString(deterministic=True)
    current = row.phase or 0
    settled_now = set(settled).intersection(status.warnings)
    if is_terminal(current) and _in_grace(unit, row, sent):
        # What was said may still come in; how it ended is settled.
        for name in ("error", "started_at", "completed_at"):
            sent.ClearField(name)
    elif is_terminal(current) and (changes or settled_now or _changes_header(status, sent)):
        raise FailedPrecondition(
            f"The execution has ended ({phase_name(current)}); a report cannot change it."
        )
    if not may_report(current, sent.phase):
        raise FailedPrecondition(
            f"An execution that is {phase_name(current)} cannot be reported as {phase_name(sent.phase)}."
        )
    _merge_header(status, sent)
    for warning in settled_now:
        status.warnings.remove(warning)
    if not changes and status.SerializeToString(deterministic=True) == before:
        return row.revision
    for part, length in changes.cuts:
        unit.executions.cut_parts(row, part, attempt, length)
    revision = store_status(unit, row, status, changes.rows, parts_cut=bool(changes.cuts))
    # How it ends can always be said.
    grows = bool(changes.rows) or sent.ByteSize() > SMALL_REPORT
    if grows and unit.executions.exceeds(row, LARGEST_EXECUTION):
        raise TooLarge(
            f"With this report the execution would have more than {LARGEST_EXECUTION // 2**20} MB, and could "
            "not be read any more. Nothing of the report was stored."
        )
    return revision


def _in_grace(unit: Unit, row: ResourceRow, sent: AgentExecutionStatus) -> bool:
    """Whether the last holder of a cancelled execution may still add what it had (lifecycle.md)."""
    lease = unit.leases.lease_of(row.seq)
    return (
        row.phase == EXECUTION_CANCELLED
        and sent.phase in (0, EXECUTION_CANCELLED)
        and lease is not None
        and lease.grace_until > now_micros()
    )


def _changes_header(status: AgentExecutionStatus, sent: AgentExecutionStatus) -> bool:
    merged = AgentExecutionStatus()
    merged.CopyFrom(status)
    _merge_header(merged, sent)
    return merged != status


def _merge_header(status: AgentExecutionStatus, sent: AgentExecutionStatus) -> None:
    """Takes over what stands in the status itself; phase 0 and empty values change nothing."""
    for name in _PLAIN_FIELDS:
        value = getattr(sent, name)
        if value:
            setattr(status, name, value)
    if sent.HasField("usage"):
        status.usage.CopyFrom(sent.usage)
    if sent.callback_token:
        status.callback_token = sent.callback_token
    if sent.todos:
        status.todos.clear()
        for key, todo in sent.todos.items():
            status.todos[key].CopyFrom(todo)
    for warning in sent.warnings:
        if warning not in status.warnings:
            status.warnings.append(warning)
