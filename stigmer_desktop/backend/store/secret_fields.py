"""Where values that may be marked secret stand in each kind of resource, and how they are masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.desktop import ClaimRequest
from stigmer_desktop.api.execution import RecoverAgentExecutionInput
from stigmer_desktop.api.kinds import (
    AGENT,
    AGENT_EXECUTION,
    ENVIRONMENT,
    EXECUTION_CONTEXT,
    KINDS,
    MCP_SERVER,
    Kind,
)

# What stands in place of a secret value wherever it is not shown.
MASK = "••••"


@dataclass(frozen=True)
class _Values:
    """The map of one kind that holds values: its path, and how to get it."""

    path: str
    of: Callable[[Any], Any]


_VALUES: dict[int, _Values] = {
    ENVIRONMENT.number: _Values("spec.data", lambda message: message.spec.data),
    EXECUTION_CONTEXT.number: _Values("spec.data", lambda message: message.spec.data),
    AGENT_EXECUTION.number: _Values("spec.runtime_env", lambda message: message.spec.runtime_env),
    AGENT.number: _Values("spec.env_spec.data", lambda message: message.spec.env_spec.data),
    MCP_SERVER.number: _Values("spec.env_spec.data", lambda message: message.spec.env_spec.data),
}
KINDS_WITH_SECRETS = tuple(_VALUES)
_KINDS = {KINDS[number].message: number for number in _VALUES}
# Requests whose work reads secret values that are stored.
_READERS = (ClaimRequest, RecoverAgentExecutionInput)


def values_of(kind: int, message: Any) -> Any:
    """The map from names to values of a resource; empty for kinds that have none."""
    values = _VALUES.get(kind)
    return values.of(message) if values else {}


def field_of(kind: int, name: str) -> str:
    """The path of one value, for errors."""
    return f'{_VALUES[kind].path}["{name[:100]}"].value'


def secrets_of(kind: int, message: Any) -> Iterator[tuple[str, Any]]:
    """The names and values that are marked secret, in the order of their names."""
    values = values_of(kind, message)
    return ((name, values[name]) for name in sorted(values) if values[name].is_secret)


def mask(kind: Kind, message: Any) -> None:
    """Puts the mask in place of each secret value of `message`."""
    for _, value in secrets_of(kind.number, message):
        if value.value:
            value.value = MASK


def brings_secrets(request: Any) -> bool:
    """Whether `request` is a resource with secret values that are not masked."""
    kind = _KINDS.get(type(request), 0)
    return any(value.value not in ("", MASK) for _, value in secrets_of(kind, request))


def may_use_secrets(request: Any) -> bool:
    """Whether what `request` asks for may read or write secret values that are stored."""
    return type(request) in _KINDS or isinstance(request, _READERS)
