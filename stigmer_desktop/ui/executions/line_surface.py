"""A widget that shows any amount of code or output: only the lines in sight are laid out and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.code_highlight import ColoredLines, code_color
from stigmer_desktop.ui.executions.found_words import found_fill, overlapping
from stigmer_desktop.ui.executions.line_layout import LineLayout, VisualLine
from stigmer_desktop.ui.executions.text_surface import CaretMove, TextUnit, cursor_x, selected_fill
from stigmer_desktop.ui.fonts import code_font, scaled
from stigmer_desktop.ui.theme import Theme

LINE_HEIGHT = 18
_TAB = 4
_LAYOUTS_KEPT = 400
_GUTTER_MARGIN = 6


@dataclass(frozen=True)
class LineMark:
    """How one line of a diff looks: what its gutter says, and the tokens of its colours."""

    number: str
    sign: str
    color: str = "text"
    fill: str = ""


class LineSurface(QWidget):
    """Text in the code font, one line below another; mouse presses pass through to the transcript."""

    scroll_requested = Signal(object)

    def __init__(self, theme: Theme, *, wraps: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wraps = wraps
        self._layout = LineLayout("")
        self._colors: ColoredLines = []
        self._marks: Sequence[LineMark] = ()
        self._color = "text"
        self._selected = (0, 0)
        self._offset = 0
        self._columns = 0
        self._line_layouts: dict[int, QTextLayout] = {}
        self._font = code_font(12)
        self._line_height = scaled(LINE_HEIGHT)
        self._advance = QFontMetricsF(self._font).horizontalAdvance("0")
        self._natural_width = 0
        self._found: tuple[list[tuple[int, int]], tuple[int, int] | None] = ([], None)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def set_text(self, text: str, *, marks: Sequence[LineMark] = (), color: str = "text") -> None:
        """Shows `text` in place of what was there, each line as the mark of its number says."""
        self._layout = LineLayout(text, self._columns if self._wraps else 0)
        self._colors, self._marks, self._color = [], marks, color
        self._found = ([], None)
        self._natural_width = self._measured_width()
        self._forget_layouts()

    def set_colors(self, colors: ColoredLines) -> None:
        """Colours the text that is shown now."""
        self._colors = colors
        self._forget_layouts()

    def arrange(self, width: int) -> int:
        """Wraps for `width` pixels where this surface wraps; returns the height."""
        columns = max(8, int((width - self.gutter_width) / self._advance))
        if self._wraps and columns != self._columns:
            self._columns = columns
            self._layout.wrap(columns)
            self._forget_layouts()
        return len(self._layout.visual) * self._line_height

    @property
    def gutter_width(self) -> int:
        """Pixels at the left that line numbers and signs take."""
        if not self._marks:
            return 0
        digits = max(len(mark.number) for mark in self._marks)
        return round((max(digits, 2) + 5) * self._advance) + _GUTTER_MARGIN

    @property
    def natural_width(self) -> int:
        """The width of the longest line."""
        return self._natural_width

    def set_offset(self, offset: int) -> None:
        """Shows the text moved to the left by `offset` pixels."""
        if offset != self._offset:
            self._offset = offset
            self.update()

    @property
    def length(self) -> int:
        return self._layout.length

    def position_at(self, point: QPointF) -> int:
        if point.y() < 0:
            return 0
        visual = int(point.y() // self._line_height)
        if visual >= len(self._layout.visual):
            return self.length
        line = self._line(visual).lineAt(0)
        column = self._layout.column(visual, line.xToCursor(point.x() - self._left))
        return self._layout.position(visual, column)

    def unit_at(self, position: int, unit: TextUnit) -> tuple[int, int]:
        layout = self._layout
        return layout.word_bounds(position) if unit is TextUnit.WORD else layout.line_bounds(position)

    def moved(self, position: int, move: CaretMove) -> int | None:
        visual, column = self._layout.place(position)
        target: int | None
        if move in (CaretMove.UP, CaretMove.DOWN):
            other = visual + (1 if move is CaretMove.DOWN else -1)
            inside = 0 <= other < len(self._layout.visual)
            return self._layout.position(other, column) if inside else None
        if move is CaretMove.LINE_START:
            return self._layout.position(visual, 0)
        if move is CaretMove.LINE_END:
            return self._layout.position(visual, 10**9)
        if move is CaretMove.LEFT:
            target = position - 1
        elif move is CaretMove.RIGHT:
            target = position + 1
        elif move is CaretMove.WORD_LEFT:
            target = self._layout.word_bounds(max(0, position - 1))[0] if position else -1
        else:
            end = self._layout.word_bounds(position)[1]
            target = max(end, position + 1)
        return target if 0 <= target <= self.length else None

    def caret_rect(self, position: int) -> QRect:
        visual, column = self._layout.place(position)
        x = self._left + cursor_x(self._line(visual).lineAt(0), self._layout.unit(visual, column))
        return QRectF(x, visual * self._line_height, 1, self._line_height).toRect()

    def text_between(self, start: int, end: int) -> str:
        return self._layout.text_between(start, min(end, self.length))

    def reveal(self, position: int) -> None:
        caret = self.caret_rect(position)
        if caret.x() > self.width() - 8:
            self.scroll_requested.emit(self._offset + caret.x() - self.width() + 24)
        elif caret.x() < self.gutter_width:
            self.scroll_requested.emit(max(0, self._offset + caret.x() - self.gutter_width - 24))

    def set_selection(self, start: int, end: int) -> None:
        if (start, end) != self._selected:
            self._selected = (start, end)
            self.update()

    def set_found(self, ranges: Sequence[tuple[int, int]], current: tuple[int, int] | None) -> None:
        if (list(ranges), current) != self._found:
            self._found = (list(ranges), current)
            self.update()

    def link_at(self, point: QPointF) -> str:
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        exposed = event.rect()
        last = min(len(self._layout.visual), exposed.bottom() // self._line_height + 1)
        for visual in range(max(0, exposed.top() // self._line_height), last):
            self._paint_line(painter, visual)

    def _paint_line(self, painter: QPainter, visual: int) -> None:
        place = self._layout.visual[visual]
        top = visual * self._line_height
        mark = self._marks[place.line] if place.line < len(self._marks) else None
        tokens = self._theme.tokens
        if mark and mark.fill:
            painter.fillRect(0, top, self.width(), self._line_height, tokens.by_name(mark.fill))
        painter.setPen(tokens.by_name(mark.color if mark else self._color))
        if mark:
            painter.save()
            painter.setClipRect(QRect(self.gutter_width, top, self.width(), self._line_height))
        layout = self._line(visual)
        offset = (self._line_height - layout.lineAt(0).height()) / 2
        layout.draw(painter, QPointF(self._left, top + round(offset)), self._selections(visual, place))
        if mark:
            painter.restore()
            if place.start == 0:
                self._paint_gutter(painter, mark, top)

    def _paint_gutter(self, painter: QPainter, mark: LineMark, top: int) -> None:
        painter.setFont(self._font)
        width = self.gutter_width
        numbers = QRectF(0, top, width - 4.2 * self._advance, self._line_height)
        painter.setPen(self._theme.tokens.third_text)
        painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark.number)
        signs = QRectF(width - 3 * self._advance, top, 2 * self._advance, self._line_height)
        painter.setPen(self._theme.tokens.by_name(mark.color))
        painter.drawText(signs, Qt.AlignmentFlag.AlignVCenter, mark.sign)

    @property
    def _left(self) -> float:
        return float(self.gutter_width - self._offset)

    def _selections(self, visual: int, place: VisualLine) -> list[QTextLayout.FormatRange]:
        first = self._layout.position(visual, 0)
        last = first + place.end - place.start
        ranges, current = self._found
        tokens = self._theme.tokens
        unit = partial(self._layout.unit, visual)
        drawn = [
            _range(
                unit(max(start, first) - first),
                unit(min(end, last) - first),
                found_fill(tokens, (start, end) == current),
            )
            for start, end in overlapping(ranges, first, last)
        ]
        start, end = self._selected
        left, right = max(start, first), min(end, last)
        if not (start == end or right < left or end < first or (right == left and place.end > place.start)):
            drawn.append(_range(unit(left - first), unit(right - first), selected_fill(tokens)))
        return drawn

    def _line(self, visual: int) -> QTextLayout:
        known = self._line_layouts.get(visual)
        if known is not None:
            return known
        if len(self._line_layouts) > _LAYOUTS_KEPT:
            self._line_layouts.clear()
        place = self._layout.visual[visual]
        layout = QTextLayout(self._layout.lines[place.line][place.start : place.end], self._font)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTabStopDistance(_TAB * self._advance)
        layout.setTextOption(option)
        layout.setFormats(self._formats(visual, place))
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        self._line_layouts[visual] = layout
        return layout

    def _formats(self, visual: int, place: VisualLine) -> list[QTextLayout.FormatRange]:
        if place.line >= len(self._colors):
            return []
        ranges = []
        for span in self._colors[place.line]:
            start = max(span.start, place.start)
            end = min(span.start + span.length, place.end)
            if start < end:
                piece = QTextLayout.FormatRange()
                first = self._layout.unit(visual, start - place.start)
                piece.start, piece.length = first, self._layout.unit(visual, end - place.start) - first
                piece.format = _format(foreground=code_color(self._theme, span.color))
                ranges.append(piece)
        return ranges

    def _measured_width(self) -> int:
        metrics: QFontMetricsF | None = None
        widest = 0.0
        for place in self._layout.visual:
            line = self._layout.lines[place.line]
            width = (place.end - place.start) * self._advance
            if not line.isascii() or "\t" in line:
                metrics = metrics or QFontMetricsF(self._font)
                width = metrics.horizontalAdvance(line[place.start : place.end].expandtabs(_TAB))
            widest = max(widest, width)
        return round(widest + 0.5) + self.gutter_width

    def _forget_layouts(self) -> None:
        self._line_layouts.clear()
        self.update()


def _range(start: int, end: int, fill: QColor) -> QTextLayout.FormatRange:
    piece = QTextLayout.FormatRange()
    piece.start, piece.length = start, end - start
    piece.format = _format(background=fill)
    return piece


def _format(*, foreground: QColor | None = None, background: QColor | None = None) -> QTextCharFormat:
    text_format = QTextCharFormat()
    if foreground is not None:
        text_format.setForeground(foreground)
    if background is not None:
        text_format.setBackground(background)
    return text_format
