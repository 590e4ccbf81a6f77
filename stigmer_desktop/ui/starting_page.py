"""What the centre shows until it is known which page comes first."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.theme import SPACE_2, Theme
from stigmer_desktop.ui.widgets.spinner import Spinner

_AFTER_MS = 300


class StartingPage(QWidget):
    """Quiet at first, for mostly the first page is there at once; words are made when they are needed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.words: QLabel | None = None
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._soon.timeout.connect(self._on_time_passed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.words is None:
            self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()

    @Slot()
    def _on_time_passed(self) -> None:
        self.words = QLabel(self.tr("Starting…"))
        self.words.setFont(text_font(13))
        self.words.setProperty("tone", "second")
        row = QHBoxLayout(self)
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        row.addWidget(Spinner(self._theme, "blue", 16))
        row.addWidget(self.words)
        row.addStretch(1)
