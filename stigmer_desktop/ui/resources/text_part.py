"""A text field of a form, checked by the contract's rules while one types."""

from __future__ import annotations

from typing import Any

import grpc
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.resources.field_text import FieldText, NameAt
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.form_field import FormField


class TextPart(QObject):
    """Checks the field while one types once it was left, so that no one is told off too early."""

    edited = Signal()

    def __init__(self, field: FormField, text: FieldText, parent: QObject | None = None) -> None:
        super().__init__(parent or field)
        self.field = field
        self._text = text
        self._was_left = False
        field.edited.connect(self._on_edited)
        field.left.connect(self._on_left)

    @property
    def widget(self) -> QWidget:
        return self.field

    def show(self, resource: Any) -> None:
        """Shows what `resource` has."""
        self.field.set_text(self._text.read(resource))
        self._was_left = False
        self.field.set_fault("")

    def fill(self, resource: Any) -> None:
        """Puts what is typed into `resource`."""
        self._text.write(resource, self.field.text)

    def check(self) -> QWidget | None:
        """Says what is wrong with the field; returns its input then."""
        self._was_left = True
        return self.field.input if self._say() else None

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against the field; returns its input then."""
        words = error.of_field(self._text.path)
        if isinstance(self._text, NameAt) and error.code is grpc.StatusCode.ALREADY_EXISTS:
            words = self.tr("This name is taken already. Choose another one.")
        if not words:
            return None
        self._was_left = True
        self.field.set_fault(words)
        return self.field.input

    def _on_edited(self) -> None:
        if self._was_left:
            self._say()
        self.edited.emit()

    def _on_left(self) -> None:
        if self.field.text:
            self._was_left = True
            self._say()

    def _say(self) -> str:
        fault = self._text.fault(self.field.text)
        self.field.set_fault(fault)
        return fault
