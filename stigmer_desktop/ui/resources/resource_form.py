"""The form of a resource: its parts below each other, and what belongs to none of them above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.resources.form_part import FormPart
from stigmer_desktop.ui.resources.tab_chain import follow_layout
from stigmer_desktop.ui.theme import SPACE_1, SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton


class ResourceForm(CentredColumn):
    """Knows nothing of what its parts show; every kind of resource has its form made of other parts."""

    edited = Signal()

    def __init__(self, theme: Theme, parts: Sequence[FormPart] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._parts: list[FormPart] = []
        self._first: QWidget | None = None
        self._remedy: Callable[[], None] | None = None
        self.fault = QLabel()
        self.fault.setFont(text_font(13))
        self.fault.setProperty("tone", "error")
        self.fault.setWordWrap(True)
        self.remedy = PushButton(theme, "", kind="danger")
        self.remedy.setAccessibleName(self.tr("What can be done about it"))
        self.remedy.clicked.connect(self._on_remedy_clicked)
        self._strip = QFrame()
        self._strip.setProperty("surface", "card")
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        row.setSpacing(SPACE_3)
        row.addWidget(IconLabel(theme, "warning-circle", "red", 18))
        row.addWidget(self.fault, 1)
        row.addWidget(self.remedy)
        self._strip.hide()
        self.column.addWidget(self._strip)
        self.add(*parts)

    def add(self, *parts: FormPart) -> None:
        """Puts more parts at the end."""
        for part in parts:
            self._parts.append(part)
            if self._first is None:
                self._first = getattr(part.widget, "input", None)
            self.column.addWidget(part.widget)
            part.edited.connect(self.edited)

    def add_section(self, title: str, words: str = "") -> None:
        """Begins a section at the end."""
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_1)
        heading = QLabel(title)
        heading.setFont(text_font(14, SEMIBOLD))
        column.addWidget(heading)
        if words:
            text = QLabel(words)
            text.setFont(text_font(12))
            text.setProperty("tone", "second")
            text.setWordWrap(True)
            column.addWidget(text)
        self.column.addWidget(section)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Rows come and go; those made last would else be visited last, and missed by who comes from above.
        content = self.widget()
        if content is not None and watched is content and event.type() == QEvent.Type.LayoutRequest:
            follow_layout(content)
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        content = self.widget()
        if content is not None:
            follow_layout(content)
        return super().focusNextPrevChild(forward)

    def first_input(self) -> QWidget | None:
        """Where one begins to type."""
        return self._first

    def show_resource(self, resource: Any) -> None:
        """Shows `resource`, with nothing wrong yet."""
        for part in self._parts:
            part.show(resource)
        self.tell("")

    def filled(self, resource: Any) -> Any:
        """A copy of `resource` with what is shown; everything else of it stays as it is."""
        changed = type(resource)()
        changed.CopyFrom(resource)
        for part in self._parts:
            part.fill(changed)
        return changed

    def check(self) -> bool:
        """Says all that is wrong and goes to the first of it; True if nothing is."""
        return not self._go_to_first([part.check() for part in self._parts])

    def tell(self, words: str, remedy: str = "", on_remedy: Callable[[], None] | None = None) -> None:
        """Says above the fields what belongs to none of them, with a button for what can be done.

        Empty words take that away.
        """
        self.fault.setText(words)
        self.remedy.setText(remedy)
        self.remedy.setAccessibleName(remedy or self.tr("What can be done about it"))
        self.remedy.setVisible(bool(remedy))
        self._remedy = on_remedy
        self._strip.setVisible(bool(words))
        if words:
            self.verticalScrollBar().setValue(0)

    def show_error(self, error: UserError) -> None:
        """Puts the server's words beside the field that they are about."""
        if not self._go_to_first([part.show_error(error) for part in self._parts]):
            self.tell(error.sentence)

    def _go_to_first(self, wrong: Sequence[QWidget | None]) -> bool:
        first = next((widget for widget in wrong if widget is not None), None)
        if first is None:
            return False
        first.setFocus()
        self.ensureWidgetVisible(first, 0, 80)
        return True

    def _on_remedy_clicked(self) -> None:
        if self._remedy is not None:
            self._remedy()
