"""The sign that work is under way: one drawing for all places, and the clock that turns it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.motion import motion_allowed
from stigmer_desktop.ui.theme import Theme

# Few steps a turn: each one of them paints, on every sign that is in sight.
_FRAME_MILLISECONDS = 100
_STEPS = 12
_ARC_DEGREES = 110


def paint_spinner(painter: QPainter, rect: QRectF, color: QColor, degrees: float) -> None:
    """Draws a ring with a bright arc at `degrees` (clockwise from the top) into `rect`."""
    side = min(rect.width(), rect.height())
    width = max(1.6, side / 8.5)
    inset = width / 2 + side * 0.06
    box = QRectF(0, 0, side, side)
    box.moveCenter(rect.center())
    box.adjust(inset, inset, -inset, -inset)
    track = QColor(color)
    track.setAlphaF(0.2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(track, width))
    painter.drawEllipse(box)
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(box, round((90 - degrees) * 16), -_ARC_DEGREES * 16)
    painter.restore()


class SpinnerClock(QObject):
    """Ticks only while someone needs it, and never where reduced motion was asked for."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Coarse timers of this interval go off together, so that all signs are painted at once.
        self._timer = QTimer(self, interval=_FRAME_MILLISECONDS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._since = QElapsedTimer()
        self._since.start()

    @property
    def degrees(self) -> float:
        """Where the arc stands now."""
        if not self._timer.isActive():
            return 0.0
        return self._since.elapsed() // _FRAME_MILLISECONDS % _STEPS * 360 / _STEPS

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    @Slot()
    def _on_timeout(self) -> None:
        if not motion_allowed():
            self._timer.stop()
        self.ticked.emit()

    def set_running(self, running: bool) -> None:
        """Starts or stops the ticks."""
        wanted = running and motion_allowed()
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()


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
