"""Any number of lines of code: only those in sight are drawn; lines are selected and copied whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from stigmer_desktop.ui.executions.card_paint import paint_focus_ring
from stigmer_desktop.ui.executions.code_highlight import CodeSpan
from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.inspector.code_delegate import LINE_HEIGHT, TAB, CodeDelegate
from stigmer_desktop.ui.inspector.code_line import CodeLine
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.menu import Menu

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class CodeList(QTableView):
    """Ctrl+C copies the selected lines, Ctrl+A selects all.

    A table of one column: unlike a list, it does not ask its model about every row to lay itself out.
    """

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
        self.setAccessibleName(name)
        self._lay_out_lines()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_context_menu)
        # Painted whole by itself, so that scrolling can move what is painted already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.horizontalScrollBar().setSingleStep(20)
        # Else a square in the colours of the style stands between the scroll bars.
        self.setCornerWidget(QWidget())
        theme.changed.connect(self._on_theme_changed)

    def set_lines(self, lines: Sequence[CodeLine]) -> None:
        """Shows `lines`; what is in sight stays where it is if it is among them."""
        self._delegate.longest = self._delegate.gutter = 0
        self.set_range(0, len(self.model_of_lines.rows), lines)

    def set_range(self, start: int, end: int, lines: Sequence[CodeLine]) -> None:
        """Shows `lines` in place of those from `start` to before `end`; the others are not looked at."""
        longest, digits = _extent(lines)
        self._delegate.longest = max(self._delegate.longest, longest)
        self._delegate.gutter = max(self._delegate.gutter, digits + 4 if digits else 0)
        self.model_of_lines.set_range(start, end, lines)
        self._fit_width()

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
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model_of_lines.rows:
            last = len(self.model_of_lines.rows) - 1
            self.setCurrentIndex(self.model_of_lines.index(0 if event.key() == Qt.Key.Key_Home else last))
        else:
            super().keyPressEvent(event)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        # A table would go back to the beginning of each line that it goes to.
        sideways = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        self.horizontalScrollBar().setValue(sideways)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

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

    def _lay_out_lines(self) -> None:
        for header in (self.verticalHeader(), self.horizontalHeader()):
            # Not shown, but there all the same for who walks through the widgets.
            header.hide()
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            header.setAccessibleName(self.accessibleName())
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(scaled(LINE_HEIGHT))

    def _fit_width(self) -> None:
        self.setColumnWidth(0, max(self._delegate.width, self.viewport().width()))

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
        self._lay_out_lines()
        self._fit_width()
        self.viewport().update()


def _extent(lines: Sequence[CodeLine]) -> tuple[int, int]:
    """How many characters the longest line has, as far as it is drawn, and the longest number."""
    longest = digits = 0
    for line in lines:
        # Most lines are shorter than one before, and are looked at no further.
        if len(line.text) > longest or "\t" in line.text:
            longest = max(longest, len(line.shown.expandtabs(TAB)))
        if line.number:
            digits = max(digits, len(line.number))
    return longest, digits
