"""The part of a form that shows a map of values."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.resources.env_lines import NamedValue
from stigmer_desktop.ui.resources.field_text import value_at
from stigmer_desktop.ui.resources.value_rows import ValueRows
from stigmer_desktop.ui.user_error import UserError


class ValueMap(Protocol):
    """How the values stand in a resource."""

    def read(self, values: Any) -> list[NamedValue]: ...

    def write(self, values: Any, rows: list[NamedValue]) -> None: ...


class EnvironmentValues:
    """A map to EnvironmentValue, in the order of its names."""

    def read(self, values: Any) -> list[NamedValue]:
        return [
            NamedValue(name, values[name].value, values[name].is_secret, values[name].description)
            for name in sorted(values)
        ]

    def write(self, values: Any, rows: list[NamedValue]) -> None:
        for row in rows:
            value = values[row.name]
            value.value, value.is_secret, value.description = row.value, row.is_secret, row.description


class PlainValues:
    """A map to strings, in the order of its names."""

    def read(self, values: Any) -> list[NamedValue]:
        return [NamedValue(name, values[name]) for name in sorted(values)]

    def write(self, values: Any, rows: list[NamedValue]) -> None:
        for row in rows:
            values[row.name] = row.value


class ValuesPart(QObject):
    """Shows the map at `path`; values without a name are not kept."""

    edited = Signal()

    def __init__(self, rows: ValueRows, path: str, values: ValueMap, parent: QObject | None = None) -> None:
        super().__init__(parent or rows)
        self.rows = rows
        self._path = path
        self._values = values
        rows.edited.connect(self.edited)

    @property
    def widget(self) -> QWidget:
        return self.rows

    def show(self, resource: Any) -> None:
        """Shows what `resource` has."""
        self.rows.set_values(self._values.read(value_at(resource, self._path)))

    def fill(self, resource: Any) -> None:
        """Puts what is typed into `resource`."""
        values = value_at(resource, self._path)
        rows = [row for row in self.rows.values if row.name or row.value]
        if not rows and not len(values):
            # To touch an empty map would put the message into being that it stands in.
            return
        values.clear()
        self._values.write(values, rows)

    def check(self) -> QWidget | None:
        """Says what is wrong with the names."""
        return self.rows.check()

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against a value, beside it."""
        for row in self.rows.rows:
            name = row.named_value.name
            for path in (f"{self._path}.{name}", f'{self._path}["{name}"]', f"{self._path}[{name}]"):
                words = error.of_field(path)
                if words:
                    row.set_fault(words)
                    return row.name
        return None
