"""Turns rows into headers: what a list shows of a resource, and nothing more."""

from __future__ import annotations

from typing import Any

from peewee import fn

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.desktop import (
    AgentHeader,
    EnvironmentHeader,
    ExecutionHeader,
    InstanceHeader,
    McpServerHeader,
    SessionHeader,
    SkillHeader,
)
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.kinds import AGENT, SESSION
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.api.skill import Skill
from stigmer_desktop.backend.sessions.steps import load_session
from stigmer_desktop.backend.store.clock import rfc3339
from stigmer_desktop.backend.store.lease_rows import BUSY_PHASES
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit

# How much of an error a list shows.
ERROR_LENGTH = 200


def agent_headers(unit: Unit, rows: list[ResourceRow]) -> list[AgentHeader]:
    """Agents without instructions, MCP servers, sub-agents and status."""
    counts = _counts(unit, SESSION.number, "agent_id", [row.id for row in rows])
    headers = []
    for row in rows:
        agent = Agent.FromString(unit.resources.message_bytes(row))
        shown = Agent(api_version=agent.api_version, kind=agent.kind, metadata=agent.metadata)
        shown.spec.description = agent.spec.description
        shown.spec.icon_url = agent.spec.icon_url
        shown.spec.default_model = agent.spec.default_model
        shown.spec.approval_mode = agent.spec.approval_mode
        headers.append(AgentHeader(agent=shown, session_count=counts.get(row.id, 0), **_times(row)))
    return headers


def instance_headers(unit: Unit, rows: list[ResourceRow]) -> list[InstanceHeader]:
    """Instances with their agent's name."""
    names = names_of(unit, [row.agent_id for row in rows])
    counts = _counts(unit, SESSION.number, "parent_id", [row.id for row in rows])
    return [
        InstanceHeader(
            instance=AgentInstance.FromString(unit.resources.message_bytes(row)),
            agent_name=names.get(row.agent_id or "", ""),
            session_count=counts.get(row.id, 0),
            **_times(row),
        )
        for row in rows
    ]


def session_headers(unit: Unit, rows: list[ResourceRow]) -> list[SessionHeader]:
    """Sessions, each with its agent's name and the execution that says how it stands."""
    table, _ = unit.resources.query()
    # Only executions are below a session. To name their kind would lead the database through all of them.
    newest = (
        table.select(table.parent_id, fn.MAX(table.seq), fn.COUNT(table.seq))
        .where(table.parent_id.in_([row.id for row in rows]))
        .group_by(table.parent_id)
    )
    found = {parent: (seq, count) for parent, seq, count in newest.tuples()}
    busy = table.select(table.parent_id, table.seq).where(
        table.parent_id.in_([row.id for row in rows]) & table.phase.in_(BUSY_PHASES)
    )
    # What runs or waits for the user says more than what is queued behind it.
    found |= {parent: (seq, found[parent][1]) for parent, seq in busy.tuples()}
    last_rows = unit.resources.rows(table.select().where(table.seq.in_([seq for seq, _ in found.values()])))
    last = {row.parent_id: row for row in last_rows}
    names = names_of(unit, [row.agent_id for row in rows])
    headers = []
    for row in rows:
        header = SessionHeader(
            session=load_session(unit, row),
            revision=row.revision,
            created_at=rfc3339(row.created_at),
            active_at=rfc3339(row.active_at),
            agent_id=row.agent_id or "",
            agent_name=names.get(row.agent_id or "", ""),
            execution_count=found.get(row.id, (0, 0))[1],
        )
        newest_row = last.get(row.id)
        if newest_row is not None:
            header.last_execution_id = newest_row.id
            header.last_phase = newest_row.phase or 0  # type: ignore[assignment]
            header.last_error = unit.executions.status(newest_row).error[:ERROR_LENGTH]
        headers.append(header)
    return headers


def execution_headers(unit: Unit, rows: list[ResourceRow]) -> list[ExecutionHeader]:
    """Executions without messages, tool calls and sub-agents."""
    names = names_of(unit, [row.agent_id for row in rows])
    headers = []
    for row in rows:
        status = unit.executions.status(row)
        lease = unit.leases.lease_of(row.seq)
        heard = lease.heard_at if lease else 0
        headers.append(
            ExecutionHeader(
                metadata=unit.executions.metadata(row),
                session_id=row.parent_id or "",
                agent_id=row.agent_id or "",
                agent_name=names.get(row.agent_id or "", ""),
                subject=row.title,
                phase=row.phase or 0,  # type: ignore[arg-type]
                error=status.error[:ERROR_LENGTH],
                started_at=status.started_at,
                completed_at=status.completed_at,
                model=status.model,
                usage=status.usage if status.HasField("usage") else None,
                attempt=status.attempt,
                pending_approval_count=len(status.pending_approvals),
                heard_at=rfc3339(heard) or (_reported_at(status) if status.started_at else ""),
                pending_approvals=status.pending_approvals,
                **_times(row),
            )
        )
    return headers


def environment_headers(unit: Unit, rows: list[ResourceRow]) -> list[EnvironmentHeader]:
    """Environments as they are stored: secret values are masked."""
    return [
        EnvironmentHeader(
            environment=Environment.FromString(unit.resources.message_bytes(row)), **_times(row)
        )
        for row in rows
    ]


def mcp_server_headers(unit: Unit, rows: list[ResourceRow]) -> list[McpServerHeader]:
    """MCP servers."""
    return [
        McpServerHeader(mcp_server=McpServer.FromString(unit.resources.message_bytes(row)), **_times(row))
        for row in rows
    ]


def skill_headers(unit: Unit, rows: list[ResourceRow]) -> list[SkillHeader]:
    """Skills at their newest version, without the text of SKILL.md."""
    counts = unit.skills.counts([row.seq for row in rows])
    headers = []
    for row in rows:
        skill = Skill.FromString(unit.resources.message_bytes(row))
        skill.spec.skill_md = ""
        headers.append(
            SkillHeader(
                skill=skill,
                version_count=counts.get(row.seq, 0),
                description=row.title,
                **_times(row),
            )
        )
    return headers


def names_of(unit: Unit, agent_ids: list[str | None]) -> dict[str, str]:
    """The names of agents by their ids."""
    table, _ = unit.resources.query()
    wanted = sorted({agent_id for agent_id in agent_ids if agent_id})
    query = table.select(table.id, table.name).where(table.id.in_(wanted) & (table.kind == AGENT.number))
    return dict(query.tuples())


def _counts(unit: Unit, kind: int, column: str, ids: list[str]) -> dict[str, int]:
    """How many resources of `kind` name each of `ids` in `column`."""
    table, _ = unit.resources.query()
    named = getattr(table, column)
    query = table.select(named, fn.COUNT(table.seq)).where((table.kind == kind) & named.in_(ids))
    return dict(query.group_by(named).tuples())


def _reported_at(status: Any) -> str:
    moment = status.audit.status_audit.updated_at
    return rfc3339(moment.seconds * 1_000_000 + moment.nanos // 1000)


def _times(row: ResourceRow) -> dict[str, Any]:
    return {
        "revision": row.revision,
        "created_at": rfc3339(row.created_at),
        "updated_at": rfc3339(row.updated_at),
    }
