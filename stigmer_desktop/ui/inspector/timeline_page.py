"""The inspector's timeline: one bar for each thing that an execution did, to zoom into and to jump from."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QScrollBar, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.inspector_list import InspectorList
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.inspector.time_axis import TimeAxis, TimeLegend
from stigmer_desktop.ui.inspector.time_scale import TimeScale
from stigmer_desktop.ui.inspector.timeline_painter import TimelinePainter, bar_name, bar_strip
from stigmer_desktop.ui.inspector.timeline_row import TimelineRow, timeline_work
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton

BUDGET_SECONDS = 0.004
_GROWS_EVERY_MS = 500
_ZOOM = 1.5
_STEPS = 1000
# How much of what is in sight lies in front of the bar that was scrolled to.
_MARGIN = 0.1


class TimelineList(InspectorList):
    """The bars.

    `zoom_wanted` carries a factor (0 for all of it) and where it is pointed to (0 to 1); `move_wanted` a
    share of what is in sight.
    """

    zoom_wanted = Signal(float, float)
    move_wanted = Signal(float)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            strip = bar_strip(QRectF(self.viewport().rect()))
            share = (event.position().x() - strip.left()) / strip.width()
            self.zoom_wanted.emit(_ZOOM ** (turned.y() / 120), min(max(0.0, share), 1.0))
        elif abs(turned.x()) > abs(turned.y()):
            self.move_wanted.emit(-turned.x() / 960)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_wanted.emit(_ZOOM, 0.5)
        elif key == Qt.Key.Key_Minus:
            self.zoom_wanted.emit(1 / _ZOOM, 0.5)
        elif key == Qt.Key.Key_0:
            self.zoom_wanted.emit(0.0, 0.5)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.move_wanted.emit(-0.25 if key == Qt.Key.Key_Left else 0.25)
        else:
            super().keyPressEvent(event)


class TimelinePage(QWidget):
    """A click on a bar goes to its place in the transcript; + and - zoom, 0 shows all."""

    def __init__(self, theme: Theme, session: InspectedSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: AgentExecution | None = None
        self._wanted: AgentExecution | None = None
        self._work: Iterator[list[TimelineRow] | None] | None = None
        self._scale = TimeScale()
        self._painter = TimelinePainter(theme)
        self.model: RowListModel[TimelineRow] = RowListModel(lambda row: row.key, bar_name, self)
        self.list = TimelineList(theme, self.model, self._painter, self.tr("Timeline"))
        self.axis = TimeAxis(theme)
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.setAccessibleName(self.tr("Scroll the timeline"))
        self.bar.hide()
        note = EmptyNote(theme, "chart-bar-horizontal", self.tr("Nothing has happened yet that has a time."))
        chart = QWidget()
        rows = QVBoxLayout(chart)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._strip(theme))
        rows.addWidget(self.axis)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.bar)
        self.filled = Filled(chart, note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filled)
        self._clock = QTimer(self, interval=_GROWS_EVERY_MS)
        self._clock.timeout.connect(self._on_grown)
        self.list.zoom_wanted.connect(self._on_zoom_wanted)
        self.list.move_wanted.connect(self._on_move_wanted)
        self.list.row_chosen.connect(self._on_row_chosen)
        self.list.verticalScrollBar().rangeChanged.connect(self._show_scale)
        self.list.verticalScrollBar().valueChanged.connect(self._on_list_scrolled)
        self.bar.valueChanged.connect(self._on_scrolled)

    def _strip(self, theme: Theme) -> QHBoxLayout:
        strip = QHBoxLayout()
        strip.setContentsMargins(ROW_LEFT, SPACE_1, SPACE_2, 0)
        strip.setSpacing(0)
        strip.addWidget(TimeLegend(theme), 1)
        self.smaller = IconButton(theme, "minus", self.tr("Zoom out"), size=13, shortcut="-")
        self.larger = IconButton(theme, "plus", self.tr("Zoom in"), size=13, shortcut="+")
        whole = self.tr("Show all of it")
        self.whole = IconButton(theme, "arrows-out-line-horizontal", whole, size=13, shortcut="0")
        for button, factor in ((self.smaller, 1 / _ZOOM), (self.larger, _ZOOM), (self.whole, 0.0)):
            button.clicked.connect(lambda _=False, factor=factor: self._on_zoom_wanted(factor, 0.5))
            strip.addWidget(button)
        return strip

    @property
    def scale(self) -> TimeScale:
        """The piece of time that is shown."""
        return self._scale

    def refresh(self, session: InspectedSession) -> bool:
        execution = session.execution
        if self._wanted is not None and (
            execution is None or execution.metadata.id != self._wanted.metadata.id
        ):
            self._wanted = self._work = None
        if self._work is None:
            if execution is None or execution is self._shown:
                return True
            self._wanted, self._work = execution, timeline_work(execution)
        end = time.perf_counter() + BUDGET_SECONDS
        for rows in self._work:
            if rows is not None and self._wanted is not None:
                self._show(self._wanted, rows)
                self._wanted = self._work = None
                return True
            if time.perf_counter() >= end:
                return False
        return True

    def _show(self, execution: AgentExecution, rows: list[TimelineRow]) -> None:
        before, self._shown = self._shown, execution
        if before is None or before.metadata.id != execution.metadata.id:
            self._scale = TimeScale()
        self.model.set_rows(rows)
        self.filled.set_filled(bool(self.model.rows))
        self._fit()
        self._run_clock()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_scale()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _fit(self) -> None:
        """Makes the scale cover all bars."""
        rows = self.model.rows
        if not rows:
            return
        now = time.time()
        last = max(now if row.end is None else row.end for row in rows)
        grows = any(row.end is None for row in rows)
        self._set_scale(self._scale.over(rows[0].start, last, grows=grows))

    def _set_scale(self, scale: TimeScale) -> None:
        if scale != self._scale:
            self._scale = scale
            self._show_scale()

    @Slot()
    def _show_scale(self) -> None:
        self._painter.scale = self._scale
        self.axis.set_scale(self._scale, self.width() - self.list.viewport().width())
        zoomed = self._scale.zoom > 1.0
        self.smaller.setEnabled(zoomed)
        self.whole.setEnabled(zoomed)
        was_blocked = self.bar.blockSignals(True)
        self.bar.setRange(0, round(_STEPS * (self._scale.zoom - 1)))
        self.bar.setPageStep(_STEPS)
        self.bar.setSingleStep(_STEPS // 10)
        most = self._scale.most_offset
        self.bar.setValue(round(self._scale.offset / most * self.bar.maximum()) if most else 0)
        self.bar.blockSignals(was_blocked)
        self.bar.setVisible(zoomed)
        self.list.viewport().update()

    def _run_clock(self) -> None:
        grows = self.isVisible() and any(row.end is None for row in self.model.rows)
        if not grows:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()

    @Slot()
    def _on_grown(self) -> None:
        if self.window().isMinimized():
            return
        self._fit()
        for number in self.list.visible_rows():
            if self.model.row(number).end is None:
                self.list.update(self.model.index(number))

    def _is_in_sight(self, row: TimelineRow) -> bool:
        """Whether a part of a bar lies in the piece of time that is shown."""
        start = self._scale.first + self._scale.offset
        ends_before = row.end is not None and row.end < start
        return not ends_before and row.start <= start + self._scale.visible

    def _sees_bars(self) -> bool:
        """Whether most of the rows in sight have their bars in sight."""
        rows = [self.model.row(number) for number in self.list.visible_rows()]
        return 2 * sum(self._is_in_sight(row) for row in rows) >= len(rows)

    def _follow_with_rows(self) -> None:
        """Scrolls to the bars of the piece of time that is shown."""
        if not self._sees_bars():
            first = next((at for at, row in enumerate(self.model.rows) if self._is_in_sight(row)), None)
            if first is not None:
                top = QAbstractItemView.ScrollHint.PositionAtTop
                self.list.scrollTo(self.model.index(first), top)

    @Slot(int)
    def _on_list_scrolled(self, value: int) -> None:
        rows = self.list.visible_rows()
        if self._scale.zoom > 1.0 and rows and not self._sees_bars():
            start = self.model.row(rows.start).start - self._scale.first
            self._set_scale(self._scale.at(start - _MARGIN * self._scale.visible))

    @Slot(float, float)
    def _on_zoom_wanted(self, factor: float, share: float) -> None:
        self._set_scale(self._scale.zoomed(factor or 1 / self._scale.zoom, share))
        self._follow_with_rows()

    @Slot(float)
    def _on_move_wanted(self, share: float) -> None:
        self._set_scale(self._scale.at(self._scale.offset + share * self._scale.visible))
        self._follow_with_rows()

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        share = value / max(1, self.bar.maximum())
        self._set_scale(self._scale.at(share * self._scale.most_offset))
        self._follow_with_rows()

    @Slot(object)
    def _on_row_chosen(self, row: TimelineRow) -> None:
        if self._shown is not None:
            self._session.want_place(self._shown.metadata.id, row.part)
