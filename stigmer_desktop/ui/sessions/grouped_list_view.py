"""A list of rows of one height under headings; as fast with ten thousand rows as with ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.sessions.grouped_rows import GroupedRows
from stigmer_desktop.ui.sessions.session_order import Group
from stigmer_desktop.ui.theme import Theme

_HEADING_HEIGHT = 32
_HEADING_LEFT = 18
_PADDING_BELOW = 12
# What rows leave free at their right; the scroll bar takes this place where there is one.
_ROOM_RIGHT = 8


class GroupedListView(QListView):
    """Places rows and headings by arithmetic, so that no row is ever asked for its size."""

    def __init__(
        self,
        theme: Theme,
        row_height: int,
        groups: Callable[[], Iterable[Group]],
        parent: QWidget | None = None,
    ) -> None:
        """Takes where its rows and headings come from.

        Args:
            row_height: in logical pixels at a text size of 100 %.
            groups: gives the headings that hold now, as they are to be read.
        """
        super().__init__(parent)
        self._theme = theme
        self._row_height = row_height
        self._groups = groups
        self._rows = GroupedRows((), 0, scaled(row_height), scaled(_HEADING_HEIGHT), _PADDING_BELOW)
        self._hovered_row = -1
        self._shows_focus = False
        self.setProperty("kind", "grouped")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self.regroup)

    def follow(self, model: QAbstractListModel) -> None:
        """Shows the rows of `model` from now on."""
        self.setModel(model)
        for signal in (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.modelReset):
            signal.connect(self.regroup)
        model.dataChanged.connect(self.regroup)
        self.regroup()

    @property
    def is_at_keyboard(self) -> bool:
        """Whether one goes through the rows by keys now."""
        return self.hasFocus() and self._shows_focus

    def is_marked(self, index: QModelIndex) -> bool:
        """Whether a row is drawn as the chosen one."""
        return index == self.currentIndex()

    @Slot()
    def regroup(self) -> None:
        """Places rows and headings anew."""
        height, heading = scaled(self._row_height), scaled(_HEADING_HEIGHT)
        count = self.model().rowCount()
        self._rows = GroupedRows(tuple(self._groups()), count, height, heading, _PADDING_BELOW)
        self.updateGeometries()
        self.viewport().update()

    # Where things are

    def visible_rows(self) -> range:
        """The rows that may show; a few more where headings are."""
        top = self.verticalOffset()
        return self._rows.between(top, top + self.viewport().height())

    def height_left_below(self) -> int:
        """How much there is to scroll to, in pixels."""
        return self._rows.height - self.verticalOffset() - self.viewport().height()

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        if not index.isValid():
            return QRect()
        top = self._rows.top(index.row()) - self.verticalOffset()
        bar = self.verticalScrollBar()
        width = self.viewport().width() + (min(bar.width(), _ROOM_RIGHT) if bar.isVisible() else 0)
        return QRect(0, top, width, self._rows.row_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._rows.row_at(point.y() + self.verticalOffset())
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        rect = self.visualRect(index)
        heading = self._rows.heading_height if self._rows.heads(index.row()) else 0
        bar = self.verticalScrollBar()
        if rect.top() - heading < 0:
            bar.setValue(bar.value() + rect.top() - heading)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + 1)

    def doItemsLayout(self) -> None:
        # QListView would ask for every row here; there is nothing that its own layout is needed for.
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._rows.height - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._rows.row_height)

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # Keys and mouse

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        self._shows_focus = True
        last = self.model().rowCount() - 1
        if last < 0:
            return QModelIndex()
        row = self.currentIndex().row()
        page = max(1, self.viewport().height() // self._rows.row_height - 1)
        actions = QAbstractItemView.CursorAction
        target = {
            actions.MoveUp: row - 1,
            actions.MovePrevious: row - 1,
            actions.MoveDown: row + 1,
            actions.MoveNext: row + 1,
            actions.MovePageUp: row - page,
            actions.MovePageDown: row + page,
            actions.MoveHome: 0,
            actions.MoveEnd: last,
        }.get(action, row)
        return self.model().index(min(max(target, 0), last), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shows_focus = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)
        self.viewport().update()

    def _hover(self, row: int) -> None:
        before, self._hovered_row = self._hovered_row, row
        if before != row:
            for changed in (before, row):
                if 0 <= changed < self.model().rowCount():
                    self.viewport().update(self.visualRect(self.model().index(changed, 0)))
            shape = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        current = self.currentIndex().row() if self.hasFocus() and self._shows_focus else -1
        for row in self.visible_rows():
            index = self.model().index(row, 0)
            rect = self.visualRect(index)
            if not rect.intersects(event.rect()):
                continue
            state = plain
            if self.is_marked(index):
                state |= QStyle.StateFlag.State_Selected
            if row == self._hovered_row:
                state |= QStyle.StateFlag.State_MouseOver
            if row == current:
                state |= QStyle.StateFlag.State_HasFocus
            option.rect = rect
            option.state = state
            self.itemDelegate().paint(painter, option, index)
        self._paint_headings(painter)

    def _paint_headings(self, painter: QPainter) -> None:
        painter.setFont(text_font(11, SEMIBOLD))
        painter.setPen(self._theme.tokens.second_text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        height = self._rows.heading_height
        for group in self._rows.groups:
            bottom = self._rows.top(group.first_row) - self.verticalOffset()
            box = QRect(_HEADING_LEFT, bottom - height, self.width(), height - 6)
            painter.drawText(box, flags, group.title)
