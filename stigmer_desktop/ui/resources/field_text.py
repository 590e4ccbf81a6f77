"""How the text of a form's field stands in a resource: as a string, a number, or one line each."""

from __future__ import annotations

from typing import Any, Protocol

from google.protobuf.message import Message

from stigmer_desktop.ui.resources.field_rules import (
    fault_of_name,
    fault_of_number,
    fault_of_text,
    rules_at,
)


class FieldText(Protocol):
    """One field of a resource as text."""

    @property
    def path(self) -> str:
        """Where it stands, as the server names it in a refusal."""

    def read(self, resource: Any) -> str:
        """The text for what `resource` has."""

    def write(self, resource: Any, text: str) -> None:
        """Puts what `text` says into `resource`."""

    def fault(self, text: str) -> str:
        """What the contract says against `text`; empty if nothing."""


class StringAt:
    """A string. What is at its ends and cannot be seen is left out, unless it is long text."""

    def __init__(self, message: type[Message], path: str, *, is_long: bool = False) -> None:
        self.path = path
        self._rules = rules_at(message, path)
        self._is_long = is_long

    def read(self, resource: Any) -> str:
        return str(value_at(resource, self.path))

    def write(self, resource: Any, text: str) -> None:
        set_value_at(resource, self.path, text if self._is_long else text.strip())

    def fault(self, text: str) -> str:
        return fault_of_text(self._rules, text if self._is_long else text.strip())


class NameAt:
    """The name of a resource, from which the server makes its slug."""

    path = "metadata.name"

    def read(self, resource: Any) -> str:
        return str(resource.metadata.name)

    def write(self, resource: Any, text: str) -> None:
        resource.metadata.name = text.strip()

    def fault(self, text: str) -> str:
        return fault_of_name(text)


class NumberAt:
    """A whole number; 0 is empty."""

    def __init__(self, message: type[Message], path: str) -> None:
        self.path = path
        self._rules = rules_at(message, path)

    def read(self, resource: Any) -> str:
        return str(value_at(resource, self.path) or "")

    def write(self, resource: Any, text: str) -> None:
        set_value_at(resource, self.path, 0 if self.fault(text) else int(text.strip() or "0"))

    def fault(self, text: str) -> str:
        return fault_of_number(self._rules, text)


class LinesAt:
    """A list of strings, one on each line; empty lines do not count."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, resource: Any) -> str:
        return "\n".join(value_at(resource, self.path))

    def write(self, resource: Any, text: str) -> None:
        lines = value_at(resource, self.path)
        del lines[:]
        lines.extend(line.strip() for line in text.splitlines() if line.strip())

    def fault(self, text: str) -> str:
        return ""


def value_at(resource: Any, path: str) -> Any:
    """What `resource` has at `path` ("spec.description")."""
    for name in path.split("."):
        resource = getattr(resource, name)
    return resource


def set_value_at(resource: Any, path: str, value: Any) -> None:
    """Sets what `resource` has at `path`."""
    owner, _, last = path.rpartition(".")
    setattr(value_at(resource, owner) if owner else resource, last, value)
