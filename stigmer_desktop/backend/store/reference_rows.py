"""Who refers to what: the references that resources carry, and the rows that tell who has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, ENVIRONMENT, MCP_SERVER, SKILL, Kind
from stigmer_desktop.backend.store.ids import slug_of
from stigmer_desktop.backend.store.tables import Tables


@dataclass(frozen=True)
class Reference:
    """A reference as it stands in a resource.

    Attributes:
        field: where it stands, for example "spec.skill_refs[0]".
        kind: the kind that it points at.
        target: what it points at.
        must_exist: whether a resource may only be stored while the target is there.
    """

    field: str
    kind: Kind
    target: ApiResourceReference
    must_exist: bool = True


def references_of(kind: int, message: Any) -> Iterator[Reference]:
    """Every reference to an environment, a skill or an MCP server in a resource of `kind`."""
    if kind == AGENT_INSTANCE.number:
        yield from _list("spec.environment_refs", ENVIRONMENT, message.spec.environment_refs)
    elif kind == AGENT.number:
        spec = message.spec
        yield from _list("spec.skill_refs", SKILL, spec.skill_refs)
        for number, sub_agent in enumerate(spec.sub_agents):
            yield from _list(f"spec.sub_agents[{number}].skill_refs", SKILL, sub_agent.skill_refs)
        for number, server in enumerate(spec.mcp_servers):
            # A definition that does not say how to reach the server names a stored one.
            if server.WhichOneof("server_type") is None:
                target = ApiResourceReference(kind=MCP_SERVER.number, slug=slug_of(server.name))
                yield Reference(f"spec.mcp_servers[{number}]", MCP_SERVER, target, must_exist=False)


class ReferenceRows:
    """The references of all stored resources. Methods that write run in the writer's transaction."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.reference

    def put(self, seq: int, kind: int, message: Any) -> None:
        """Keeps the references of a new resource."""
        targets = {(each.kind.number, each.target.slug) for each in references_of(kind, message)}
        rows = [(seq, target_kind, slug) for target_kind, slug in sorted(targets)]
        if rows:
            table = self._table
            fields = [table.resource_seq, table.kind, table.slug]
            table.insert_many(rows, fields=fields).execute()

    def replace(self, seq: int, kind: int, message: Any) -> None:
        """Keeps the references of a resource in place of those that it had."""
        self.drop(seq, kind)
        self.put(seq, kind, message)

    def drop(self, seq: int, kind: int) -> None:
        """Forgets the references of a resource."""
        if kind in (AGENT.number, AGENT_INSTANCE.number):
            self._table.delete().where(self._table.resource_seq == seq).execute()

    def users(self, kind: Kind, names: Iterable[str], limit: int) -> list[int]:
        """The numbers of the resources that refer to a target by one of its `names`, oldest first."""
        table = self._table
        query = (
            table.select(table.resource_seq)
            .where((table.kind == kind.number) & table.slug.in_(list(names)))
            .distinct()
            .order_by(table.resource_seq)
            .limit(limit)
        )
        return [int(row[0]) for row in query.tuples()]


def _list(path: str, kind: Kind, targets: Iterable[ApiResourceReference]) -> Iterator[Reference]:
    return (Reference(f"{path}[{number}]", kind, target) for number, target in enumerate(targets))
