"""The mark on the program's icon while something needs the user."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter

# In parts of the icon's side.
_RADIUS, _RING = 0.22, 0.06
_LARGEST = 128


def badged(icon: QIcon, color: QColor) -> QIcon:
    """`icon` with a dot of `color` in its lower right corner, in each of its sizes."""
    marked = QIcon()
    for size in icon.availableSizes():
        if size.width() > _LARGEST:
            continue
        drawn = icon.pixmap(size)
        side = drawn.deviceIndependentSize().width()
        centre = QPointF(side * (1 - _RADIUS), side * (1 - _RADIUS))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        # A gap around it keeps it apart from whatever the icon has there.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setBrush(Qt.GlobalColor.transparent)
        painter.drawEllipse(centre, side * (_RADIUS + _RING), side * (_RADIUS + _RING))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(color)
        painter.drawEllipse(centre, side * _RADIUS, side * _RADIUS)
        painter.end()
        marked.addPixmap(drawn)
    return marked
