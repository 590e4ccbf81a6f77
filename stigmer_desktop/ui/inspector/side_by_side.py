"""Puts the inspector beside a session, or over it where there is no room for both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.theme import Theme

USUAL_WIDTH = 360
LEAST_WIDTH = 320
MOST_WIDTH = 680
# Narrower than this, a transcript is no pleasure to read.
LEAST_READABLE = 480
# The edge can be gripped from a little left of it to as much right of it as the side leaves free there.
_GRIP_LEFT, _GRIP_RIGHT = 2, 5
_SHADOW = 16


class SideBySide(QWidget):
    """`shown_changed` tells whether the side is in sight, `over_changed` whether it lies over what is read.

    `width_changed` carries the width that the user gave it.
    """

    shown_changed = Signal(bool)
    over_changed = Signal(bool)
    width_changed = Signal(int)

    def __init__(
        self, theme: Theme, main: QWidget, make_side: Callable[[], QWidget], parent: QWidget | None = None
    ) -> None:
        """`make_side` is called when the side is shown, or asked for, the first time."""
        super().__init__(parent)
        self.main = main
        self._make_side = make_side
        self._side: QWidget | None = None
        self._wanted_width = 0
        self._wanted = True
        self._offered = False
        self._is_over = False
        self._was_in_sight = False
        self._was_over = False
        main.setParent(self)
        self._shadow = _Shadow(theme, self)
        self._grip = _Grip(self)
        theme.changed.connect(self._place)
        self._shadow.hide()
        self._grip.hide()

    @property
    def side(self) -> QWidget:
        """The side, made if nobody has seen it yet."""
        if self._side is None:
            self._side = self._make_side()
            self._side.setParent(self)
            self._side.hide()
        return self._side

    @property
    def is_side_shown(self) -> bool:
        """Whether the side is in sight."""
        return self._side is not None and not self._side.isHidden()

    @property
    def floats(self) -> bool:
        """Whether there is too little room for both beside each other."""
        return self.width() < LEAST_READABLE + USUAL_WIDTH

    @property
    def is_side_wanted(self) -> bool:
        """Whether the user wants the side where there is room for it."""
        return self._wanted

    def restore(self, *, wanted: bool, width: int) -> None:
        """Takes up what the user chose at an earlier time; a width of 0 is the usual one."""
        self._wanted = wanted
        self._wanted_width = min(max(LEAST_WIDTH, width), MOST_WIDTH) if width else 0
        self._place()

    def set_offered(self, offered: bool) -> None:
        """Whether there is anything to show at the side."""
        self._offered = offered
        self._place()

    def toggle(self) -> None:
        """Shows the side, or hides it."""
        if self.floats:
            self._is_over = not self._is_over
        else:
            self._wanted = not self._wanted
        self._place()

    def step_aside(self) -> None:
        """Hides the side where it lies over what the user wants to see now."""
        if self.floats and self._is_over:
            self._is_over = False
            self._place()

    def set_side_width(self, width: int) -> None:
        """Makes the side as wide as the user wants it, within reason."""
        most = min(MOST_WIDTH, self.width() - (0 if self.floats else LEAST_READABLE))
        self._wanted_width = max(LEAST_WIDTH, min(width, most))
        self._place()
        self.width_changed.emit(self._wanted_width)

    def reset_side_width(self) -> None:
        """Makes the side as wide as it is at first, which follows the size of text."""
        self._wanted_width = 0
        self._place()
        self.width_changed.emit(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if not self.floats:
            self._is_over = False
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.floats and self._is_over:
            self.step_aside()
            return
        super().keyPressEvent(event)

    def _place(self) -> None:
        floats = self.floats
        shown = self._offered and (self._is_over if floats else self._wanted)
        room = self.width() - (48 if floats else LEAST_READABLE)
        wanted = self._wanted_width or scaled(USUAL_WIDTH)
        width = max(1, min(wanted, max(LEAST_WIDTH, room), self.width()))
        left = self.width() - width
        beside = shown and not floats
        self.main.setGeometry(QRect(0, 0, left if beside else self.width(), self.height()))
        if shown or self._side is not None:
            self.side.setGeometry(QRect(left, 0, width, self.height()))
        self._grip.setGeometry(QRect(left - _GRIP_LEFT, 0, _GRIP_LEFT + _GRIP_RIGHT, self.height()))
        self._shadow.setGeometry(QRect(left - _SHADOW, 0, _SHADOW, self.height()))
        self._show(shown, floats)

    def _show(self, shown: bool, floats: bool) -> None:
        side = self._side
        had_focus = side is not None and side.isAncestorOf(QApplication.focusWidget() or self)
        self._shadow.setVisible(shown and floats)
        if side is not None:
            side.setVisible(shown)
        self._grip.setVisible(shown)
        if shown:
            for widget in (self._shadow, self.side, self._grip):
                widget.raise_()
        elif had_focus:
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)
        if (shown and floats) != self._was_over:
            self._was_over = shown and floats
            self.over_changed.emit(self._was_over)
        if shown != self._was_in_sight:
            self._was_in_sight = shown
            self.shown_changed.emit(shown)


class _Grip(QWidget):
    """The edge between both, to be dragged; a double click takes the usual width."""

    def __init__(self, sides: SideBySide) -> None:
        super().__init__(sides)
        self._sides = sides
        self._pressed: QPoint | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            edge = self.mapTo(self._sides, event.position().toPoint() - self._pressed).x() + _GRIP_LEFT
            self._sides.set_side_width(self._sides.width() - edge)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self._sides.reset_side_width()


class _Shadow(QWidget):
    """What the side throws on what it lies over."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fade = QLinearGradient(0, 0, self.width(), 0)
        fade.setColorAt(0, QColor(0, 0, 0, 0))
        fade.setColorAt(1, QColor(0, 0, 0, 90 if self._theme.is_dark else 34))
        painter.fillRect(QRectF(self.rect()), fade)
