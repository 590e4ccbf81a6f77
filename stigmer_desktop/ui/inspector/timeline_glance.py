"""The last bars of the timeline, for the overview."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.inspector.inspector_list import InspectorList
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.inspector.section_head import SectionHead
from stigmer_desktop.ui.inspector.time_scale import TimeScale
from stigmer_desktop.ui.inspector.timeline_painter import TimelinePainter, bar_name
from stigmer_desktop.ui.inspector.timeline_row import TimelineRow, timeline_rows
from stigmer_desktop.ui.theme import SPACE_2, Theme

_MOST_ROWS, _FEWEST_ROWS = 7, 3


class TimelineGlance(QWidget):
    """Shows what happened last, without what happened inside sub-agents; `row_chosen` carries a bar."""

    row_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = TimelinePainter(theme)
        # The last bars that there are, of how many, and how many of them have room.
        self._rows: list[TimelineRow] = []
        self._count = 0
        self._most = 0
        self.head = SectionHead(theme, self.tr("Timeline"))
        self.model: RowListModel[TimelineRow] = RowListModel(lambda row: row.key, bar_name, self)
        self.list = InspectorList(theme, self.model, self._painter, self.tr("The last of the timeline"))
        self.list.row_chosen.connect(self.row_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.list)

    @property
    def is_filled(self) -> bool:
        """Whether there are bars, and room for enough of them."""
        return bool(self._rows) and self._most >= min(_FEWEST_ROWS, len(self._rows))

    def show_execution(self, execution: AgentExecution) -> None:
        """Shows the last bars of `execution`."""
        rows = [row for row in timeline_rows(execution) if not row.depth]
        self._rows = rows[-_MOST_ROWS:]
        self._count = len(rows)
        self._show_rows()

    def set_room(self, height: int) -> None:
        """Shows as many of the last bars as have room in `height`; with too few, it is not filled."""
        row = self._painter.height(self._rows[0], 0) if self._rows else 1
        most = max(0, (height - SPACE_2 - self.head.sizeHint().height()) // row)
        if most != self._most:
            self._most = most
            self._show_rows()

    def _show_rows(self) -> None:
        shown = self._rows[-self._most :] if self.is_filled else []
        more = self.tr("last %1 of %2").replace("%1", str(len(shown)))
        self.head.set_amount(more.replace("%2", count_text(self._count)) if self._count > len(shown) else "")
        self.model.set_rows(shown)
        height = sum(self._painter.height(row, 0) for row in shown)
        if self.list.height() != height:
            self.list.setFixedHeight(height)
        self.grow()

    def grow(self) -> None:
        """Draws bars that go on as long as they are by now."""
        rows = self.model.rows
        if not rows:
            return
        grows = any(row.end is None for row in rows)
        last = max(time.time() if row.end is None else row.end for row in rows)
        scale = TimeScale().over(rows[0].start, last, grows=grows)
        if scale != self._painter.scale:
            self._painter.scale = scale
            self.list.viewport().update()
        for number, row in enumerate(rows):
            if row.end is None:
                self.list.update(self.model.index(number))
