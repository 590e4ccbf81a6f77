"""The list of sessions with its headings; as fast with ten thousand sessions as with ten."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.sessions.grouped_rows import GroupedRows
from stigmer_desktop.ui.sessions.session_delegate import ROW_HEIGHT, SessionDelegate
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel, SessionRole
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.spinner import SpinnerClock

_HEADING_HEIGHT = 32
_HEADING_LEFT = 18
_PADDING_BELOW = 12
_ROWS_AHEAD = 20
_TIMES_INTERVAL = 30_000


class SessionListView(QListView):
    """Places rows and headings by arithmetic, so that no row is ever asked for its size.

    `session_chosen` is emitted with the id on a click, on Return and on Space.
    """

    session_chosen = Signal(object)
    menu_wanted = Signal(object, object)  # session id, global position
    delete_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: SessionListModel,
        delegate: SessionDelegate,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sessions = model
        self._delegate = delegate
        self._rows = GroupedRows((), 0, scaled(ROW_HEIGHT), scaled(_HEADING_HEIGHT), _PADDING_BELOW)
        self._open_id = ""
        self._hovered_row = -1
        self._shows_focus = False
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self._on_clock_ticked)
        self._times = QTimer(self, interval=_TIMES_INTERVAL)
        self._times.timeout.connect(self._on_times_passed)
        self._shown_times: list[str] = []
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Sessions"))
        self.setItemDelegate(delegate)
        self.setModel(model)
        for signal in (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.modelReset):
            signal.connect(self._on_rows_changed)
        for signal in (model.dataChanged, model.page_added):
            signal.connect(self._on_rows_changed)
        self.customContextMenuRequested.connect(self._on_context_menu)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._on_rows_changed)
        self._regroup()

    def set_open_session(self, session_id: str) -> None:
        """Marks the session that the centre shows; empty means none."""
        if session_id == self._open_id:
            return
        self._open_id = session_id
        row = self._sessions.row_of(session_id)
        if row >= 0 and not self.hasFocus():
            self.selectionModel().setCurrentIndex(
                self._sessions.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        self.viewport().update()

    # Where things are

    def _visible_rows(self) -> range:
        top = self.verticalOffset()
        return self._rows.between(top, top + self.viewport().height())

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        if not index.isValid():
            return QRect()
        top = self._rows.top(index.row()) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), scaled(ROW_HEIGHT))

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._rows.row_at(point.y() + self.verticalOffset())
        return self._sessions.index(row) if row >= 0 else QModelIndex()

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
        heading = scaled(_HEADING_HEIGHT) if self._rows.heads(index.row()) else 0
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
        bar.setSingleStep(scaled(ROW_HEIGHT))
        self._fetch_ahead()

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        self._fetch_ahead()
        self._refresh_clock()

    # Keys and mouse

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        self._shows_focus = True
        last = self._sessions.rowCount() - 1
        if last < 0:
            return QModelIndex()
        row = self.currentIndex().row()
        page = max(1, self.viewport().height() // scaled(ROW_HEIGHT) - 1)
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
        return self._sessions.index(min(max(target, 0), last))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if current.isValid() and self.state() != QAbstractItemView.State.EditingState:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self.session_chosen.emit(current.data(SessionRole.ID))
                return
            if event.key() == Qt.Key.Key_Delete:
                self.delete_wanted.emit(current.data(SessionRole.ID))
                return
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
                if 0 <= changed < self._sessions.rowCount():
                    self.viewport().update(self.visualRect(self._sessions.index(changed)))
            shape = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.session_chosen.emit(index.data(SessionRole.ID))

    @Slot(QPoint)
    def _on_context_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if index.isValid():
            self.menu_wanted.emit(index.data(SessionRole.ID), self.viewport().mapToGlobal(point))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._delegate.spinner_degrees = self._clock.degrees
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        current = self.currentIndex().row() if self.hasFocus() and self._shows_focus else -1
        for row in self._visible_rows():
            index = self._sessions.index(row)
            rect = self.visualRect(index)
            if not rect.intersects(event.rect()):
                continue
            state = plain
            if index.data(SessionRole.ID) == self._open_id:
                state |= QStyle.StateFlag.State_Selected
            if row == self._hovered_row:
                state |= QStyle.StateFlag.State_MouseOver
            if row == current:
                state |= QStyle.StateFlag.State_HasFocus
            option.rect = rect
            option.state = state
            self._delegate.paint(painter, option, index)
        self._paint_headings(painter)

    def _paint_headings(self, painter: QPainter) -> None:
        painter.setFont(text_font(11, SEMIBOLD))
        painter.setPen(self._theme.tokens.second_text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        height = scaled(_HEADING_HEIGHT)
        for group in self._rows.groups:
            bottom = self._rows.top(group.first_row) - self.verticalOffset()
            box = QRect(_HEADING_LEFT, bottom - height, self.width(), height - 6)
            painter.drawText(box, flags, QCoreApplication.translate("SessionGroup", group.title))

    # What moves: the spinner while something runs, the times while they change

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._times.start()
        self._on_rows_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._times.stop()
        self._clock.set_running(False)

    @Slot()
    def _on_rows_changed(self) -> None:
        self._regroup()
        self._refresh_clock()

    def _regroup(self) -> None:
        groups = tuple(self._sessions.groups())
        count = self._sessions.rowCount()
        self._rows = GroupedRows(groups, count, scaled(ROW_HEIGHT), scaled(_HEADING_HEIGHT), _PADDING_BELOW)
        self.updateGeometries()
        self.viewport().update()

    def _fetch_ahead(self) -> None:
        left = self._rows.height - self.verticalOffset() - self.viewport().height()
        if left < _ROWS_AHEAD * scaled(ROW_HEIGHT) and self._sessions.canFetchMore(QModelIndex()):
            self._sessions.fetchMore(QModelIndex())

    def _running_icons(self) -> list[QRect]:
        icons = []
        for row in self._visible_rows():
            index = self._sessions.index(row)
            if phase_style(index.data(SessionRole.HEADER).last_phase).spins:
                icons.append(self._delegate.icon_rect(self.visualRect(index)).toAlignedRect())
        return icons

    def _refresh_clock(self) -> None:
        self._clock.set_running(self.isVisible() and bool(self._running_icons()))

    @Slot()
    def _on_clock_ticked(self) -> None:
        if self.window().isMinimized():
            return
        for box in self._running_icons():
            self.viewport().update(box)

    @Slot()
    def _on_times_passed(self) -> None:
        times = [
            time_text(seconds_of(self._sessions.index(row).data(SessionRole.HEADER).active_at))
            for row in self._visible_rows()
        ]
        if times != self._shown_times:
            self._shown_times = times
            self._regroup()
