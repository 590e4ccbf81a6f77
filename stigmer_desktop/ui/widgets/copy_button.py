"""A button that copies a text and says for a moment that it did."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton

_SHOWN_MILLISECONDS = 1500


class CopyButton(IconButton):
    """Copies what `text` returns at the time of the click."""

    def __init__(
        self, theme: Theme, label: str, text: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "copy", label, parent, size=15)
        self._text = text
        self._back = QTimer(self, singleShot=True, interval=_SHOWN_MILLISECONDS)
        self._back.timeout.connect(self._on_shown)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self.set_icon_name("check", "green")
        self._back.start()

    @Slot()
    def _on_shown(self) -> None:
        self.set_icon_name("copy", "second_text")
