"""The sign that work is under way: one drawing for all places."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock

_ARC_DEGREES = 110


def paint_spinner(painter: QPainter, rect: QRectF, color: QColor, degrees: float) -> None:
    """Draws a ring with a bright arc at `degrees` (clockwise from the top) into `rect`."""
    side = min(rect.width(), rect.height())
    box = QRectF(0, 0, side, side)
    box.moveCenter(rect.center())
    frame = _frame(side, painter.device().devicePixelRatioF(), color.rgba(), degrees)
    painter.drawPixmap(box.topLeft(), frame)


# A ring takes Qt half a millisecond, and some signs may turn at once; a turn has twelve of them.
@lru_cache(maxsize=12 * 8)
def _frame(side: float, ratio: float, rgba: int, degrees: float) -> QPixmap:
    frame = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
    frame.setDevicePixelRatio(ratio)
    frame.fill(Qt.GlobalColor.transparent)
    width = max(1.6, side / 8.5)
    inset = width / 2 + side * 0.06
    box = QRectF(inset, inset, side - 2 * inset, side - 2 * inset)
    color = QColor.fromRgba(rgba)
    track = QColor(color)
    track.setAlphaF(0.2)
    painter = QPainter(frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(track, width))
    painter.drawEllipse(box)
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(box, round((90 - degrees) * 16), -_ARC_DEGREES * 16)
    painter.end()
    return frame


class Spinner(QWidget):
    """The sign as a widget; it turns only while it is visible."""

    def __init__(
        self, theme: Theme, token: str = "blue", size: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = token
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self.update)
        self._size = size
        self._set_size()
        theme.changed.connect(self._set_size)
        self.setAccessibleName(self.tr("Under way"))

    @Slot()
    def _set_size(self) -> None:
        self.setFixedSize(QSize(scaled(self._size), scaled(self._size)))

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.set_running(True)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.set_running(False)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = self._theme.tokens.by_name(self._token)
        paint_spinner(painter, QRectF(self.rect()), color, self._clock.degrees)
