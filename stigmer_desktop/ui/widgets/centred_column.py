"""A scrolling page whose content is a column of limited width in the middle."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.theme import SPACE_5, SPACE_6, TRANSCRIPT_WIDTH


class CentredColumn(QScrollArea):
    """Add widgets to `column`; it ends in a stretch, so they stand at the top."""

    def __init__(self, width: int = TRANSCRIPT_WIDTH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        content = QWidget()
        self._width = width
        self._content = content
        self._set_width()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_5)
        row = QHBoxLayout(holder)
        row.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        row.addStretch(1)
        row.addWidget(content, 1000, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.setWidget(holder)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._set_width()
        super().changeEvent(event)

    def _set_width(self) -> None:
        self._content.setMaximumWidth(scaled(self._width))
