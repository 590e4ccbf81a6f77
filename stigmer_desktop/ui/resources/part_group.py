"""Several parts of a form as one, of which a choice may show some at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.ui.resources.form_part import FormPart
from stigmer_desktop.ui.theme import SPACE_5
from stigmer_desktop.ui.user_error import UserError


class PartGroup(QObject):
    """The parts below each other in one widget."""

    edited = Signal()

    def __init__(self, parts: Sequence[FormPart], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parts = tuple(parts)
        self._widget = QWidget()
        column = QVBoxLayout(self._widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_5)
        for part in parts:
            column.addWidget(part.widget)
            part.edited.connect(self.edited)

    @property
    def widget(self) -> QWidget:
        return self._widget

    def show(self, resource: Any) -> None:
        """Shows what `resource` has."""
        for part in self.parts:
            part.show(resource)

    def fill(self, resource: Any) -> None:
        """Puts what is shown into `resource`."""
        for part in self.parts:
            part.fill(resource)

    def check(self) -> QWidget | None:
        """Says all that is wrong; returns the first widget to mend it in."""
        return first_of([part.check() for part in self.parts])

    def show_error(self, error: UserError) -> QWidget | None:
        """Lets each part say what is about it."""
        return first_of([part.show_error(error) for part in self.parts])


def first_of(wrong: Sequence[QWidget | None]) -> QWidget | None:
    """The first that is something."""
    return next((widget for widget in wrong if widget is not None), None)
