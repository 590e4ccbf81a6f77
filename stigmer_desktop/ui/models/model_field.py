"""A field for a model's name, with the names that are known to pick from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.menu import Menu

_INSET = 3


class ModelField(QLineEdit):
    """`picked` carries a name that was picked; what is typed comes as with any field."""

    picked = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self.setFont(text_font(13))
        self.setAccessibleName(name)
        self.pick = IconButton(theme, "caret-down", self.tr("Pick a model"), self, size=14)
        self.pick.clicked.connect(self._on_pick)
        self.pick.hide()

    def set_names(self, names: Sequence[str]) -> None:
        """Offers `names`; without any there is only the typing."""
        self._names = tuple(names)
        self.pick.setVisible(bool(names))
        self.setTextMargins(0, 0, self.pick.sizeHint().width() if names else 0, 0)
        self._place()

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def menu_of_names(self) -> Menu:
        """The names as a menu, with the one in the field marked."""
        menu = Menu(self)
        tokens = self._theme.tokens
        for name in self._names:
            token = tokens.accent if name == self.text() else tokens.panel
            action = menu.addAction(icon("check", token, 14), name)
            action.triggered.connect(lambda _=False, name=name: self._take(name))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        side = self.height() - 2 * _INSET
        self.pick.setFixedSize(QSize(side, side))
        self.pick.move(self.width() - side - _INSET, _INSET)

    @Slot()
    def _on_pick(self) -> None:
        menu = self.menu_of_names()
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _take(self, name: str) -> None:
        self.setText(name)
        self.picked.emit(name)
