"""Two things beside each other or, where there is no room for both, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.theme import SPACE_2, SPACE_4


class WrappingLine(QWidget):
    """`first` takes the room that `last` leaves; it gets at least `least` pixels (at 100 %) beside it."""

    def __init__(
        self, first: QWidget, last: QWidget, least: int = 180, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._first, self._last, self._least = first, last, least
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(SPACE_4)
        self._box.addWidget(first, 1)
        self._box.addWidget(last, 0, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        narrowest = max(self._first.minimumSizeHint().width(), self._last.minimumSizeHint().width())
        return QSize(min(hint.width(), narrowest), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        first = max(scaled(self._least), self._first.minimumSizeHint().width())
        needed = first + SPACE_4 + self._last.sizeHint().width()
        wrapped = self.width() < needed
        direction = QBoxLayout.Direction.TopToBottom if wrapped else QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not direction:
            self._box.setDirection(direction)
            self._box.setSpacing(SPACE_2 if wrapped else SPACE_4)
            left = Qt.AlignmentFlag.AlignLeft
            self._box.setAlignment(self._last, left if wrapped else Qt.AlignmentFlag.AlignVCenter)
