"""The list of what needs the user, gone through by keys alone."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.needs_you.need import Need
from stigmer_desktop.ui.needs_you.need_delegate import ROW_HEIGHT, NeedDelegate
from stigmer_desktop.ui.needs_you.needs_you_model import NeedRole, NeedsYouModel
from stigmer_desktop.ui.sessions.grouped_list_view import GroupedListView
from stigmer_desktop.ui.theme import SPACE_1, Theme

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NeedsYouView(GroupedListView):
    """J and K go down and up, Return opens; other letters come as `key_pressed` with the current need."""

    opened = Signal(object)  # Need
    key_pressed = Signal(object, object)  # Need, letter
    current_changed = Signal()

    def __init__(self, theme: Theme, model: NeedsYouModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, ROW_HEIGHT, list, parent)
        self._needs = model
        self.setItemDelegate(NeedDelegate(theme, self))
        self.setAccessibleName(self.tr("What needs you"))
        self.setViewportMargins(0, SPACE_1, 0, 0)
        self.follow(model)
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())
        model.dataChanged.connect(lambda *_: self.current_changed.emit())
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(NeedRole.NEED)))

    @property
    def current(self) -> Need | None:
        """The need whose row is chosen."""
        need = self.currentIndex().data(NeedRole.NEED)
        return need if isinstance(need, Need) else None

    def choose(self, row: int) -> None:
        """Chooses a row, or the nearest there is."""
        last = self.model().rowCount() - 1
        if last >= 0:
            index = self.model().index(max(0, min(row, last)), 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)
            self.viewport().update()

    def choose_need(self, need: Need) -> bool:
        """Chooses the row of `need`; False if it is not listed."""
        keys = [each.key for each in self._needs.needs]
        if need.key not in keys:
            return False
        self.choose(keys.index(need.key))
        return True

    def step(self, by: int) -> None:
        """Chooses the row `by` rows further; from the last one, the first follows."""
        count = self.model().rowCount()
        if count:
            self.choose((self.currentIndex().row() + by) % count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        need = self.current
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K) and plain:
            self.choose(self.currentIndex().row() + (1 if event.key() == Qt.Key.Key_J else -1))
        elif need is not None and event.key() in _OPENS:
            self.opened.emit(need)
        elif need is not None and plain and event.text().isalpha():
            self.key_pressed.emit(need, event.text().upper())
        else:
            super().keyPressEvent(event)
