"""Draws what lies beneath the text of a styled document: code, quotations, lines and tables."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextDocument, QTextLine, QTextTable

from stigmer_desktop.ui.executions.markdown_document import CELL_PADDING, CODE_GAP
from stigmer_desktop.ui.executions.styled_document import TEXT_SIZE, ListMarker, StyledDocument
from stigmer_desktop.ui.executions.text_surface import cursor_x
from stigmer_desktop.ui.fonts import number_font, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import Tokens

_CODE_RADIUS = 4.0
_BLOCK_RADIUS = 8.0
_QUOTE_WIDTH = 3.0
_MARKER_WIDTH = 20.0


class Underlay:
    """The shapes beneath one laid-out document; to be made anew when its width changes."""

    def __init__(self, styled: StyledDocument, width: float) -> None:
        self._document = styled.document
        # Lines have no places before the document has been asked for its size.
        self._document.size()
        self._pills = [
            rect for start, end in styled.inline_code for rect in _line_rects(styled.document, start, end)
        ]
        self._blocks = [self._block_area(first, last, width, 8.0) for first, last in styled.code_blocks]
        self._quotes = [self._quote_bar(first, last) for first, last in styled.quotes]
        self._rulers = [self._ruler(number, width) for number in styled.rulers]
        self._markers = [(marker, self._marker_box(marker.block)) for marker in styled.markers]
        self._tables = [_TableLines(styled.document, table) for table in styled.tables]

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """Draws the shapes in the document's coordinates."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.line, 1))
        painter.setBrush(tokens.code)
        for area in self._blocks:
            painter.drawRoundedRect(area, _BLOCK_RADIUS, _BLOCK_RADIUS)
        for pill in self._pills:
            painter.drawRoundedRect(pill, _CODE_RADIUS, _CODE_RADIUS)
        for start, end in self._rulers:
            painter.drawLine(start, end)
        for table in self._tables:
            table.paint(painter, tokens)
        for marker, box in self._markers:
            _paint_marker(painter, marker, box, tokens)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.line)
        for bar in self._quotes:
            painter.drawRoundedRect(bar, _QUOTE_WIDTH / 2, _QUOTE_WIDTH / 2)
        painter.restore()

    def _block_rect(self, number: int) -> QRectF:
        """From the top of a block's first line to the bottom of its last, as they are spaced."""
        block = self._document.findBlockByNumber(number)
        rect = self._document.documentLayout().blockBoundingRect(block)
        layout = block.layout()
        if layout.lineCount():
            last = layout.lineAt(layout.lineCount() - 1)
            rect.setBottom(rect.top() + last.y() + last.height())
        return rect

    def _block_area(self, first: int, last: int, width: float, padding: float) -> QRectF:
        top, bottom = self._block_rect(first), self._block_rect(last)
        area = QRectF(top.left() - 12.0, top.top(), width, bottom.bottom() - top.top())
        area.setRight(width)
        return area.adjusted(0.5, 0.5 - padding, -0.5, padding - 0.5)

    def _quote_bar(self, first: int, last: int) -> QRectF:
        top, bottom = self._block_rect(first), self._block_rect(last)
        return QRectF(0.0, top.top() + 2, _QUOTE_WIDTH, bottom.bottom() - top.top() - 2)

    def _marker_box(self, number: int) -> QRectF:
        """The place of a list item's marker: beside the item's first line, where the line begins."""
        block = self._document.findBlockByNumber(number)
        line = block.layout().lineAt(0)
        rect = self._document.documentLayout().blockBoundingRect(block)
        baseline = rect.top() + line.y() + line.ascent()
        if block.textDirection() is Qt.LayoutDirection.RightToLeft:
            return QRectF(
                rect.left() + line.x() + line.width() + 2,
                baseline - scaled(14),
                scaled(_MARKER_WIDTH),
                scaled(18),
            )
        return QRectF(
            rect.left() + line.x() - scaled(_MARKER_WIDTH) - 2,
            baseline - scaled(14),
            scaled(_MARKER_WIDTH),
            scaled(18),
        )

    def _ruler(self, number: int, width: float) -> tuple[QPointF, QPointF]:
        middle = round(self._block_rect(number).center().y()) + 0.5
        return QPointF(0.0, middle), QPointF(width, middle)


def _paint_marker(painter: QPainter, marker: ListMarker, box: QRectF, tokens: Tokens) -> None:
    painter.save()
    if marker.icon:
        square = QRectF(box.right() - 20, box.center().y() - 8, 16, 16)
        paint_icon(painter, square, marker.icon, tokens.green if marker.done else tokens.third_text)
    elif marker.text:
        painter.setFont(number_font(TEXT_SIZE))
        painter.setPen(tokens.second_text)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(-20, 0, -6, 0), right, marker.text)
    else:
        painter.setPen(Qt.PenStyle.NoPen if marker.level % 2 else QPen(tokens.third_text, 1.2))
        painter.setBrush(tokens.third_text if marker.level % 2 else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(box.center().x() - 1, box.center().y() + 0.5), 2.4, 2.4)
    painter.restore()


class _TableLines:
    """A frame with round corners, hairlines between the rows and a tint under the head."""

    def __init__(self, document: QTextDocument, table: QTextTable) -> None:
        layout = document.documentLayout()
        # Qt (6.11) gives the frame moved by the padding of its cells.
        frame = layout.frameBoundingRect(table).translated(-CELL_PADDING, -CELL_PADDING)
        self._frame = frame.adjusted(0.5, 0.5, -0.5, -0.5)
        self._rows = [
            round(
                min(
                    layout.blockBoundingRect(table.cellAt(row, column).firstCursorPosition().block()).top()
                    for column in range(table.columns())
                )
                - CELL_PADDING
            )
            + 0.5
            for row in range(1, table.rows())
        ]

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        painter.save()
        painter.setPen(QPen(tokens.line, 1))
        painter.setBrush(tokens.panel)
        painter.drawRoundedRect(self._frame, _BLOCK_RADIUS, _BLOCK_RADIUS)
        if self._rows:
            head = QRectF(self._frame)
            head.setBottom(self._rows[0])
            painter.setClipRect(head)
            painter.setBrush(tokens.code)
            painter.drawRoundedRect(self._frame, _BLOCK_RADIUS, _BLOCK_RADIUS)
            painter.setClipping(False)
        for y in self._rows:
            painter.drawLine(QPointF(self._frame.left(), y), QPointF(self._frame.right(), y))
        painter.restore()


def _glyph_edges(line: QTextLine, start: int, length: int) -> tuple[float, float] | None:
    """From where to where the characters are drawn; where directions mix, cursors do not say that."""
    lefts, rights = [], []
    for run in line.glyphRuns(start, length):
        advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
        for position, advance in zip(run.positions(), advances, strict=True):
            lefts.append(position.x())
            rights.append(position.x() + advance.x())
    return (min(lefts), max(rights)) if lefts else None


def _line_rects(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """The areas that the characters from `start` to `end` take, one for each line."""
    block = document.findBlock(start)
    layout = block.layout()
    origin = document.documentLayout().blockBoundingRect(block).topLeft()
    begin, stop = start - block.position(), end - block.position()
    rects = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        left = max(begin, line.textStart())
        right = min(stop, line.textStart() + line.textLength())
        if left >= right:
            continue
        top = round(origin.y() + line.y() + line.ascent()) - 14
        if block.textDirection() is Qt.LayoutDirection.RightToLeft:
            edges = _glyph_edges(line, left, right - left)
            if edges is not None:
                first, last = round(origin.x() + edges[0]) - 4, round(origin.x() + edges[1]) + 4
                rects.append(QRectF(first + 0.5, top + 0.5, last - first - 1, 18))
            continue
        x = sorted((cursor_x(line, left), cursor_x(line, right)))
        left_edge, right_edge = round(origin.x() + x[0]) - 4, round(origin.x() + x[1]) - CODE_GAP + 4
        rects.append(QRectF(left_edge + 0.5, top + 0.5, right_edge - left_edge - 1, 18))
    return rects
