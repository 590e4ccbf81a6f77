"""A part of a form: shows some fields of a resource, and says what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.user_error import UserError


class FormPart(Protocol):
    """What a form asks of each of its parts."""

    @property
    def edited(self) -> SignalInstance:
        """Emitted when the user changed something."""

    @property
    def widget(self) -> QWidget:
        """What stands in the form."""

    def show(self, resource: Any) -> None:
        """Shows what `resource` has, with nothing wrong yet."""

    def fill(self, resource: Any) -> None:
        """Puts what is shown into `resource`."""

    def check(self) -> QWidget | None:
        """Says all that is wrong; returns the first widget to mend it in, None if nothing is wrong."""

    def show_error(self, error: UserError) -> QWidget | None:
        """Puts the server's words beside what they are about; returns that, None if it is not here."""


def error_below(error: UserError, path: str) -> UserError:
    """`error` as one sees it from `path`: only the fields below that, named from there on."""
    below = {
        name.removeprefix(path).removeprefix("."): words
        for name, words in error.fields.items()
        if name.startswith((f"{path}.", f"{path}["))
    }
    return replace(error, fields=below)
