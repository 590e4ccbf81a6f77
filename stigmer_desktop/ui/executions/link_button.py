"""Words that can be clicked, in the accent colour: for what is less than a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from stigmer_desktop.ui.executions.card_paint import paint_focus_ring
from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter

_PADDING = 3


class LinkButton(QAbstractButton):
    """Reads `text` to screen readers too."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFont(text_font(12, MEDIUM))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_text(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def set_text(self, text: str) -> None:
        """Says `text` from now on, and takes the size that it needs."""
        self.setText(text)
        self.setAccessibleName(text)
        self.resize(self.sizeHint())
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width + 0.5) + 2 * _PADDING, scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(self._theme.tokens.accent)
        words = QRectF(self.rect()).adjusted(_PADDING, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), self._theme.tokens.accent, 5)
