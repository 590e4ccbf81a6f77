"""A menu with round corners, whether or not the desktop can draw windows that are translucent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

# As the style sheet has it.
_RADIUS = 10


class Menu(QMenu):
    """Deletes itself when it closes; made anew each time, so that it has the theme's colours of then."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Without a compositor, what is translucent is black: the corners are cut off as well.
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        # What shows through the softened corners of the border, so that it is not black.
        QPainter(self).fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        super().paintEvent(event)
