"""The line at the end of an execution that was stopped, or rests: its text does not just break off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import EXECUTION_PAUSED
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import EndRow, TranscriptRow
from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.icons import paint_icon

_HEIGHT = 24
_ICON, _GAP = 15, 7


class EndItem(QWidget):
    """Says that it was cancelled, or that it is paused, with the way to go on."""

    def __init__(self, context: ItemContext, row: EndRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._resume = LinkButton(context.theme, self.tr("Resume"), self)
        self._resume.setToolTip(self.tr("Goes on where it stands"))
        self._resume.clicked.connect(self._on_resume)
        self.set_row(row)

    @property
    def words(self) -> str:
        """What the line says."""
        if self._row.phase == EXECUTION_PAUSED:
            return self.tr("Paused here.")
        if not self._row.begun:
            return self.tr("Cancelled before it began.")
        return self.tr("Cancelled here.")

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, EndRow)
        self._row = row
        self._resume.setVisible(row.phase == EXECUTION_PAUSED)
        self._resume.setEnabled(True)
        self.setAccessibleName(self.words)
        self.update()

    def arrange(self, width: int) -> int:
        height = scaled(_HEIGHT)
        words = QFontMetricsF(text_font(13)).horizontalAdvance(self.words)
        left = round(scaled(_ICON) + _GAP + words) + 2 * _GAP
        self._resume.move(left, (height - self._resume.height()) // 2)
        return height

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        paused = self._row.phase == EXECUTION_PAUSED
        painter = QPainter(self)
        side = scaled(_ICON)
        box = QRectF(0, (self.height() - side) / 2, side, side)
        color = tokens.paused if paused else tokens.second_text
        paint_icon(painter, box, "pause" if paused else "prohibit", color)
        painter.setFont(text_font(13))
        painter.setPen(tokens.second_text)
        room = QRectF(side + _GAP, 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.words)

    @Slot()
    def _on_resume(self) -> None:
        # A click shows at once that it is under way; the next snapshot takes the line away.
        self._resume.setEnabled(False)
        self._context.host.do(self._row.execution_id, Deed.RESUME)
