"""Draws one bar of the timeline: its name, the bar on the scale, and how long it took."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from stigmer_desktop.ui.executions.amount_text import duration_text, elapsed_text
from stigmer_desktop.ui.executions.tool_summary import shortened
from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.inspector.time_scale import TimeScale
from stigmer_desktop.ui.inspector.timeline_row import BarKind, TimelineRow
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import fits, paint_line

NAME_WIDTH = 100
TIME_WIDTH = 76
_INDENT = 10
_BAR = 9
_LEAST_BAR = 3.0
_STRIPE = 6.0
TOKENS = {
    BarKind.STARTING: "third_text",
    BarKind.MODEL: "timeline_model",
    BarKind.TOOL: "timeline_tool",
    BarKind.SUB_AGENT: "timeline_sub_agent",
    BarKind.WAITING: "timeline_waiting",
}


class TimelinePainter:
    """A RowPainter of TimelineRow; `scale` says where moments stand."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.scale = TimeScale()

    def height(self, row: TimelineRow, width: int) -> int:
        return scaled(24)

    def paint(self, painter: QPainter, box: QRectF, row: TimelineRow, degrees: float) -> None:
        tokens = self._theme.tokens
        strip = bar_strip(box)
        painter.setPen(QPen(tokens.faint_line, 1))
        for moment, _ in self.scale.ticks(strip.width()):
            x = round(self.scale.x(moment, strip.left(), strip.width())) + 0.5
            painter.drawLine(round(x), round(box.top()), round(x), round(box.bottom()))
        paint_line(painter, self._name_box(box, row), row.label, text_face(12), tokens.second_text)
        self._paint_bar(painter, strip, row)
        right = QRectF(strip.right() + 4, box.top(), box.right() - SPACE_4 - strip.right() - 4, box.height())
        token = "red" if row.failed else "third_text"
        paint_line(painter, right, length_text(row), number_face(12), tokens.by_name(token), at_right=True)

    def spinner(self, box: QRectF, row: TimelineRow) -> QRectF | None:
        # Bars that grow do so a few times a second, which is their page's affair.
        return None

    def tooltip(self, box: QRectF, row: TimelineRow) -> str:
        since = elapsed_text(max(0.0, row.start - self.scale.first))
        words = f"{length_text(row)} · +{since}"
        if fits(row.label, text_face(12), self._name_box(box, row).width()):
            return words
        return f"{shortened(row.label, 400)}\n{words}"

    def _name_box(self, box: QRectF, row: TimelineRow) -> QRectF:
        left = box.left() + ROW_LEFT + row.depth * _INDENT
        return QRectF(left, box.top(), bar_strip(box).left() - SPACE_2 - left, box.height())

    def _paint_bar(self, painter: QPainter, strip: QRectF, row: TimelineRow) -> None:
        end = row.end if row.end is not None else time.time()
        left = self.scale.x(row.start, strip.left(), strip.width())
        right = max(left + _LEAST_BAR, self.scale.x(end, strip.left(), strip.width()))
        if right < strip.left() or left > strip.right():
            return
        bar = QRectF(left, strip.center().y() - _BAR / 2, right - left, _BAR)
        color = self._theme.tokens.by_name(TOKENS[row.kind])
        painter.save()
        painter.setClipRect(strip)
        # Of a bar that is far wider than the strip only the piece in sight is drawn.
        shown = bar.intersected(strip.adjusted(-20, -20, 20, 20))
        shape = QPainterPath()
        shape.addRoundedRect(shown, min(2.5, shown.width() / 2), 2.5)
        if row.kind is BarKind.WAITING:
            self._paint_hatched(painter, shown, shape, color)
        else:
            painter.fillPath(shape, color)
        if row.failed:
            painter.setPen(QPen(self._theme.tokens.red, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(shape)
        painter.restore()

    def _paint_hatched(self, painter: QPainter, bar: QRectF, shape: QPainterPath, color: QColor) -> None:
        painter.fillPath(shape, self._theme.tokens.waiting_fill)
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(color, _STRIPE * 0.5))
        # Counted from the scale's own origin, so that stripes stand still while a bar grows.
        x = bar.left() - bar.height() - (bar.left() % _STRIPE)
        while x < bar.right():
            painter.drawLine(
                round(x), round(bar.bottom() + 1), round(x + bar.height() + 2), round(bar.top() - 1)
            )
            x += _STRIPE
        painter.restore()
        painter.setPen(QPen(color, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)


def bar_strip(box: QRectF) -> QRectF:
    """Where in a row the bars are."""
    left = box.left() + ROW_LEFT + scaled(NAME_WIDTH)
    right = box.right() - SPACE_4 - scaled(TIME_WIDTH)
    return QRectF(left, box.top(), max(20.0, right - left), box.height())


def length_text(row: TimelineRow) -> str:
    """How long a bar is; one that goes on in whole seconds."""
    if row.end is None:
        return elapsed_text(max(0.0, time.time() - row.start))
    return duration_text(max(0.0, row.end - row.start))


def bar_name(row: TimelineRow) -> str:
    """What a screen reader says of a bar."""
    return f"{row.label}, {length_text(row)}"
