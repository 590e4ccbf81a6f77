"""The pill that floats over a transcript and leads to its end."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from stigmer_desktop.ui.executions.card_paint import paint_card, paint_focus_ring
from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import Theme, mixed
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter

_SHADOW = 8
_HEIGHT = 32
_ICON = 14


class JumpButton(QAbstractButton):
    """Casts a soft shadow, for which it is larger than what one sees of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawn: tuple[tuple[bool, bool, bool, float], QPixmap] | None = None
        self.setText(self.tr("Jump to latest"))
        self.setAccessibleName(self.text())
        self.setFont(text_font(12, MEDIUM))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # The transcript leads the Tab key here: in Qt's own order it would stand behind the composer.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.resize(self.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(words) + 14 + 8 + _ICON + 14 + 2 * _SHADOW, scaled(_HEIGHT) + 2 * _SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        # It is painted at every step of scrolling, so what makes it is done once.
        look = (self._theme.is_dark, self.underMouse(), self.hasFocus(), self.devicePixelRatioF())
        if self._drawn is None or self._drawn[0] != look:
            picture = QPixmap(self.size() * look[3])
            picture.setDevicePixelRatio(look[3])
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            self._draw(painter)
            painter.end()
            self._drawn = (look, picture)
        QPainter(self).drawPixmap(0, 0, self._drawn[1])

    def _draw(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        pill = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW - 2, -_SHADOW, -_SHADOW - 2)
        shadow = mixed(tokens.text, tokens.background, float(self._theme.is_dark))
        shadow.setAlphaF(0.05 if self._theme.is_dark else 0.008)
        for step in range(_SHADOW, 0, -1):
            grown = pill.adjusted(-step, -step + 3, step, step + 3)
            paint_card(painter, grown, shadow, radius=grown.height() / 2)
        fill = mixed(tokens.panel, tokens.text, 0.05) if self.underMouse() else tokens.panel
        paint_card(painter, pill, fill, tokens.line, pill.height() / 2)
        icon = QRectF(pill.left() + 13, pill.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, icon, "arrow-down", tokens.second_text)
        painter.setFont(self.font())
        painter.setPen(tokens.text)
        words = QRectF(icon.right() + 7, pill.top(), pill.width(), pill.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, pill, tokens.accent, pill.height() / 2)
