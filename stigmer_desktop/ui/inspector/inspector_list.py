"""The list view of the inspector's pages: by mouse and keyboard, still while nothing changes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QToolTip, QWidget

from stigmer_desktop.ui.inspector.row_list_model import ROW_ROLE, RowListModel
from stigmer_desktop.ui.inspector.row_painter import RowDelegate, RowPainter
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_NEAR_END = 8
# Some pixels into a row, where there is a row for certain.
_INSIDE = QPoint(20, 0)


class InspectorList(QListView):
    """`row_chosen` carries the row that was clicked, or chosen with Return or Space."""

    row_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: RowListModel[Any],
        row_painter: RowPainter,
        name: str,
        parent: QWidget | None = None,
        *,
        uniform: bool = True,
        follows_end: bool = False,
        clickable: bool = True,
    ) -> None:
        """`follows_end` keeps the last row in sight while it is in sight already."""
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._painter = row_painter
        self._delegate = RowDelegate(theme, row_painter, self, shows_hover=clickable)
        self._follows_end = follows_end
        self._clickable = clickable
        self._at_end = True
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self._on_clock_ticked)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(uniform)
        self.setResizeMode(QListView.ResizeMode.Fixed if uniform else QListView.ResizeMode.Adjust)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(clickable)
        # Painted whole by itself, so that scrolling can move what is painted already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)
        self.verticalScrollBar().setSingleStep(24)
        self.clicked.connect(self._on_clicked)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        for signal in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._refresh_clock)
        theme.changed.connect(self._on_theme_changed)

    def visible_rows(self) -> range:
        """The rows in sight, by number."""
        count = self._model.rowCount()
        height = self.viewport().height()
        if not count or height <= 0:
            return range(0)
        first = self.indexAt(self.viewport().rect().topLeft() + _INSIDE).row()
        # Rows of one list may have several heights, so the last one is looked for as well.
        last = self.indexAt(self.viewport().rect().bottomLeft() + _INSIDE).row()
        return range(max(0, first), (last if last >= 0 else count - 1) + 1)

    def scroll_to_end(self) -> None:
        """Shows the last row, and stays there if this list follows its end."""
        self._at_end = True
        self.scrollToBottom()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.shows_focus = event.reason() in _BY_KEYBOARD
        if not self.currentIndex().isValid() and self._model.rowCount():
            rows = self.visible_rows()
            self.setCurrentIndex(self._model.index(rows.start))
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in _RETURN and index.isValid():
            self.row_chosen.emit(index.data(ROW_ROLE))
            return
        if not event.modifiers():
            self._delegate.shows_focus = True
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Letters jump nowhere: rows are read, not spelled.
        return

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._delegate.shows_focus = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._clickable and self.indexAt(event.position().toPoint()).isValid()
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if index.isValid():
                box = QRectF(self.visualRect(index))
                words = self._painter.tooltip(box, index.data(ROW_ROLE))
                QToolTip.showText(event.globalPos(), words, self.viewport(), self.visualRect(index))
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.tokens.panel)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.width = self.viewport().width()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.set_running(False)

    def _spinners(self) -> list[QRectF]:
        found = []
        for number in self.visible_rows():
            box = QRectF(self.visualRect(self._model.index(number)))
            spinner = self._painter.spinner(box, self._model.row(number))
            if spinner is not None:
                found.append(spinner)
        return found

    @Slot()
    def _refresh_clock(self) -> None:
        self._clock.set_running(self.isVisible() and bool(self._spinners()))

    @Slot()
    def _on_clock_ticked(self) -> None:
        if self.window().isMinimized():
            return
        self._delegate.spinner_degrees = self._clock.degrees
        for box in self._spinners():
            self.viewport().update(box.toAlignedRect())

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - _NEAR_END
        self._refresh_clock()

    @Slot(int, int)
    def _on_range_changed(self, least: int, most: int) -> None:
        if self._follows_end and self._at_end:
            self.verticalScrollBar().setValue(most)
            self._at_end = True

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.row_chosen.emit(index.data(ROW_ROLE))

    @Slot()
    def _on_theme_changed(self) -> None:
        # Text may have another size now.
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
