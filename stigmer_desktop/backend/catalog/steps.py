"""The steps of the catalog: lists of headers, and the overview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from stigmer_desktop.api.desktop import (
    EXECUTION_ORDER_COMPLETED_LAST_FIRST,
    EXECUTION_ORDER_OLDEST_FIRST,
    EXECUTION_ORDER_UNSPECIFIED,
    ListAgentsResponse,
    ListEnvironmentsResponse,
    ListExecutionHeadersResponse,
    ListInstancesResponse,
    ListMcpServersResponse,
    ListSessionHeadersResponse,
    ListSkillsResponse,
    ListSkillVersionsResponse,
    ListTagsResponse,
    Overview,
    PhaseCount,
    SkillTag,
    TagCount,
)
from stigmer_desktop.api.execution import EXECUTION_WAITING_FOR_APPROVAL
from stigmer_desktop.api.kinds import (
    AGENT,
    AGENT_EXECUTION,
    AGENT_INSTANCE,
    ENVIRONMENT,
    MCP_SERVER,
    SESSION,
    SKILL,
    Kind,
)
from stigmer_desktop.api.skill import Skill
from stigmer_desktop.backend.catalog.header_page import (
    ACTIVE,
    COMPLETED,
    CREATED,
    CREATED_OLDEST_FIRST,
    HeaderFilter,
    header_page,
)
from stigmer_desktop.backend.catalog.headers import (
    agent_headers,
    environment_headers,
    execution_headers,
    instance_headers,
    mcp_server_headers,
    session_headers,
    skill_headers,
)
from stigmer_desktop.backend.pipeline.context import ReadContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import required_row
from stigmer_desktop.backend.store.paging import page_size, position_of, token_of
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit

Context = ReadContext[Any, Any]
Headers = Callable[[Unit, list[ResourceRow]], list[Any]]
# How many tags one answer has at most; the contract says the same.
MOST_TAGS = 500
_ORDERS = {
    EXECUTION_ORDER_OLDEST_FIRST: CREATED_OLDEST_FIRST,
    EXECUTION_ORDER_COMPLETED_LAST_FIRST: COMPLETED,
}


class ListHeaders(StoreStep):
    """A page of headers of one kind, as the request filters and orders them.

    Args:
        kind: what is listed.
        headers: makes headers of rows.
        response: the type of the answer.
        order: how they are ordered, where the request does not say.
    """

    def __init__(
        self, kind: Kind, headers: Headers, response: Callable[..., Any], order: str = CREATED
    ) -> None:
        self._kind = kind
        self._headers = headers
        self._response = response
        self._order = order

    def run(self, context: Context) -> None:
        request = context.request
        order = _ORDERS.get(getattr(request, "order", EXECUTION_ORDER_UNSPECIFIED), self._order)
        page = header_page(context.unit.resources, self._kind, _filter_of(request), request, order)
        context.response = self._response(
            entries=self._headers(context.unit, page.rows),
            next_page_token=page.next_token,
            total_count=page.total,
        )


LIST_AGENTS = ListHeaders(AGENT, agent_headers, ListAgentsResponse)
LIST_INSTANCES = ListHeaders(AGENT_INSTANCE, instance_headers, ListInstancesResponse)
LIST_SESSIONS = ListHeaders(SESSION, session_headers, ListSessionHeadersResponse, ACTIVE)
LIST_EXECUTIONS = ListHeaders(AGENT_EXECUTION, execution_headers, ListExecutionHeadersResponse)
LIST_ENVIRONMENTS = ListHeaders(ENVIRONMENT, environment_headers, ListEnvironmentsResponse)
LIST_SKILLS = ListHeaders(SKILL, skill_headers, ListSkillsResponse)
LIST_MCP_SERVERS = ListHeaders(MCP_SERVER, mcp_server_headers, ListMcpServersResponse)


class ListSkillVersions(StoreStep):
    """A page of the versions that a skill had, and the tags that stand on them now."""

    def run(self, context: Context) -> None:
        request, unit = context.request, context.unit
        row = required_row(unit, SKILL, request.skill_id)
        size = page_size(request.page_size)
        before = position_of(request.page_token, int)[0] if request.page_token else None
        found = unit.skills.page(row, size + 1, None if before is None else int(before))
        entries = [skill for _, skill in found[:size]]
        tags = _tags_of(entries, unit.skills.tags(row))
        for skill in entries:
            skill.spec.skill_md = ""
            own = (each.tag for each in tags if each.version_hash == skill.status.version_hash)
            skill.spec.tag = next(own, "")
        context.response = ListSkillVersionsResponse(
            entries=entries,
            tags=tags,
            next_page_token=token_of(found[size - 1][0]) if len(found) > size else "",
            total_count=unit.skills.counts([row.seq]).get(row.seq, 0),
        )


class CountTags(StoreStep):
    """The tags that resources of a kind have, the most used first."""

    def run(self, context: Context) -> None:
        request = context.request
        counts, total = context.unit.resources.tag_counts(request.kind, request.limit or MOST_TAGS)
        entries = [TagCount(tag=tag, count=count) for tag, count in counts]
        context.response = ListTagsResponse(entries=entries, total_count=total)


class DescribeServer(StoreStep):
    """Counts, sizes and runners at one moment.

    Args:
        describe: adds what the store does not know.
    """

    def __init__(self, describe: Callable[[Overview], None]) -> None:
        self._describe = describe

    def run(self, context: Context) -> None:
        unit, resources = context.unit, context.unit.resources
        counts = resources.phase_counts()
        overview = Overview(
            executions=[PhaseCount(phase=phase, count=count) for phase, count in sorted(counts.items())],  # type: ignore[arg-type]
            session_count=resources.count(SESSION),
            agent_count=resources.count(AGENT),
            revision=unit.changes.newest_revision(),
        )
        if counts.get(EXECUTION_WAITING_FOR_APPROVAL):
            overview.pending_approval_count = _pending_approvals(unit)
        self._describe(overview)
        held = Counter(lease.runner_id for lease in unit.leases.held())
        for runner in overview.runners:
            runner.executions = held[runner.runner_id]
        context.response = overview


def _pending_approvals(unit: Unit) -> int:
    table, _ = unit.resources.query()
    waiting = unit.resources.rows(
        table.select().where(
            (table.kind == AGENT_EXECUTION.number) & (table.phase == EXECUTION_WAITING_FOR_APPROVAL)
        )
    )
    return sum(len(unit.executions.status(row).pending_approvals) for row in waiting)


def _tags_of(versions: list[Skill], tags: Mapping[str, str]) -> list[SkillTag]:
    hashes = {skill.status.version_hash for skill in versions}
    return [SkillTag(tag=tag, version_hash=each) for tag, each in tags.items() if each in hashes]


def _filter_of(request: Any) -> HeaderFilter:
    """What the request asks for; a list that has no such field takes all."""
    names = {field.name for field in request.DESCRIPTOR.fields}
    plain = names & {
        "ids",
        "agent_id",
        "phases",
        "tags",
        "labels",
        "without_labels",
        "text",
        "created",
        "completed",
    }
    values = {name: getattr(request, name) for name in plain}
    if "session_id" in names:
        values["parent_id"] = request.session_id
    return HeaderFilter(**values)
