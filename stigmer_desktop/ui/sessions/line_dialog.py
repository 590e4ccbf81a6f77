"""Asks for one line about a session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 420


class LineDialog(QDialog):
    """A heading, a field, and two buttons. `save` is called with the text when the user is done."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        heading: str,
        field: FormField,
        save: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self._save = save
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        title = QLabel(heading)
        title.setFont(text_font(15, SEMIBOLD))
        self.field = field
        assert isinstance(field.input, QLineEdit)
        self.line = field.input
        self.line.returnPressed.connect(self._on_done)
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
        column.addWidget(title)
        column.addWidget(field)
        column.addSpacing(SPACE_2)
        column.addLayout(row)
        self.setFixedWidth(scaled(_WIDTH))
        self.line.setFocus()

    def _on_done(self) -> None:
        self.accept()
        self._save(self.field.text)


class TitleDialog(LineDialog):
    """Asks what a session shall be called, where the list is not there to type it in."""

    def __init__(self, theme: Theme, parent: QWidget, title: str, save: Callable[[str], None]) -> None:
        field = FormField(_words("Title"))
        field.set_text(title)
        super().__init__(theme, parent, _words("Title of this session"), field, save)
        self.line.selectAll()
        self.line.textChanged.connect(self._on_typed)

    def _on_typed(self, text: str) -> None:
        self.done_button.setEnabled(bool(text.strip()))

    def _on_done(self) -> None:
        if self.field.text.strip():
            super()._on_done()


def _words(source: str) -> str:
    return QCoreApplication.translate("TitleDialog", source)
