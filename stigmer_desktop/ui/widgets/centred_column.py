"""A scrolling page whose content is a column of limited width in the middle."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
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
        self._row = row = QHBoxLayout(holder)
        self._set_margins(False)
        row.addStretch(1)
        row.addWidget(content, 1000, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.setWidget(holder)
        self.verticalScrollBar().installEventFilter(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._set_width()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.verticalScrollBar() and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._set_margins(event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def _set_margins(self, has_bar: bool) -> None:
        # What the scroll bar takes at the right is free at the left too: the column stays in the middle.
        extra = self.verticalScrollBar().sizeHint().width() if has_bar else 0
        self._row.setContentsMargins(SPACE_6 + extra, SPACE_6, SPACE_6, SPACE_6)

    def _set_width(self) -> None:
        self._content.setMaximumWidth(scaled(self._width))
