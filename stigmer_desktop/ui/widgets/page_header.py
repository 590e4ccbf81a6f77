"""The strip at the top of a page in the centre: title, a word beside it, and the page's buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_5, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel

HEADER_HEIGHT = 52


class PageHeader(QFrame):
    """52 pixels high at 100 %, a hairline below; buttons stand at the right in the order they are added."""

    def __init__(self, theme: Theme, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "header")
        self._set_height()
        theme.changed.connect(self._set_height)
        self.title = ElidedLabel(theme, text_font(15, SEMIBOLD), "text", title)
        self.detail = ElidedLabel(theme, text_font(12), "second_text", detail)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_5, 0, SPACE_5, 0)
        self._row.setSpacing(SPACE_2)
        self._row.addWidget(self.title)
        self._row.addWidget(self.detail, 1, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _set_height(self) -> None:
        self.setFixedHeight(scaled(HEADER_HEIGHT))

    def add_leading(self, widget: QWidget) -> None:
        """Puts `widget` in front of the title."""
        self._row.insertWidget(0, widget)

    def insert(self, widget: QWidget, before: QWidget) -> None:
        """Puts `widget` before another one that was added."""
        self._row.insertWidget(self._row.indexOf(before), widget)

    def add(self, widget: QWidget) -> None:
        """Puts `widget` at the right end."""
        self._row.addWidget(widget)
