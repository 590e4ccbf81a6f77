"""A small dialog that asks for the tag of a version."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.skill import PushSkillRequest
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.resources.field_rules import fault_of_text, rules_at
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.push_button import PushButton


class TagDialog(QDialog):
    """Calls `then` with the tag; Escape means that nothing is done."""

    def __init__(
        self, theme: Theme, parent: QWidget, *, is_newest: bool, then: Callable[[str], None]
    ) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        heading = QLabel(self.tr("Tag this version"))
        heading.setFont(text_font(15, SEMIBOLD))
        words = self.tr("Agents can ask for a version by its tag. It means the version that got it last.")
        if not is_newest:
            words += " " + self.tr("This version becomes the newest one by that.")
        body = QLabel(words)
        body.setFont(text_font(13))
        body.setProperty("tone", "second")
        body.setWordWrap(True)
        self.field = FormField(self.tr("Tag"))
        self.field.edited.connect(lambda: self._say(""))
        self.cancel_button = PushButton(theme, self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.tag_button = PushButton(theme, self.tr("Tag"), kind="primary")
        self.tag_button.setDefault(True)
        self.tag_button.clicked.connect(self._on_tag_clicked)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.tag_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(SPACE_2)
        column.addWidget(heading)
        column.addWidget(body)
        column.addSpacing(SPACE_2)
        column.addWidget(self.field)
        column.addSpacing(SPACE_4)
        column.addLayout(row)
        self.setFixedWidth(420)
        self.field.input.setFocus()

    def _on_tag_clicked(self) -> None:
        tag = self.field.text.strip()
        fault = fault_of_text(rules_at(PushSkillRequest, "tag"), tag) if tag else self.tr("This is needed.")
        self._say(fault)
        if not fault:
            self.accept()
            self._then(tag)

    def _say(self, fault: str) -> None:
        self.field.set_fault(fault)
        layout = self.layout()
        if layout is not None:
            # Wrapped text tells no least height by itself: the field would be pressed flat by it.
            layout.activate()
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
