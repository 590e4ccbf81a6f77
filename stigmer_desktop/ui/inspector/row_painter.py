"""How the rows of the inspector's lists are drawn: one delegate, and what a kind of row gives it."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.inspector.row_list_model import ROW_ROLE
from stigmer_desktop.ui.theme import Theme, mixed

# The panel has some pixels of its own at the left, see `inspector.EDGE`.
ROW_LEFT = 11
_RADIUS = 7
_MARGIN_LEFT, _MARGIN_RIGHT = 3, 8


class RowPainter(Protocol):
    """Draws one kind of row, which is a plain value."""

    def height(self, row: Any, width: int) -> int:
        """The height of a row in a list that is `width` pixels wide."""
        ...

    def paint(self, painter: QPainter, box: QRectF, row: Any, degrees: float) -> None:
        """Draws a row; `degrees` is where a spinner stands now."""
        ...

    def spinner(self, box: QRectF, row: Any) -> QRectF | None:
        """What must be drawn anew while a spinner turns; None if the row has none."""
        ...

    def tooltip(self, box: QRectF, row: Any) -> str:
        """What the pointer is told over a row; empty where the row says it all."""
        ...


class RowDelegate(QStyledItemDelegate):
    """Draws the ground of a row, plain, under the pointer or with the keyboard, then the row itself."""

    def __init__(
        self,
        theme: Theme,
        row_painter: RowPainter,
        parent: QObject | None = None,
        *,
        shows_hover: bool = True,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shows_hover = shows_hover
        self.row_painter = row_painter
        self.spinner_degrees = 0.0
        self.shows_focus = False
        self.width = 100

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.row_painter.height(index.data(ROW_ROLE), self.width))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, option.state)
        self.row_painter.paint(painter, box, index.data(ROW_ROLE), self.spinner_degrees)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRectF, state: QStyle.StateFlag) -> None:
        tokens = self._theme.tokens
        box = row.adjusted(_MARGIN_LEFT, 0.5, -_MARGIN_RIGHT, -0.5)
        ground: QColor | None = None
        if state & QStyle.StateFlag.State_HasFocus and self.shows_focus:
            ground = tokens.selection
        elif state & QStyle.StateFlag.State_MouseOver and self._shows_hover:
            ground = mixed(tokens.panel, tokens.text, 0.045)
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if state & QStyle.StateFlag.State_HasFocus and self.shows_focus:
            painter.setPen(tokens.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
