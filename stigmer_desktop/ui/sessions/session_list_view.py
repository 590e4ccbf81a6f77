"""The list of sessions: their keys, their menu, and what moves in it."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.sessions.grouped_list_view import GroupedListView
from stigmer_desktop.ui.sessions.session_delegate import ROW_HEIGHT, SessionDelegate
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel, SessionRole
from stigmer_desktop.ui.sessions.session_order import Group
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock

_ROWS_AHEAD = 20
_TIMES_INTERVAL = 30_000
_CHOOSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class SessionListView(GroupedListView):
    """`session_chosen` is emitted with the id on a click, on Return and on Space.

    `key_pressed` carries the id of the current session and a letter that was pressed without Ctrl or Alt.
    """

    session_chosen = Signal(object)
    menu_wanted = Signal(object, object)  # session id, global position
    list_menu_wanted = Signal(object)  # global position
    delete_wanted = Signal(object)
    key_pressed = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        model: SessionListModel,
        delegate: SessionDelegate,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, ROW_HEIGHT, self._headings, parent)
        self._sessions = model
        self._delegate = delegate
        self._open_id = ""
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self._on_clock_ticked)
        self._times = QTimer(self, interval=_TIMES_INTERVAL)
        self._times.timeout.connect(self._on_times_passed)
        self._shown_times: list[str] = []
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Sessions"))
        self.setItemDelegate(delegate)
        model.page_added.connect(self.regroup)
        self.customContextMenuRequested.connect(self._on_context_menu)
        self.clicked.connect(self._on_clicked)
        self.follow(model)

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

    def is_marked(self, index: QModelIndex) -> bool:
        return bool(index.data(SessionRole.ID) == self._open_id)

    @Slot()
    def regroup(self) -> None:
        super().regroup()
        self._refresh_clock()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._fetch_ahead()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._fetch_ahead()
        self._refresh_clock()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._delegate.spinner_degrees = self._clock.degrees
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid():  # type: ignore[attr-defined]
            # Here it is for the row that the keyboard is at, not for the session that is shown.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if current.isValid() and self.state() != QAbstractItemView.State.EditingState:
            session_id, modifiers = current.data(SessionRole.ID), event.modifiers()
            if event.key() in _CHOOSES:
                self.session_chosen.emit(session_id)
                return
            if event.key() == Qt.Key.Key_Delete:
                self.delete_wanted.emit(session_id)
                return
            if event.text().isalpha() and modifiers in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            ):
                self.key_pressed.emit(session_id, event.text().upper())
                return
        super().keyPressEvent(event)

    def _headings(self) -> list[Group]:
        translate = QCoreApplication.translate
        return [
            Group(translate("SessionGroup", group.title), group.first_row)
            for group in self._sessions.groups()
        ]

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.session_chosen.emit(index.data(SessionRole.ID))

    @Slot(QPoint)
    def _on_context_menu(self, point: QPoint) -> None:
        index, position = self.indexAt(point), self.viewport().mapToGlobal(point)
        if index.isValid():
            self.menu_wanted.emit(index.data(SessionRole.ID), position)
        else:
            self.list_menu_wanted.emit(position)

    # What moves: the spinner while something runs, the times while they change

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._times.start()
        self.regroup()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._times.stop()
        self._clock.set_running(False)

    def _fetch_ahead(self) -> None:
        model, below = self.model(), self.height_left_below()
        # There is no model yet while the view is put together.
        if model is not None and below < _ROWS_AHEAD * ROW_HEIGHT and model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())

    def _running_icons(self) -> list[QRect]:
        icons = []
        for row in self.visible_rows():
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
            for row in self.visible_rows()
        ]
        if times != self._shown_times:
            self._shown_times = times
            self.regroup()
