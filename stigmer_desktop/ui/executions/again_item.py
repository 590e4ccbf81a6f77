"""The row that leads from an execution to the one that it repeats with changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import AgainRow, TranscriptRow
from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.icons import paint_icon

_HEIGHT = 22
_ICON = 14
_GAP = 12


class AgainItem(QWidget):
    """Says that it is a repetition, with ways to the original and to the comparison of both."""

    def __init__(self, context: ItemContext, row: AgainRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._words = self.tr("Run again with changes")
        self._links = [
            self._link(self.tr("Show the original"), Deed.ORIGINAL),
            self._link(self.tr("Compare"), Deed.COMPARE),
        ]
        self.setAccessibleName(self._words)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, AgainRow)
        self._row = row

    def arrange(self, width: int) -> int:
        high = scaled(_HEIGHT)
        left = _ICON + 8
        x = left + round(QFontMetricsF(text_font(12)).horizontalAdvance(self._words)) + _GAP
        y = 0
        for link in self._links:
            if x + link.width() > width and x > left:
                x, y = left, y + high
            link.move(x, y + (high - link.height()) // 2)
            x += link.width() + _GAP
        return y + high

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        high = scaled(_HEIGHT)
        icon = QRectF(0, (high - _ICON) / 2, _ICON, _ICON)
        paint_icon(painter, icon, "arrows-clockwise", tokens.second_text)
        painter.setFont(text_font(12))
        painter.setPen(tokens.second_text)
        room = QRectF(_ICON + 8, 0, self.width() - _ICON - 8, high)
        shown = QFontMetricsF(painter.font()).elidedText(
            self._words, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _link(self, words: str, deed: Deed) -> LinkButton:
        link = LinkButton(self._context.theme, words, self)
        link.clicked.connect(lambda: self._context.host.do(self._row.execution_id, deed))
        return link
