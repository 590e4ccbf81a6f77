"""Draws one line of text where there is room for it, the same way in every list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from stigmer_desktop.ui.widgets.face import Face
from stigmer_desktop.ui.widgets.reading import as_read

# Put together once: Python takes longer for that than Qt for the drawing.
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT = int(_LINE | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(_LINE | Qt.AlignmentFlag.AlignRight)


def paint_line(
    painter: QPainter,
    box: QRectF,
    text: str,
    face: Face,
    color: QColor,
    *,
    at_right: bool = False,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> float:
    """Draws one line of text in the middle of the height of `box`, cut where there is no room.

    Returns:
        The width that it takes.
    """
    room = max(0.0, box.width())
    width = face.metrics.horizontalAdvance(text)
    if width > room:
        text, width = face.metrics.elidedText(text, elide, room), room
    text = as_read(text)
    painter.setFont(face.font)
    painter.setPen(color)
    # A little wider than measured, so that nothing is cut by a rounding.
    if at_right:
        painter.drawText(box.adjusted(-1, 0, 0, 0), _RIGHT, text)
    else:
        painter.drawText(box.adjusted(0, 0, 1, 0), _LEFT, text)
    return width


def fits(text: str, face: Face, width: float) -> bool:
    """Whether a line of text has room in `width` pixels."""
    return face.metrics.horizontalAdvance(text) <= width + 0.5
