"""A small button that copies a text and says for a moment that it did."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton

_SAYS_SO_MS = 1400


class CopyButton(IconButton):
    """Copies what `text` returns at the moment of the click."""

    def __init__(
        self, theme: Theme, label: str, text: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "copy", label, parent, size=14, token="third_text")
        self._copied_label = QCoreApplication.translate("CopyButton", "Copied")
        self._own_label = label
        self._text = text
        self._timer = QTimer(self, singleShot=True, interval=_SAYS_SO_MS)
        self._timer.timeout.connect(self._on_time_over)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text())
        self.set_icon_name("check", "green")
        self.set_label(self._copied_label)
        self._timer.start()

    @Slot()
    def _on_time_over(self) -> None:
        self.set_icon_name("copy", "third_text")
        self.set_label(self._own_label)
