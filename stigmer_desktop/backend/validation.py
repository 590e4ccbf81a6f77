"""Checks messages against the buf.validate rules of the contract."""

from __future__ import annotations

from collections.abc import Iterable

import protovalidate
from google.protobuf.message import Message

from stigmer_desktop.backend.errors import FieldViolation


def violations_of(message: Message) -> list[FieldViolation]:
    """Every rule that `message` breaks, in the order of its fields."""
    return [
        FieldViolation(
            field=_path(violation.proto.field.elements) if violation.proto.field else "",
            rule_id=violation.proto.rule_id,
            message=violation.proto.message or violation.proto.rule_id,
        )
        for violation in protovalidate.collect_violations(message)
    ]


def warm_up(message: Message) -> None:
    """Compiles the rules of `message`'s type, which is slow the first time."""
    violations_of(message)


def _path(elements: Iterable[object]) -> str:
    """The field path in words, for example `spec.sub_agents[1].name`."""
    path = ""
    for element in elements:
        name = getattr(element, "field_name", "")
        path += f".{name}" if path else name
        subscript = getattr(element, "subscript", None)
        if subscript is not None:
            # A key of a map stands in quotes, a place in a list does not.
            value = subscript.value
            path += f'["{value}"]' if isinstance(value, str) else f"[{value}]"
    return path
