"""Shows content that is wider than its place, with a thin bar beneath to move it sideways."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

BAR_HEIGHT = 10


class SidewaysBox(QWidget):
    """Clips `content`, which `move` shifts to the left by a number of pixels."""

    def __init__(self, content: QWidget, move: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        content.setParent(self)
        self._bar: QScrollBar | None = None
        self._move = move
        self._overflow = 0

    def arrange(self, width: int, height: int, content_width: int) -> int:
        """Gives the content `height` pixels; returns that and the bar's height, if it needs one."""
        self._overflow = max(0, content_width - width)
        self._place_bar(width, height)
        total = height + (BAR_HEIGHT if self._overflow else 0)
        self.resize(width, total)
        return total

    def scroll_sideways(self, offset: int) -> None:
        """Moves the content so far to the left, as far as there is more of it."""
        if self._bar is not None:
            self._bar.setValue(offset)

    def _place_bar(self, width: int, height: int) -> None:
        if self._overflow and self._bar is None:
            self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
            self._bar.setAccessibleName(self.tr("Scroll sideways"))
            self._bar.valueChanged.connect(self._move)
        if self._bar is None:
            return
        self._bar.setRange(0, self._overflow)
        self._bar.setPageStep(width)
        self._bar.setSingleStep(24)
        self._bar.setGeometry(0, height, width, BAR_HEIGHT)
        self._bar.setVisible(bool(self._overflow))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().x() or event.angleDelta().x() // 2
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            delta = delta or event.angleDelta().y() // 2
        if not delta or self._bar is None or not self._overflow:
            event.ignore()
            return
        self._bar.setValue(self._bar.value() - delta)
        event.accept()
