"""A menu with round corners, whether or not the desktop can draw windows that are translucent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

# A little less than the style sheet's radius, so that the mask never cuts a softened edge.
_MASK_RADIUS = 8


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
        shape.addRoundedRect(QRectF(self.rect()), _MASK_RADIUS, _MASK_RADIUS)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))
