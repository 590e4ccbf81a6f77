"""A ring over a widget that has come to the keyboard by the Tab key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.theme import Theme

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


RING_WIDTH = 2


class FocusRing(QWidget):
    """Lies over the outermost pixels of its parent and lets everything through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, reason: Qt.FocusReason) -> None:
        """Appears if the keyboard came by the keyboard."""
        if reason in _BY_KEYBOARD:
            self.resize(self._over.size())
            inner = self.rect().adjusted(RING_WIDTH, RING_WIDTH, -RING_WIDTH, -RING_WIDTH)
            self.setMask(QRegion(self.rect()) - QRegion(inner))
            self.raise_()
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.tokens.accent)
