"""A switch: on or off, at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from stigmer_desktop.ui.theme import Theme, mixed

_WIDTH, _HEIGHT, _MARGIN = 34, 20, 3


class Switch(QAbstractButton):
    """A checkable button drawn as a track with a knob; room for the focus ring is around it."""

    def __init__(self, theme: Theme, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_MARGIN, _MARGIN, _WIDTH, _HEIGHT)
        if self.hasFocus():
            painter.setPen(QPen(tokens.accent, 1.5))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), _HEIGHT / 2 + 2, _HEIGHT / 2 + 2)
        off = mixed(tokens.background, tokens.text, 0.3 if self.underMouse() else 0.24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent if self.isChecked() else off)
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        radius = _HEIGHT / 2 - 3
        x = track.right() - _HEIGHT / 2 if self.isChecked() else track.left() + _HEIGHT / 2
        painter.setBrush(tokens.text_on_accent if self.isChecked() else tokens.panel)
        painter.drawEllipse(QPointF(x, track.center().y()), radius, radius)
