"""The way of the Tab key through a transcript: from top to bottom through what its rows offer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from stigmer_desktop.ui.executions.row_stage import RowStage

_BY_TAB = Qt.FocusPolicy.TabFocus


class RowTabs:
    """Rows are drawn and dropped as one scrolls, so Qt's own order, by age, leads nowhere."""

    def __init__(self, stage: RowStage, last: QWidget) -> None:
        """`last` comes behind the rows while it is in sight; by itself it is no stop of Qt's own order."""
        self._stage = stage
        self._last = last

    def step(self, area: QWidget, forward: bool) -> bool:
        """Moves the focus one on within the transcript `area`; False if that leads out of it."""
        stops = [area, *self._stops(), *([self._last] if self._last.isVisible() else [])]
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else 0
        target = place + (1 if forward else -1)
        if not 0 <= target < len(stops):
            return False
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[target].setFocus(reason)
        return True

    def _stops(self) -> list[QWidget]:
        found: list[QWidget] = []
        for index in sorted(self._stage.drawn()):
            widget = self._stage.widget(index)
            if widget is not None:
                found += [each for each in (widget, *widget.findChildren(QWidget)) if _takes_tab(each)]
        return found


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return policy & _BY_TAB == _BY_TAB and widget.isVisible() and widget.isEnabled()
