"""Keys drawn as small caps, in lists and beside words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.theme import Theme

CAP_HEIGHT = 20
_RADIUS = 5
_PADDING = 6
_GAP = 4


@dataclass(frozen=True)
class CapColors:
    """What a cap is drawn in, where the ground is not that of a list."""

    fill: QColor
    line: QColor
    text: QColor


def caps_width(keys: Sequence[str]) -> float:
    """How wide `keys` are when they are drawn."""
    return sum(_cap_width(key) for key in keys) + _GAP * max(0, len(keys) - 1)


def paint_caps(
    painter: QPainter,
    right: float,
    middle: float,
    keys: Sequence[str],
    theme: Theme,
    colors: CapColors | None = None,
) -> None:
    """Draws `keys` so that they end at `right`, around the height `middle`; in `colors`, if given."""
    tokens = theme.tokens
    colors = colors or CapColors(tokens.sidebar, tokens.line, tokens.second_text)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(text_font(11, MEDIUM))
    left = right - caps_width(keys)
    for key in keys:
        width, height = _cap_width(key), scaled(CAP_HEIGHT)
        box = QRectF(left, middle - height / 2, width, height)
        painter.setPen(colors.line)
        painter.setBrush(colors.fill)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.setPen(colors.text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), key)
        left += width + _GAP
    painter.restore()


def _cap_width(key: str) -> float:
    wanted = QFontMetricsF(text_font(11, MEDIUM)).horizontalAdvance(key) + 2 * _PADDING
    return float(max(scaled(CAP_HEIGHT), round(wanted)))


class KeyCaps(QWidget):
    """The keys of one shortcut."""

    def __init__(self, theme: Theme, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = tuple(keys)
        self.setAccessibleName("+".join(keys))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(round(caps_width(self._keys)) + 1, scaled(CAP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_caps(QPainter(self), self.width(), self.height() / 2, self._keys, self._theme)
