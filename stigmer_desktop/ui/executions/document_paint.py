"""Draws what lies beneath the text of a styled document: code, quotations, lines and tables."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextDocument, QTextTable

from stigmer_desktop.ui.executions.markdown_document import CELL_PADDING, StyledDocument
from stigmer_desktop.ui.theme import Tokens

_CODE_RADIUS = 4.0
_BLOCK_RADIUS = 8.0
_QUOTE_WIDTH = 3.0


class Underlay:
    """The shapes beneath one laid-out document; to be made anew when its width changes."""

    def __init__(self, styled: StyledDocument, width: float) -> None:
        self._document = styled.document
        self._pills = [
            rect for start, end in styled.inline_code for rect in _line_rects(styled.document, start, end)
        ]
        self._blocks = [self._block_area(first, last, width, 8.0) for first, last in styled.code_blocks]
        self._quotes = [self._quote_bar(first, last) for first, last in styled.quotes]
        self._rulers = [self._ruler(number, width) for number in styled.rulers]
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
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.line)
        for bar in self._quotes:
            painter.drawRoundedRect(bar, _QUOTE_WIDTH / 2, _QUOTE_WIDTH / 2)
        painter.restore()

    def _block_rect(self, number: int) -> QRectF:
        block = self._document.findBlockByNumber(number)
        return self._document.documentLayout().blockBoundingRect(block)

    def _block_area(self, first: int, last: int, width: float, padding: float) -> QRectF:
        top, bottom = self._block_rect(first), self._block_rect(last)
        area = QRectF(top.left() - 12.0, top.top(), width, bottom.bottom() - top.top())
        area.setRight(width)
        return area.adjusted(0.5, 0.5 - padding, -0.5, padding - 0.5)

    def _quote_bar(self, first: int, last: int) -> QRectF:
        top, bottom = self._block_rect(first), self._block_rect(last)
        return QRectF(0.0, top.top() + 2, _QUOTE_WIDTH, bottom.bottom() - top.top() - 2)

    def _ruler(self, number: int, width: float) -> tuple[QPointF, QPointF]:
        middle = round(self._block_rect(number).center().y()) + 0.5
        return QPointF(0.0, middle), QPointF(width, middle)


class _TableLines:
    """A frame with round corners, hairlines between the rows and a tint under the head."""

    def __init__(self, document: QTextDocument, table: QTextTable) -> None:
        layout = document.documentLayout()
        self._frame = layout.frameBoundingRect(table).adjusted(0.5, 0.5, -0.5, -0.5)
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


def _line_rects(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """The areas that the characters from `start` to `end` take, one for each line."""
    block = document.findBlock(start)
    layout = block.layout()
    origin = document.documentLayout().blockBoundingRect(block).topLeft() - layout.boundingRect().topLeft()
    begin, stop = start - block.position(), end - block.position()
    rects = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        left = max(begin, line.textStart())
        right = min(stop, line.textStart() + line.textLength())
        if left >= right:
            continue
        x = sorted((_x(line.cursorToX(left)), _x(line.cursorToX(right))))
        middle = line.y() + line.height() / 2
        area = QRectF(x[0] - 3, middle - 9, x[1] - x[0] + 6, 18).translated(origin)
        rects.append(QRectF(area.toAlignedRect()).adjusted(0.5, 0.5, -0.5, -0.5))
    return rects


def _x(found: object) -> float:
    # PySide gives the place and the position that it was found for.
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
