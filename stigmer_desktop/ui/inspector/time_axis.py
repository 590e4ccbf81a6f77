"""The time axis above the bars, and what the colours of the bars mean."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.inspector.time_scale import TimeScale
from stigmer_desktop.ui.inspector.timeline_painter import TOKENS, bar_strip
from stigmer_desktop.ui.inspector.timeline_row import BarKind
from stigmer_desktop.ui.theme import SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import paint_line

_DOT = 8


class TimeAxis(QWidget):
    """Says at some bars' edges how long after the start they are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale = TimeScale()
        self._right = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Time since the start"))
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def set_scale(self, scale: TimeScale, right: int) -> None:
        """Shows `scale`; the bars end `right` pixels before this widget does."""
        if (scale, right) != (self._scale, self._right):
            self._scale, self._right = scale, right
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        font = number_face(11)
        metrics = font.metrics
        strip = bar_strip(QRectF(0, 0, self.width() - self._right, self.height()))
        painter.setPen(tokens.line)
        painter.drawLine(round(strip.left()), self.height() - 1, round(strip.right()), self.height() - 1)
        for moment, words in self._scale.ticks(strip.width()):
            x = self._scale.x(moment, strip.left(), strip.width())
            painter.setPen(tokens.line)
            painter.drawLine(round(x), self.height() - 4, round(x), self.height() - 1)
            width = metrics.horizontalAdvance(words)
            left = min(max(strip.left() - 4, x - width / 2), self.width() - self._right - SPACE_4 - width)
            box = QRectF(left, 0, width + 1, self.height() - 5)
            paint_line(painter, box, words, font, tokens.third_text)


class TimeLegend(QWidget):
    """A dot of each colour with its word; those that have no room are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        font = text_face(11)
        metrics = font.metrics
        left = 0.0
        for kind, words in _words().items():
            width = metrics.horizontalAdvance(words)
            if left + _DOT + 5 + width > self.width():
                return
            dot = QRectF(left, (self.height() - _DOT) / 2, _DOT, _DOT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.by_name(TOKENS[kind]))
            painter.drawRoundedRect(dot, 2.5, 2.5)
            box = QRectF(dot.right() + 5, 0, width + 1, self.height())
            paint_line(painter, box, words, font, tokens.second_text)
            left = box.right() + 12


def _words() -> dict[BarKind, str]:
    return {
        BarKind.MODEL: QCoreApplication.translate("Timeline", "Model"),
        BarKind.TOOL: QCoreApplication.translate("Timeline", "Tool"),
        BarKind.SUB_AGENT: QCoreApplication.translate("Timeline", "Sub-agent"),
        BarKind.WAITING: QCoreApplication.translate("Timeline", "Waiting"),
        BarKind.STARTING: QCoreApplication.translate("Timeline", "Start"),
    }
