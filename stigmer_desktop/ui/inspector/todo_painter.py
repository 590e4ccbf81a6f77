"""Draws one step of a plan: its state as an icon, and its words, as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from stigmer_desktop.api.execution import TODO_CANCELLED, TODO_COMPLETED, TODO_IN_PROGRESS
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.inspector.todo_row import TodoRow, todo_words
from stigmer_desktop.ui.theme import SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import text_face
from stigmer_desktop.ui.widgets.line_paint import paint_line
from stigmer_desktop.ui.widgets.spinner import paint_spinner

_ICON = 15
_TEXT_LEFT = ROW_LEFT + _ICON + 9
_RIGHT = SPACE_4
_ABOVE = 4
_MOST_LINES = 6
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TodoPainter:
    """A RowPainter of TodoRow."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def height(self, row: TodoRow, width: int) -> int:
        if row.is_heading:
            return scaled(32)
        metrics = text_face(13).metrics
        room = QRectF(0, 0, width - _TEXT_LEFT - _RIGHT, 10_000)
        words = metrics.boundingRect(room, _WRAPPED, row.content).height()
        return round(min(words, _MOST_LINES * metrics.height())) + 2 * _ABOVE + 2

    def paint(self, painter: QPainter, box: QRectF, row: TodoRow, degrees: float) -> None:
        tokens = self._theme.tokens
        if row.is_heading:
            words = box.adjusted(ROW_LEFT, 10, -_RIGHT, 0)
            paint_line(painter, words, row.content, text_face(11, SEMIBOLD), tokens.second_text)
            return
        sign = self._sign(box)
        done = row.status == TODO_COMPLETED
        if row.status == TODO_IN_PROGRESS and row.live:
            paint_spinner(painter, sign, tokens.blue, degrees)
        elif done:
            paint_icon(painter, sign, "check-circle", tokens.green)
        elif row.status == TODO_CANCELLED:
            paint_icon(painter, sign, "prohibit", tokens.third_text)
        elif row.status == TODO_IN_PROGRESS:
            paint_icon(painter, sign, "circle-dashed", tokens.second_text)
        else:
            paint_icon(painter, sign, "circle", tokens.third_text)
        painter.setFont(text_face(13, struck=done or row.status == TODO_CANCELLED).font)
        painter.setPen(tokens.text if row.status == TODO_IN_PROGRESS else tokens.second_text)
        room = QRectF(box.left() + _TEXT_LEFT, box.top(), box.width() - _TEXT_LEFT - _RIGHT, box.height())
        painter.drawText(room, _WRAPPED, row.content)

    def spinner(self, box: QRectF, row: TodoRow) -> QRectF | None:
        turns = row.status == TODO_IN_PROGRESS and row.live and not row.is_heading
        return self._sign(box) if turns else None

    def tooltip(self, box: QRectF, row: TodoRow) -> str:
        if row.is_heading:
            return ""
        cut = self.height(row, round(box.width())) > scaled(17) * _MOST_LINES
        return row.content if cut else todo_words(row.status)

    def _sign(self, box: QRectF) -> QRectF:
        line = min(box.height(), text_face(13).metrics.height() + 2 * _ABOVE + 2)
        return QRectF(box.left() + ROW_LEFT, box.top() + (line - _ICON) / 2, _ICON, _ICON)
