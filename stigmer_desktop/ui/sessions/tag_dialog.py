"""Asks which tags a session shall have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 420
_MOST_NAMED = 12


class TagDialog(QDialog):
    """A field with the tags, separated by commas. `save` is called with them when the user is done."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        tags: Sequence[str],
        known: Sequence[str],
        save: Callable[[list[str]], None],
    ) -> None:
        super().__init__(parent)
        self._save = save
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        heading = QLabel(self.tr("Tags of this session"))
        heading.setFont(text_font(15, SEMIBOLD))
        others = [tag for tag in known if tag not in tags][:_MOST_NAMED]
        hint = self.tr("Separate them by commas.")
        if others:
            hint += " " + self.tr("In use elsewhere: %1").replace("%1", ", ".join(others))
        self.field = FormField(self.tr("Tags"), hint)
        self.field.set_text(", ".join(tags))
        assert isinstance(self.field.input, QLineEdit)
        self.field.input.returnPressed.connect(self._on_done)
        cancel = PushButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.done_button = PushButton(theme, self.tr("Save"), kind="primary")
        self.done_button.clicked.connect(self._on_done)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(SPACE_3)
        column.addWidget(heading)
        column.addWidget(self.field)
        column.addSpacing(SPACE_2)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)
        self.field.input.setFocus()

    def _on_done(self) -> None:
        self.accept()
        self._save(tags_of(self.field.text))


def tags_of(text: str) -> list[str]:
    """The tags that `text` names, separated by commas, each once, in their order."""
    tags = (" ".join(part.split()).removeprefix("#") for part in text.split(","))
    return list(dict.fromkeys(tag for tag in tags if tag))
