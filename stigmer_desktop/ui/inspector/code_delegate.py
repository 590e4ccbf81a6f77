"""Draws one line of code, with its gutter and its colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.executions.code_highlight import CodeSpan, code_color
from stigmer_desktop.ui.executions.text_surface import selected_fill
from stigmer_desktop.ui.inspector.code_line import CodeLine
from stigmer_desktop.ui.inspector.row_list_model import ROW_ROLE
from stigmer_desktop.ui.theme import SPACE_3, Theme
from stigmer_desktop.ui.widgets.face import code_face

_SIZE = 11
LINE_HEIGHT = 17
TAB = 4


class CodeDelegate(QStyledItemDelegate):
    """Draws one line; `spans_of` colours it."""

    def __init__(
        self, theme: Theme, spans_of: Callable[[str], Sequence[CodeSpan]] | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spans_of = spans_of
        self.longest = 0
        self.gutter = 0

    @property
    def width(self) -> int:
        """How wide the longest line is, with its gutter."""
        advance = code_face(_SIZE).metrics.horizontalAdvance("0")
        return round((self.longest + self.gutter) * advance + 2 * SPACE_3)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line: CodeLine = index.data(ROW_ROLE)
        tokens = self._theme.tokens
        box = QRectF(option.rect)
        face = code_face(_SIZE)
        metrics = face.metrics
        painter.save()
        painter.setFont(face.font)
        if line.fill:
            painter.fillRect(box, tokens.by_name(line.fill))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, selected_fill(tokens))
        left = box.left() + SPACE_3
        base = box.top() + (box.height() - metrics.height()) / 2 + metrics.ascent()
        if self.gutter:
            advance = metrics.horizontalAdvance("0")
            painter.setPen(tokens.third_text if not line.sign else tokens.by_name(line.color))
            number = line.number.rjust(self.gutter - 3)
            painter.drawText(round(left), round(base), f"{number} {line.sign}")
            left += self.gutter * advance
        self._paint_text(painter, line, left, base, metrics)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, line: CodeLine, left: float, base: float, metrics: QFontMetricsF
    ) -> None:
        text = line.shown.expandtabs(TAB)
        plain = self._theme.tokens.by_name(line.color)
        at = 0
        for span in self._spans_of(text) if self._spans_of is not None else ():
            left = self._paint_piece(painter, text[at : span.start], plain, left, base, metrics)
            at = span.start + span.length
            color = code_color(self._theme, span.color)
            left = self._paint_piece(painter, text[span.start : at], color, left, base, metrics)
        self._paint_piece(painter, text[at:], plain, left, base, metrics)

    def _paint_piece(
        self, painter: QPainter, text: str, color: QColor, left: float, base: float, metrics: QFontMetricsF
    ) -> float:
        if text:
            painter.setPen(color)
            painter.drawText(round(left), round(base), text)
        return left + metrics.horizontalAdvance(text)
