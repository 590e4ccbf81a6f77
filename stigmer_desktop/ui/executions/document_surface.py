"""A widget that shows a styled document and takes part in the transcript's selection."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.document_paint import Underlay
from stigmer_desktop.ui.executions.found_words import found_fill
from stigmer_desktop.ui.executions.markdown_document import CELL_PADDING
from stigmer_desktop.ui.executions.styled_document import StyledDocument, selected_words
from stigmer_desktop.ui.executions.text_surface import CaretMove, TextUnit, cursor_x, selected_fill
from stigmer_desktop.ui.theme import Theme

# Code within a line is drawn on a pill that is a little wider than its letters.
BLEED = 4

_MOVES = {
    CaretMove.LEFT: QTextCursor.MoveOperation.PreviousCharacter,
    CaretMove.RIGHT: QTextCursor.MoveOperation.NextCharacter,
    CaretMove.WORD_LEFT: QTextCursor.MoveOperation.PreviousWord,
    CaretMove.WORD_RIGHT: QTextCursor.MoveOperation.NextWord,
    CaretMove.UP: QTextCursor.MoveOperation.Up,
    CaretMove.DOWN: QTextCursor.MoveOperation.Down,
    CaretMove.LINE_START: QTextCursor.MoveOperation.StartOfLine,
    CaretMove.LINE_END: QTextCursor.MoveOperation.EndOfLine,
}
_ALWAYS_INSIDE = (CaretMove.LINE_START, CaretMove.LINE_END)


class DocumentSurface(QWidget):
    """Text set by a QTextDocument; mouse presses pass through to the transcript."""

    def __init__(self, theme: Theme, color: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._color = color
        self._styled: StyledDocument | None = None
        self._underlay: Underlay | None = None
        self._width = -1
        self._selected = (0, 0)
        self._found: tuple[list[tuple[int, int]], tuple[int, int] | None] = ([], None)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def set_document(self, styled: StyledDocument) -> None:
        """Shows `styled` in place of what was there; `arrange` must follow."""
        self._styled = styled
        self._underlay = None
        self._width = -1
        self._selected = (0, 0)
        self._found = ([], None)
        self.update()

    def arrange(self, width: int) -> int:
        """Lays the text out for `width` pixels of text; returns its height."""
        styled = self._require()
        if width != self._width:
            self._width = width
            styled.document.setTextWidth(width)
            self._underlay = Underlay(styled, width)
        return self.text_height()

    def text_height(self) -> int:
        """The height of the laid-out text in pixels."""
        styled = self._require()
        if styled.tables:
            layout = styled.document.documentLayout()
            frames = [layout.frameBoundingRect(table) for table in styled.tables]
            bottom = max(frame.bottom() for frame in frames) - CELL_PADDING
            last = styled.document.lastBlock()
            # Qt ends a document that ends in a table by one more empty line.
            if not last.text():
                return round(bottom + 1)
        return round(styled.document.size().height() + 0.49)

    def ideal_width(self) -> int:
        """The width that the text would take without wrapping."""
        return round(self._require().document.idealWidth() + 0.5)

    @property
    def length(self) -> int:
        return self._require().document.characterCount() - 1

    def position_at(self, point: QPointF) -> int:
        layout = self._require().document.documentLayout()
        return max(0, layout.hitTest(point - QPointF(BLEED, 0), Qt.HitTestAccuracy.FuzzyHit))

    def unit_at(self, position: int, unit: TextUnit) -> tuple[int, int]:
        cursor = self._cursor(position)
        selection = QTextCursor.SelectionType
        cursor.select(selection.WordUnderCursor if unit is TextUnit.WORD else selection.BlockUnderCursor)
        start = cursor.selectionStart()
        if unit is TextUnit.LINE:
            start = cursor.document().findBlock(position).position()
        return start, cursor.selectionEnd()

    def moved(self, position: int, move: CaretMove) -> int | None:
        cursor = self._cursor(position)
        cursor.movePosition(_MOVES[move])
        if cursor.position() == position and move not in _ALWAYS_INSIDE:
            return None
        return cursor.position()

    def caret_rect(self, position: int) -> QRect:
        document = self._require().document
        block = document.findBlock(position)
        area = document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineForTextPosition(position - block.position())
        if not line.isValid():
            return QRectF(area.left() + BLEED, area.top(), 1, 17).toRect()
        x = cursor_x(line, position - block.position())
        return QRectF(area.left() + BLEED + x, area.top() + line.y(), 1, line.height()).toRect()

    def text_between(self, start: int, end: int) -> str:
        cursor = self._cursor(start)
        cursor.setPosition(min(end, self.length), QTextCursor.MoveMode.KeepAnchor)
        return selected_words(cursor)

    def reveal(self, position: int) -> None:
        """All of the text is in sight: it wraps."""

    def set_selection(self, start: int, end: int) -> None:
        if (start, end) != self._selected:
            self._selected = (start, end)
            self.update()

    def set_found(self, ranges: Sequence[tuple[int, int]], current: tuple[int, int] | None) -> None:
        if (list(ranges), current) != self._found:
            self._found = (list(ranges), current)
            self.update()

    def link_at(self, point: QPointF) -> str:
        return self._require().document.documentLayout().anchorAt(point - QPointF(BLEED, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over_link = bool(self.link_at(event.position()))
        shape = Qt.CursorShape.PointingHandCursor if over_link else Qt.CursorShape.IBeamCursor
        if self.cursor().shape() is not shape:
            self.setCursor(shape)
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._styled is None or self._underlay is None:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.translate(BLEED, 0)
        self._underlay.paint(painter, tokens)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, tokens.by_name(self._color))
        context.clip = QRectF(event.rect().translated(-BLEED, 0))
        tokens = self._theme.tokens
        ranges, current = self._found
        selections = [
            self._selection(start, end, found_fill(tokens, (start, end) == current)) for start, end in ranges
        ]
        start, end = self._selected
        if start != end:
            selections.append(self._selection(start, end, selected_fill(tokens)))
        context.selections = selections
        self._styled.document.documentLayout().draw(painter, context)

    def _selection(self, start: int, end: int, fill: QColor) -> QAbstractTextDocumentLayout.Selection:
        selection = QAbstractTextDocumentLayout.Selection()
        cursor = self._cursor(start)
        cursor.setPosition(min(end, self.length), QTextCursor.MoveMode.KeepAnchor)
        selected = QTextCharFormat()
        selected.setBackground(fill)
        selection.cursor = cursor
        selection.format = selected
        return selection

    def _cursor(self, position: int) -> QTextCursor:
        cursor = QTextCursor(self._require().document)
        cursor.setPosition(min(position, self.length))
        return cursor

    def _require(self) -> StyledDocument:
        assert self._styled is not None, "set_document comes first"
        return self._styled
