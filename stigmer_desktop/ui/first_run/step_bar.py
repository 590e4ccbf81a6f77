"""How far one has come: numbered steps with their names, of which one is now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, SEMIBOLD, number_font, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme

_BADGE = 22
_LINE = 28


class StepBar(QWidget):
    """Shows, and does nothing by itself; its accessible name says the same in words."""

    def __init__(self, theme: Theme, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = tuple(names)
        self._step = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)
        self.set_step(0)

    def set_step(self, step: int) -> None:
        """Shows `step` (from 0) as the one that is now, and those before it as done."""
        self._step = step
        words = self.tr("Step %1 of %2: %3").replace("%1", str(step + 1))
        words = words.replace("%2", str(len(self._names))).replace("%3", self._names[step])
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width(), scaled(_BADGE) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, scaled(_BADGE) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = scaled(_BADGE)
        # Where there is too little room for all names, only that of the step now is said.
        short = self.width() < self._width()
        x = max(0.0, (self.width() - self._width(short=short)) / 2)
        for step, name in enumerate(self._names):
            badge = QRectF(x, (self.height() - side) / 2, side, side)
            now, done = step == self._step, step < self._step
            painter.setPen(Qt.PenStyle.NoPen if now or done else QPen(tokens.line, 1.5))
            painter.setBrush(tokens.accent if now else tokens.accent_tint if done else tokens.panel)
            painter.drawEllipse(badge.adjusted(0.75, 0.75, -0.75, -0.75))
            if done:
                inset = side * 0.24
                paint_icon(painter, badge.adjusted(inset, inset, -inset, -inset), "check", tokens.accent)
            else:
                painter.setFont(number_font(11, SEMIBOLD))
                painter.setPen(tokens.text_on_accent if now else tokens.third_text)
                painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(step + 1))
            x = badge.right() + SPACE_3
            if now or not short:
                painter.setFont(text_font(12, SEMIBOLD if now else MEDIUM))
                painter.setPen(tokens.text if now else tokens.third_text)
                width = self._name_width(name)
                at = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
                painter.drawText(QRectF(badge.right() + SPACE_2, 0, width, self.height()), at, name)
                x += SPACE_2 + width
            if step + 1 < len(self._names):
                middle = self.height() / 2
                painter.setPen(QPen(tokens.line, 1.5))
                painter.drawLine(int(x), int(middle), int(x + _LINE), int(middle))
                x += _LINE + SPACE_3

    def _name_width(self, name: str) -> int:
        return QFontMetrics(text_font(12, SEMIBOLD)).horizontalAdvance(name) + 2

    def _width(self, *, short: bool = False) -> int:
        shown = self._names[self._step : self._step + 1] if short else self._names
        names = sum(SPACE_2 + self._name_width(name) for name in shown)
        return names + len(self._names) * scaled(_BADGE) + (len(self._names) - 1) * (_LINE + 2 * SPACE_3)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
