"""A thin line that says how much of a plan is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.inspector.todo_row import Progress
from stigmer_desktop.ui.theme import SPACE_4, Theme

_THICKNESS = 5


class ProgressLine(QWidget):
    """Grows with what is done; the section's head says the same in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._progress = Progress()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_progress(self, progress: Progress) -> None:
        """Shows `progress`."""
        if progress != self._progress:
            self._progress = progress
            self.setAccessibleName(
                self.tr("%1 of %2 done").replace("%1", str(progress.done)).replace("%2", str(progress.total))
            )
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _THICKNESS + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self._theme.tokens
        line = QRectF(ROW_LEFT, 2, self.width() - ROW_LEFT - SPACE_4, _THICKNESS)
        painter.setBrush(tokens.line)
        painter.drawRoundedRect(line, _THICKNESS / 2, _THICKNESS / 2)
        if self._progress.done:
            line.setWidth(line.width() * self._progress.done / max(1, self._progress.total))
            whole = self._progress.done == self._progress.total
            painter.setBrush(tokens.green if whole else tokens.accent)
            painter.drawRoundedRect(line, _THICKNESS / 2, _THICKNESS / 2)
