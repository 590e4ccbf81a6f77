"""Draws the rounded surfaces that rows stand on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def paint_card(
    painter: QPainter,
    rect: QRectF,
    fill: QColor,
    line: QColor | None = None,
    radius: float = 8.0,
) -> None:
    """Fills `rect` with round corners and, where `line` is given, draws a hairline around it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(Qt.PenStyle.NoPen if line is None else QPen(line, 1))
    inset = 0.0 if line is None else 0.5
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def paint_focus_ring(painter: QPainter, rect: QRectF, color: QColor, radius: float = 8.0) -> None:
    """Draws the ring of the widget that has the keyboard, just inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()
