"""Masks secret values in texts that somebody let them slip into, so that no index holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.kinds import (
    AGENT,
    AGENT_EXECUTION,
    AGENT_INSTANCE,
    ENVIRONMENT,
    EXECUTION_CONTEXT,
    SESSION,
    Kind,
)
from stigmer_desktop.backend.errors import SecretUnreadable, Unavailable
from stigmer_desktop.backend.pipeline.resource_steps import find_by_reference, load_revealed
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.secret_fields import MASK, secrets_of
from stigmer_desktop.backend.store.store import Unit

# A shorter value is no secret worth the name, and masking it would hide half of every text.
SHORTEST = 4


def secret_masking(unit: Unit, row: ResourceRow) -> Callable[[str], str]:
    """What masks, in the texts of an agent, a session or an execution, the secrets that it works with.

    A secret that cannot be read, because its key is not there, cannot be told from other words.
    """
    values = {value for value in _secret_values(unit, row) if len(value) >= SHORTEST}
    if not values:
        return str
    # The longer first: one secret may begin with another.
    ordered = sorted(values, key=lambda value: (-len(value), value))
    pattern = re.compile("|".join(re.escape(value) for value in ordered))
    return lambda text: pattern.sub(MASK, text)


def _secret_values(unit: Unit, row: ResourceRow) -> Iterator[str]:
    if not unit.secrets.exist():
        return
    for kind, source in _sources(unit, row):
        try:
            message = load_revealed(unit, kind, source)
        except (SecretUnreadable, Unavailable):
            continue
        yield from (value.value for _, value in secrets_of(kind.number, message))


def _sources(unit: Unit, row: ResourceRow) -> Iterator[tuple[Kind, ResourceRow]]:
    """Everything whose secrets may stand in the texts of a resource."""
    resources = unit.resources
    instance_id = ""
    if row.kind == AGENT.number:
        yield AGENT, row
    elif row.kind == SESSION.number:
        instance_id = row.parent_id or ""
        # Its subject may be the first words of its first execution's message.
        yield from ((AGENT_EXECUTION, each) for each in resources.children(AGENT_EXECUTION, row.id, 1))
    elif row.kind == AGENT_EXECUTION.number:
        yield AGENT_EXECUTION, row
        yield from ((EXECUTION_CONTEXT, each) for each in resources.children(EXECUTION_CONTEXT, row.id))
        session = resources.by_id(SESSION, row.parent_id or "")
        instance_id = (session.parent_id if session else "") or ""
    agent = resources.by_id(AGENT, row.agent_id or "")
    if agent is not None:
        yield AGENT, agent
    instance_row = resources.by_id(AGENT_INSTANCE, instance_id)
    if instance_row is not None:
        instance = AgentInstance.FromString(resources.message_bytes(instance_row))
        for reference in instance.spec.environment_refs:
            environment = find_by_reference(unit, ENVIRONMENT, reference)
            if environment is not None:
                yield ENVIRONMENT, environment
