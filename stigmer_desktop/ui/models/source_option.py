"""One place where answers can come from, as a row that can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from stigmer_desktop.ui.executions.card_paint import paint_focus_ring
from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_4, Theme, mixed
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter

_HEIGHT = 54
_DOT = 16
_TONES = {"good": "green", "waiting": "waiting_text", "error": "red"}


class SourceOption(QAbstractButton):
    """A radio button with a title and a note below it."""

    def __init__(self, theme: Theme, title: str, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._first = first
        self._note = ""
        self._tone = ""
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFont(text_font(13, MEDIUM))
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        theme.changed.connect(self.updateGeometry)

    @property
    def note(self) -> str:
        """What stands below the title."""
        return self._note

    def set_note(self, words: str, tone: str = "") -> None:
        """Says `words` below the title, in the tone "", "good", "waiting" or "error"."""
        if (words, tone) != (self._note, self._tone):
            self._note, self._tone = words, tone
            self.setAccessibleDescription(words)
            self.setToolTip(words)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(320), scaled(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(frame.adjusted(1, 1, -1, 0), mixed(tokens.panel, tokens.text, 0.03))
        if not self._first:
            painter.fillRect(QRectF(0, 0, frame.width(), 1), tokens.faint_line)
        self._paint_dot(painter)
        left = SPACE_4 + scaled(_DOT) + 12
        room = frame.adjusted(left, 0, -SPACE_4, 0)
        painter.setFont(self.font())
        painter.setPen(tokens.text)
        lines = QFontMetrics(self.font()).height()
        small = text_font(12)
        metrics = QFontMetrics(small)
        block = lines + 2 + metrics.height() if self._note else lines
        top = (frame.height() - block) / 2
        at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(room.left(), top, room.width(), lines), at, self.text())
        if self._note:
            painter.setFont(small)
            painter.setPen(tokens.by_name(_TONES.get(self._tone, "third_text")))
            note = metrics.elidedText(self._note, Qt.TextElideMode.ElideRight, int(room.width()))
            box = QRectF(room.left(), top + lines + 2, room.width(), metrics.height() + 2)
            painter.drawText(box, at, note)
        if self.hasFocus():
            paint_focus_ring(painter, frame.adjusted(3, 3, -3, -3), tokens.accent, 7)

    def _paint_dot(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        side = scaled(_DOT)
        box = QRectF(SPACE_4, (self.height() - side) / 2, side, side)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent)
            painter.drawEllipse(box)
            painter.setBrush(tokens.text_on_accent)
            painter.drawEllipse(QPointF(box.center()), side * 0.2, side * 0.2)
            return
        painter.setPen(QPen(mixed(tokens.line, tokens.text, 0.25), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(0.75, 0.75, -0.75, -0.75))
