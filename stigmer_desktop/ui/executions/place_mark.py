"""Marks the row that one has jumped to, for a moment."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRect, QRectF, Qt, QTimer, QVariantAnimation, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.motion import motion_allowed
from stigmer_desktop.ui.theme import RADIUS_CARD, Theme

EDGE = 6
_STANDS_MS = 900
_FADES_MS = 700
_TINT = 0.10


class PlaceMark(QWidget):
    """A frame over a row; it fades, or goes at once where the system asks for reduced motion.

    `key` names the row while the mark is there; the transcript puts it in its place.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strength = 1.0
        self.key = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._stands = QTimer(self, singleShot=True, interval=_STANDS_MS)
        self._stands.timeout.connect(self._on_stood)
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setDuration(_FADES_MS)
        self._fade.setEasingCurve(QEasingCurve.Type.InQuad)
        self._fade.valueChanged.connect(self._on_faded)
        self._fade.finished.connect(self.dismiss)
        self.hide()

    def mark(self, key: str) -> None:
        """Marks the row named `key` from now on."""
        self._fade.stop()
        self.key = key
        self._strength = 1.0
        self._stands.start()

    def dismiss(self) -> None:
        """Marks nothing any more."""
        self._stands.stop()
        self._fade.stop()
        self.key = ""
        self.hide()

    def place(self, area: QRect) -> None:
        """Stands around `area` of the parent."""
        self.setGeometry(area.adjusted(-EDGE, -EDGE, EDGE, EDGE))
        if not self.isVisible():
            self.show()
        self.raise_()

    @Slot()
    def _on_stood(self) -> None:
        if motion_allowed():
            self._fade.start()
        else:
            self.dismiss()

    @Slot(object)
    def _on_faded(self, value: float) -> None:
        self._strength = value
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        accent = self._theme.tokens.accent
        fill, line = QColor(accent), QColor(accent)
        fill.setAlphaF(_TINT * self._strength)
        line.setAlphaF(0.75 * self._strength)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(fill)
        painter.setPen(QPen(line, 1.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)
