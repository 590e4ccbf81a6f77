"""The divider between an answer that was broken off and the one that took its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import RestartRow, TranscriptRow
from stigmer_desktop.ui.fonts import scaled, text_font

_HEIGHT = 22
_GAP = 10


class RestartItem(QWidget):
    """Says that the answer was started again."""

    def __init__(self, context: ItemContext, row: RestartRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.words = self.tr("Started again")
        self.setAccessibleName(self.tr("Interrupted, and started again"))
        self.setToolTip(self.tr("The answer above was interrupted; it was asked for anew."))

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, RestartRow)

    def arrange(self, width: int) -> int:
        return scaled(_HEIGHT)

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        font = text_font(12)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(self.words)
        box = QRectF((self.width() - width) / 2, 0, width + 1, self.height())
        painter.setPen(tokens.second_text)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.words)
        painter.setPen(tokens.line)
        y = self.height() // 2
        painter.drawLine(0, y, round(box.left() - _GAP), y)
        painter.drawLine(round(box.right() + _GAP), y, self.width(), y)
