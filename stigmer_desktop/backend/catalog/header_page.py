"""Pages of headers: one query for all kinds, filtered and ordered by indexed columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from stigmer_desktop.api.desktop import TimeRange
from stigmer_desktop.api.kinds import Kind
from stigmer_desktop.backend.store.clock import micros_of
from stigmer_desktop.backend.store.paging import page_size, position_of, token_of
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.resource_rows import ResourceRows

CREATED, CREATED_OLDEST_FIRST, ACTIVE, COMPLETED = "seq", "oldest", "active_at", "completed_at"


@dataclass(frozen=True)
class HeaderFilter:
    """Which resources a list of headers holds; what is empty takes all.

    Attributes:
        ids: only these.
        parent_id: only those directly below this.
        agent_id: only those of this agent.
        phases: in any of these.
        tags: with all of these.
        labels: with all of these labels, whatever their values.
        without_labels: with none of these.
        text: whose title or name holds these words.
        created: made in this range.
        completed: ended in this range.
    """

    ids: Sequence[str] = ()
    parent_id: str = ""
    agent_id: str = ""
    phases: Sequence[int] = ()
    tags: Sequence[str] = ()
    labels: Sequence[str] = ()
    without_labels: Sequence[str] = ()
    text: str = ""
    created: TimeRange = field(default_factory=TimeRange)
    completed: TimeRange = field(default_factory=TimeRange)


@dataclass(frozen=True)
class HeaderPage:
    """One page of rows; next_token is empty on the last one."""

    rows: list[ResourceRow]
    total: int
    next_token: str


def header_page(
    resources: ResourceRows, kind: Kind, chosen: HeaderFilter, request: Any, order: str = CREATED
) -> HeaderPage:
    """The page that `request` (page_size, page_token) asks for.

    Raises:
        InvalidArgument: the size or the token cannot be used.
    """
    table, _ = resources.query()
    size = page_size(request.page_size)
    condition = _condition(resources, kind, chosen)
    if order == COMPLETED:
        condition &= table.completed_at.is_null(False)
    total = int(table.select().where(condition).count())
    if request.page_token:
        condition &= _after(table, order, request.page_token)
    rows = resources.rows(table.select().where(condition).order_by(*_ordering(table, order)).limit(size + 1))
    last = rows[size - 1] if len(rows) > size else None
    return HeaderPage(rows[:size], total, _token(last, order) if last else "")


def _condition(resources: ResourceRows, kind: Kind, chosen: HeaderFilter) -> Any:
    table, tag_table = resources.query()
    condition = table.kind == kind.number
    if chosen.ids:
        condition &= table.id.in_(list(chosen.ids))
    if chosen.parent_id:
        condition &= table.parent_id == chosen.parent_id
    if chosen.agent_id:
        condition &= table.agent_id == chosen.agent_id
    if chosen.phases:
        condition &= table.phase.in_(sorted(set(chosen.phases)))
    for tag in sorted(set(chosen.tags)):
        condition &= table.seq.in_(tag_table.select(tag_table.resource_seq).where(tag_table.tag == tag))
    for label in sorted(set(chosen.labels)):
        condition &= table.seq.in_(resources.labelled(label))
    for label in sorted(set(chosen.without_labels)):
        condition &= table.seq.not_in(resources.labelled(label))
    for word in chosen.text.split():
        condition &= table.title.contains(word) | table.name.contains(word)
    for column, bounds in ((table.created_at, chosen.created), (table.completed_at, chosen.completed)):
        if bounds.HasField("from"):
            condition &= column >= micros_of(getattr(bounds, "from"))
        if bounds.HasField("before"):
            condition &= column < micros_of(bounds.before)
    return condition


def _ordering(table: Any, order: str) -> tuple[Any, ...]:
    if order == CREATED:
        return (table.seq.desc(),)
    if order == CREATED_OLDEST_FIRST:
        return (table.seq,)
    return (getattr(table, order).desc(), table.seq.desc())


def _after(table: Any, order: str, token: str) -> Any:
    """The condition for what stands after the place that `token` names."""
    if order in (CREATED, CREATED_OLDEST_FIRST):
        (seq,) = position_of(token, int)
        return table.seq < seq if order == CREATED else table.seq > seq
    moment, seq = position_of(token, int, int)
    column = getattr(table, order)
    return (column < moment) | ((column == moment) & (table.seq < seq))


def _token(row: ResourceRow, order: str) -> str:
    if order in (CREATED, CREATED_OLDEST_FIRST):
        return token_of(row.seq)
    return token_of(getattr(row, order), row.seq)
