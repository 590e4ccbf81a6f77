"""Any number of lines of code: only those in sight are drawn; lines are selected and copied whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from stigmer_desktop.ui.executions.card_paint import paint_focus_ring
from stigmer_desktop.ui.executions.code_highlight import CodeSpan, code_color
from stigmer_desktop.ui.executions.text_surface import selected_fill
from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.inspector.code_line import CodeLine
from stigmer_desktop.ui.inspector.row_list_model import ROW_ROLE, RowListModel
from stigmer_desktop.ui.theme import SPACE_3, Theme
from stigmer_desktop.ui.widgets.face import code_face
from stigmer_desktop.ui.widgets.menu import Menu

_SIZE = 11
_LINE = 17
_TAB = 4
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


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

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        advance = code_face(_SIZE).metrics.horizontalAdvance("0")
        width = (self.longest + self.gutter) * advance + 2 * SPACE_3
        return QSize(round(width), scaled(_LINE))

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
        text = line.shown.expandtabs(_TAB)
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


class CodeList(QListView):
    """Ctrl+C copies the selected lines, Ctrl+A selects all."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        parent: QWidget | None = None,
        *,
        spans_of: Callable[[str], Sequence[CodeSpan]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shows_focus = False
        self.model_of_lines: RowListModel[CodeLine] = RowListModel(
            lambda line: (line.text, line.number), lambda line: line.text[:400], self
        )
        self._delegate = CodeDelegate(theme, spans_of, self)
        self.setModel(self.model_of_lines)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_context_menu)
        self.setAccessibleName(name)
        # Painted whole by itself, so that scrolling can move what is painted already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.horizontalScrollBar().setSingleStep(20)
        # Else a square in the colours of the style stands between the scroll bars.
        self.setCornerWidget(QWidget())
        theme.changed.connect(self._on_theme_changed)

    def set_lines(self, lines: Sequence[CodeLine]) -> None:
        """Shows `lines`; what is in sight stays where it is if it is among them."""
        longest, digits = _extent(lines)
        gutter = digits + 4 if digits else 0
        if (longest, gutter) != (self._delegate.longest, self._delegate.gutter):
            self._delegate.longest, self._delegate.gutter = longest, gutter
            self.scheduleDelayedItemsLayout()
        self.model_of_lines.set_rows(lines)

    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.model_of_lines.rows)

    def selected_text(self) -> str:
        """The selected lines, in their order; all if none is selected."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        if not numbers:
            return self.text()
        return "\n".join(self.model_of_lines.row(number).text for number in numbers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 60 if event.key() == Qt.Key.Key_Right else -60
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + step)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        return

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = QPainter(self.viewport())
        ground.fillRect(event.rect(), self._theme.tokens.panel)
        ground.end()
        super().paintEvent(event)
        if self.hasFocus() and self._shows_focus:
            painter = QPainter(self.viewport())
            paint_focus_ring(painter, QRectF(self.viewport().rect()), self._theme.tokens.accent, 4)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.selected_text())

    @Slot(QPoint)
    def _on_context_menu(self, point: QPoint) -> None:
        menu = Menu(self)
        chosen = bool(self.selectionModel().selectedRows())
        copy = menu.addAction(self.tr("Copy lines") if chosen else self.tr("Copy all"))
        copy.triggered.connect(self._copy)
        select = menu.addAction(self.tr("Select all"))
        select.triggered.connect(self.selectAll)
        menu.popup(self.viewport().mapToGlobal(point))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


def _extent(lines: Sequence[CodeLine]) -> tuple[int, int]:
    """How many characters the longest line has, as far as it is drawn, and the longest number."""
    longest = digits = 0
    for line in lines:
        # Most lines are shorter than one before, and are looked at no further.
        if len(line.text) > longest or "\t" in line.text:
            longest = max(longest, len(line.shown.expandtabs(_TAB)))
        if line.number:
            digits = max(digits, len(line.number))
    return longest, digits
