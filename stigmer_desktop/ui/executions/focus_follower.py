"""Scrolls to what gets the focus by the keyboard while it is out of sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

_MARGIN = 24


class FocusFollower(QObject):
    """For a scroll area that places its widgets itself; goes with it."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        ground = self._area.viewport()
        if now is None or not ground.isAncestorOf(now):
            return
        place = QRect(now.mapTo(ground, QPoint(0, 0)), now.size())
        bar = self._area.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top() - _MARGIN)
        elif place.bottom() > ground.height():
            bar.setValue(bar.value() + min(place.bottom() - ground.height() + _MARGIN, place.top() - _MARGIN))
