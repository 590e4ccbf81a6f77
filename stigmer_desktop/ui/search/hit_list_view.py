"""The list of hits: by mouse and by keyboard, page after page while one scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.search.hit_delegate import ROW_HEIGHT, HitDelegate
from stigmer_desktop.ui.search.hit_list_model import HitListModel, HitRole
from stigmer_desktop.ui.theme import Theme

_ROWS_AHEAD = 20
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HitListView(QListView):
    """`hit_chosen` carries the hit; `left_upwards` comes when the keyboard leaves by Up or Escape."""

    hit_chosen = Signal(object)
    left_upwards = Signal()

    def __init__(
        self, theme: Theme, model: HitListModel, agents: AgentListModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hits = model
        self.setModel(model)
        self.setItemDelegate(HitDelegate(theme, agents, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("What was found"))
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT // 2)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.clicked.connect(self._on_clicked)
        model.modelReset.connect(self.scrollToTop)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def enter(self) -> None:
        """Takes the keyboard, on the row where it was, or on the first one."""
        if self._hits.rowCount():
            self._stand_somewhere()
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose(self, row: int) -> None:
        """Chooses the hit of a row, if there is such a row."""
        if 0 <= row < self._hits.rowCount():
            self.hit_chosen.emit(self._hits.hit(row))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._stand_somewhere()
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in _RETURN:
            self.choose(row)
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and row <= 0):
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Letters are for the field; looking for rows by them would jump about.
        return

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.indexAt(event.position().toPoint()).isValid()
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            point = self.viewport().mapFromGlobal(self.cursor().pos())
            self._update_tooltip(point)
        return super().viewportEvent(event)

    def _update_tooltip(self, point: QPoint) -> None:
        index = self.indexAt(point)
        hit = index.data(HitRole.HIT) if index.isValid() else None
        self.viewport().setToolTip(hit.title if hit is not None else "")

    def _stand_somewhere(self) -> None:
        if not self.currentIndex().isValid() and self._hits.rowCount():
            self.setCurrentIndex(self._hits.index(0))

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        if self.verticalScrollBar().maximum() - value < _ROWS_AHEAD * ROW_HEIGHT:
            self._hits.fetchMore(QModelIndex())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.choose(index.row())
