"""The published lists: newest first by creation, filtered, with stable tokens and true totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from stigmer_desktop.api.kinds import Kind
from stigmer_desktop.backend.store.paging import (
    LARGEST_ANSWER,
    page_count,
    page_size,
    position_of,
    token_of,
)
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.resource_rows import ResourceRows


@dataclass(frozen=True)
class Filter:
    """Which resources a list holds.

    Attributes:
        phase: an execution's phase; 0 takes all.
        parent_ids: only those below one of these, when set.
        agent_id: only those of this agent, when set.
        tags: only those that have all of these.
    """

    phase: int = 0
    parent_ids: Sequence[str] | None = None
    agent_id: str = ""
    tags: Iterable[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Page:
    """One page of rows; next_token is empty on the last one."""

    rows: list[ResourceRow]
    total: int
    size: int
    next_token: str

    @property
    def total_pages(self) -> int:
        return page_count(self.total, self.size)


def page_of(resources: ResourceRows, kind: Kind, chosen: Filter, size: int, token: str) -> Page:
    """The page of `kind` that begins at `token`, newest first.

    Raises:
        InvalidArgument: the size or the token cannot be used.
    """
    table, _ = resources.query()
    size = page_size(size)
    condition = condition_of(resources, kind, chosen)
    total = int(table.select().where(condition).count())
    if token:
        condition &= table.seq < position_of(token, int)[0]
    rows = resources.rows(table.select().where(condition).order_by(table.seq.desc()).limit(size + 1))
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, total, size, token_of(rows[-1].seq) if more else "")


def condition_of(resources: ResourceRows, kind: Kind, chosen: Filter) -> Any:
    """The WHERE of a list."""
    table, tag_table = resources.query()
    condition = table.kind == kind.number
    if chosen.phase:
        condition &= table.phase == chosen.phase
    if chosen.parent_ids is not None:
        condition &= table.parent_id.in_(list(chosen.parent_ids))
    if chosen.agent_id:
        condition &= table.agent_id == chosen.agent_id
    for tag in sorted(set(chosen.tags)):
        condition &= table.seq.in_(tag_table.select(tag_table.resource_seq).where(tag_table.tag == tag))
    return condition


def bounded(page: Page, load: Callable[[ResourceRow], Message]) -> tuple[list[Any], str]:
    """The messages of a page, which ends early before they grow too large, and the next token."""
    entries: list[Message] = []
    used = 0
    for row in page.rows:
        entry = load(row)
        used += entry.ByteSize()
        if entries and used > LARGEST_ANSWER:
            return entries, token_of(page.rows[len(entries) - 1].seq)
        entries.append(entry)
    return entries, page.next_token
