"""The environment that an execution runs with: merged when it is made, kept while it lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stigmer_desktop.api.execution_context import ExecutionContext, ExecutionValue
from stigmer_desktop.api.kinds import (
    AGENT,
    AGENT_INSTANCE,
    API_VERSION,
    ENVIRONMENT,
    EXECUTION_CONTEXT,
    SESSION,
)
from stigmer_desktop.backend.errors import NotFound
from stigmer_desktop.backend.execution_contexts.controller import execution_context_client
from stigmer_desktop.backend.pipeline.resource_steps import find_by_reference, load_revealed
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit

# A value of an environment or of an execution: both have value and is_secret.
Values = Mapping[str, Any]
# Wiring without state: an execution ends in many places, and none of them should have to bring it.
_CONTEXTS = execution_context_client()


def open_context(unit: Unit, row: ResourceRow, runtime_env: Values | None = None) -> None:
    """Makes the execution context of an execution that has none.

    Args:
        runtime_env: the execution's own values, unmasked; None reads the stored ones.

    Raises:
        NotFound: an environment of its instance is not there.
        SecretUnreadable: the key to a secret value is not there.
    """
    if runtime_env is None:
        execution = unit.executions.header(row)
        unit.secrets.reveal(row.seq, row.kind, execution)
        runtime_env = execution.spec.runtime_env
    context = ExecutionContext(api_version=API_VERSION, kind=EXECUTION_CONTEXT.name)
    context.metadata.name = row.id
    context.spec.execution_id = row.id
    for name, value in merged([*_agent_values(unit, row), *_instance_values(unit, row), runtime_env]).items():
        context.spec.data[name].CopyFrom(value)
    _CONTEXTS.create(unit, context)


def close_context(unit: Unit, row: ResourceRow) -> None:
    """Removes the execution contexts of an execution."""
    for context in unit.resources.children(EXECUTION_CONTEXT, row.id):
        unit.resources.delete(context)


def merged(sources: Iterable[Values]) -> dict[str, ExecutionValue]:
    """The values of all sources, later ones winning.

    A value that is empty only declares its name. What any source marks as secret stays secret.
    """
    found: dict[str, ExecutionValue] = {}
    secret: set[str] = set()
    for values in sources:
        for name in values:
            value = values[name]
            if value.is_secret:
                secret.add(name)
            if value.value:
                found[name] = ExecutionValue(value=value.value)
    for name in secret & found.keys():
        found[name].is_secret = True
    return found


def _agent_values(unit: Unit, row: ResourceRow) -> list[Values]:
    agent_row = unit.resources.by_id(AGENT, row.agent_id or "")
    return [] if agent_row is None else [load_revealed(unit, AGENT, agent_row).spec.env_spec.data]


def _instance_values(unit: Unit, row: ResourceRow) -> list[Values]:
    """The values of the environments that the execution's instance refers to, in their order."""
    session = unit.resources.by_id(SESSION, row.parent_id or "")
    instance_row = session and unit.resources.by_id(AGENT_INSTANCE, session.parent_id or "")
    if not instance_row:
        return []
    instance: Any = unit.resources.message(AGENT_INSTANCE, instance_row)
    sources = []
    for number, reference in enumerate(instance.spec.environment_refs):
        environment = find_by_reference(unit, ENVIRONMENT, reference)
        if environment is None:
            raise NotFound(
                f"Environment not found: {reference.slug[:200]} "
                f"(spec.environment_refs[{number}] of AgentInstance {instance_row.id})"
            )
        sources.append(load_revealed(unit, ENVIRONMENT, environment).spec.data)
    return sources
