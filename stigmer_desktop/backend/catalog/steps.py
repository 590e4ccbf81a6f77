"""The steps of the catalog: lists of headers, and the overview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import fn

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.desktop import (
    AgentHeader,
    ListAgentsResponse,
    ListSessionHeadersResponse,
    Overview,
    PhaseCount,
    SessionHeader,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, SESSION
from stigmer_desktop.backend.pipeline.context import ReadContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.sessions.steps import load_session
from stigmer_desktop.backend.store.clock import rfc3339
from stigmer_desktop.backend.store.listing import Filter, condition_of, page_of
from stigmer_desktop.backend.store.paging import page_size, position_of, token_of
from stigmer_desktop.backend.store.resource_rows import ResourceRow
from stigmer_desktop.backend.store.store import Unit

Context = ReadContext[Any, Any]
# How much of an error a list shows.
ERROR_LENGTH = 200


class ListAgentHeaders(StoreStep):
    """A page of agents as a list shows them, newest first."""

    def run(self, context: Context) -> None:
        request, unit = context.request, context.unit
        page = page_of(unit.resources, AGENT, Filter(), request.page_size, request.page_token)
        context.response = ListAgentsResponse(
            entries=[_agent_header(unit, row) for row in page.rows],
            next_page_token=page.next_token,
            total_count=page.total,
        )


class ListSessionHeaders(StoreStep):
    """A page of sessions as a list shows them, the one that was active last in front."""

    def run(self, context: Context) -> None:
        request, resources = context.request, context.unit.resources
        table, _ = resources.query()
        size = page_size(request.page_size)
        condition = condition_of(resources, SESSION, Filter(agent_id=request.agent_id))
        if request.ids:
            condition &= table.id.in_(list(request.ids))
        total = int(table.select().where(condition).count())
        if request.page_token:
            active_at, seq = position_of(request.page_token, int, int)
            condition &= (table.active_at < active_at) | ((table.active_at == active_at) & (table.seq < seq))
        query = table.select().where(condition).order_by(table.active_at.desc(), table.seq.desc())
        rows = resources.rows(query.limit(size + 1))
        last = rows[size - 1] if len(rows) > size else None
        context.response = ListSessionHeadersResponse(
            entries=session_headers(context.unit, rows[:size]),
            next_page_token=token_of(last.active_at, last.seq) if last else "",
            total_count=total,
        )


class DescribeServer(StoreStep):
    """Counts, sizes and runners at one moment.

    Args:
        describe: adds what the store does not know.
    """

    def __init__(self, describe: Callable[[Overview], None]) -> None:
        self._describe = describe

    def run(self, context: Context) -> None:
        resources = context.unit.resources
        counts = sorted(resources.phase_counts().items())
        overview = Overview(
            executions=[PhaseCount(phase=phase, count=count) for phase, count in counts],  # type: ignore[arg-type]
            session_count=resources.count(SESSION),
            agent_count=resources.count(AGENT),
            revision=resources.newest_revision(),
        )
        self._describe(overview)
        context.response = overview


def session_headers(unit: Unit, rows: list[ResourceRow]) -> list[SessionHeader]:
    """The sessions of `rows`, each with its agent's name and its newest execution."""
    table, _ = unit.resources.query()
    ids = [row.id for row in rows]
    newest = (
        table.select(table.parent_id, fn.MAX(table.seq), fn.COUNT(table.seq))
        .where(table.parent_id.in_(ids) & (table.kind == AGENT_EXECUTION.number))
        .group_by(table.parent_id)
    )
    found = {parent: (seq, count) for parent, seq, count in newest.tuples()}
    last_rows = unit.resources.rows(table.select().where(table.seq.in_([seq for seq, _ in found.values()])))
    last = {row.parent_id: row for row in last_rows}
    agents = {row.agent_id for row in rows if row.agent_id}
    names = dict(table.select(table.id, table.name).where(table.id.in_(list(agents))).tuples())
    return [
        _session_header(
            unit, row, names.get(row.agent_id, ""), found.get(row.id, (0, 0))[1], last.get(row.id)
        )
        for row in rows
    ]


def _session_header(
    unit: Unit, row: ResourceRow, agent_name: str, count: int, last: ResourceRow | None
) -> SessionHeader:
    header = SessionHeader(
        session=load_session(unit, row),
        revision=row.revision,
        created_at=rfc3339(row.created_at),
        active_at=rfc3339(row.active_at),
        agent_id=row.agent_id or "",
        agent_name=agent_name,
        execution_count=count,
    )
    if last is not None:
        header.last_execution_id = last.id
        header.last_phase = last.phase or 0  # type: ignore[assignment]
        header.last_error = unit.executions.status(last).error[:ERROR_LENGTH]
    return header


def _agent_header(unit: Unit, row: ResourceRow) -> AgentHeader:
    agent = Agent.FromString(unit.resources.message_bytes(row))
    shown = Agent(api_version=agent.api_version, kind=agent.kind, metadata=agent.metadata)
    shown.spec.description = agent.spec.description
    shown.spec.icon_url = agent.spec.icon_url
    shown.spec.default_model = agent.spec.default_model
    table, _ = unit.resources.query()
    sessions = table.select().where((table.agent_id == row.id) & (table.kind == SESSION.number)).count()
    return AgentHeader(
        agent=shown,
        revision=row.revision,
        created_at=rfc3339(row.created_at),
        updated_at=rfc3339(row.updated_at),
        session_count=sessions,
    )
