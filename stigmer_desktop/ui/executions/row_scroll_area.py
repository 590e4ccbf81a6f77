"""A scroll area over many rows that draws only those near its visible part."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from stigmer_desktop.ui.executions.code_highlight import Highlighter
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.focus_ring import RING_WIDTH
from stigmer_desktop.ui.executions.reading_anchor import ReadingAnchor
from stigmer_desktop.ui.executions.row_actions import RowActions
from stigmer_desktop.ui.executions.row_stage import RowStage
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.theme import TRANSCRIPT_WIDTH, Theme

SIDE = 24
_LINE = 44
# What one turn of the event loop may spend on drawing rows that are not there yet.
_BUDGET_SECONDS = 0.005
_AHEAD_MS = 12
_MOST_DRAWN = 80
_LAY_OUT = QEvent.Type(QEvent.registerEventType())


class RowScrollArea(QAbstractScrollArea):
    """Follows new content while it stands at the end; elsewhere what one reads stays where it is.

    The place is kept as a row and the distance of the visible part's top from that row's top, so that
    rows above may turn out taller or shorter than guessed without moving what is in sight.
    `top_approached` comes while the beginning of the rows is near.
    """

    top_approached = Signal()

    def __init__(self, theme: Theme, model: ExecutionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._anchor = ReadingAnchor()
        self._is_asked = False
        self._actions = RowActions(self)
        self._actions.resized.connect(self._on_item_resized)
        self._actions.sub_agent_toggled.connect(self._on_sub_agent_toggled)
        context = ItemContext(theme, Highlighter(self), self._actions)
        self._stage = RowStage(model, context, self.viewport())
        self._next_turn = QTimer(self, singleShot=True, interval=0)
        self._next_turn.timeout.connect(self._lay_out)
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._on_ahead)
        self._dress()
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.dataChanged.connect(self._on_changed)
        theme.changed.connect(self._on_theme_changed)

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(RING_WIDTH, RING_WIDTH, RING_WIDTH, RING_WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().setSingleStep(_LINE)
        # Painted whole by itself, so that scrolling can move what is painted already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def follows(self) -> bool:
        """Whether the view stands at the end and moves with it."""
        return self._anchor.follows

    @property
    def top(self) -> int:
        """Where the visible part begins, in pixels from the start of the transcript."""
        return self._anchor.top(self._stage.heights, self._most())

    def row_at_y(self, y: int) -> int:
        """The row at a height of the viewport; -1 if there are no rows."""
        return self._stage.heights.row_at(self.top + y)

    # Laying out

    def _most(self) -> int:
        return max(0, self._stage.total - self.viewport().height())

    def _column(self) -> tuple[int, int]:
        # Centred over the scroll bar too, so that the composer below can stand in the same column.
        width = max(200, min(scaled(TRANSCRIPT_WIDTH), self.width() - 2 * SIDE))
        return (self.width() - width) // 2 - self.viewport().x(), width

    def _ask_for_layout(self) -> None:
        """Lays out before the next paint, once for all that changed until then."""
        if not self._is_asked:
            self._is_asked = True
            QCoreApplication.postEvent(self, QEvent(_LAY_OUT))

    def event(self, event: QEvent) -> bool:
        if event.type() == _LAY_OUT:
            self._is_asked = False
            self._lay_out()
            return True
        return super().event(event)

    @Slot()
    def _lay_out(self) -> None:
        """Draws what is in sight and not drawn, as far as time allows, and puts all in its place."""
        self._stage.set_width(self._column()[1])
        deadline = time.perf_counter() + _BUDGET_SECONDS
        missing = self._missing(0, self.viewport().height())
        while missing >= 0 and time.perf_counter() < deadline:
            self._draw(missing)
            missing = self._missing(0, self.viewport().height())
        self._place_all()
        if self._stage.drawn_count > _MOST_DRAWN:
            self._drop_far_rows()
        if missing >= 0:
            self._next_turn.start()
        elif self._model.rowCount():
            self._ahead.start()

    def _missing(self, above: int, below: int) -> int:
        """A row that is not drawn yet between `above` pixels over the top and `below` under it; or -1."""
        heights = self._stage.heights
        if not len(heights) or not self.viewport().height():
            return -1
        top = self.top
        first, last = heights.row_at(max(0, top - above)), heights.row_at(top + below)
        rows = range(last, first - 1, -1) if self.follows else range(first, last + 1)
        return next((row for row in rows if not self._stage.is_ready(row)), -1)

    def _draw(self, index: int) -> None:
        self._stage.measure(index)
        self._show_over(index)

    def _show_over(self, index: int) -> None:
        """Called for each row that was drawn or drawn anew, to show over it what is not part of it."""

    def _place_over(self, left: int, top: int) -> None:
        """Called when all rows stand in their place: the column begins at `left`, what is seen at `top`."""

    def _forget_over(self) -> None:
        """Called when all rows were replaced by others."""

    def _pinned(self) -> frozenset[str]:
        """The rows whose widgets must stay, however far away they are."""
        return frozenset()

    def _place_all(self) -> None:
        top, left = self.top, self._column()[0]
        bar = self.verticalScrollBar()
        was_blocked = bar.blockSignals(True)
        bar.setRange(0, self._most())
        bar.setPageStep(self.viewport().height())
        bar.setValue(top)
        bar.blockSignals(was_blocked)
        for index in self._stage.drawn():
            self._stage.place(index, left, self._stage.heights.offset(index) - top)
        self._place_over(left, top)
        if top < self.viewport().height() and not (self.follows and top):
            self.top_approached.emit()
        if any(self._model.row(index).depth for index in self._in_sight()):
            self.viewport().update(QRect(left, 0, 12, self.viewport().height()))

    def _in_sight(self) -> range:
        heights = self._stage.heights
        if not len(heights):
            return range(0)
        return range(heights.row_at(self.top), heights.row_at(self.top + self.viewport().height()) + 1)

    @Slot()
    def _on_ahead(self) -> None:
        """Draws one row near the visible part, so that scrolling finds it ready; then drops far ones."""
        height = self.viewport().height()
        missing = self._missing(height // 2, 3 * height // 2)
        if missing >= 0:
            self._hold(self.top)
            self._draw(missing)
            self._place_all()
            self._ahead.start()
        else:
            self._drop_far_rows()

    def _drop_far_rows(self) -> None:
        heights, height = self._stage.heights, self.viewport().height()
        first = heights.row_at(max(0, self.top - height))
        last = heights.row_at(self.top + 2 * height)
        self._stage.keep_only(first, last, self._pinned())

    def _hold(self, top: int) -> None:
        """Makes `top` the place to keep, by the first row in sight whose height is known."""
        height = self.viewport().height()
        self._anchor.hold(self._stage.heights, top, height, self._stage.is_measured)

    # What happens

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        value = self.verticalScrollBar().value()
        self._anchor.judge(value, self._most())
        if value:
            self._hold(value)
        else:
            self._anchor.stand_at_start()
        self.viewport().scroll(0, dy)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        heights = self._stage.heights
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.tokens.background)
        strip = QRect(self._column()[0] + 7, 0, 2, self.viewport().height())
        if not strip.intersects(event.rect()):
            return
        for index in self._in_sight():
            if self._model.row(index).depth:
                bar = QRect(strip.left(), heights.offset(index) - self.top, 2, heights[index])
                painter.fillRect(bar, self._theme.tokens.line)

    @Slot()
    def _on_reset(self) -> None:
        self._stage.reset()
        self._anchor.reset()
        self._forget_over()
        self._lay_out()

    @Slot(QModelIndex, int, int)
    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self._stage.insert(first, last)
        self._anchor.insert(first, last)
        self._ask_for_layout()

    @Slot(QModelIndex, int, int)
    def _on_removed(self, parent: QModelIndex, first: int, last: int) -> None:
        self._stage.remove(first, last)
        self._anchor.remove(first, last)
        self._ask_for_layout()

    @Slot(QModelIndex, QModelIndex)
    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for index in range(first.row(), last.row() + 1):
            self._stage.change(index)
            if self._stage.is_drawn(index):
                self._show_over(index)
        self._ask_for_layout()

    @Slot(object)
    def _on_item_resized(self, key: str) -> None:
        index = self._stage.index_of(key)
        while index < 0 and "/" in key:
            key = key.rpartition("/")[0]
            index = self._stage.index_of(key)
        if index >= 0:
            self._keep_in_place(index)
            self._stage.measure(index)
            self._settle()

    @Slot(object, bool)
    def _on_sub_agent_toggled(self, key: str, opened: bool) -> None:
        self._keep_in_place(self._stage.index_of(key))
        self._model.set_opened(key, opened)
        self._settle()

    def _keep_in_place(self, index: int) -> None:
        """What the user unfolds stays under the pointer, at the end as well."""
        self._anchor.set(index, self.top - self._stage.heights.offset(index))

    def _settle(self) -> None:
        self._lay_out()
        self._anchor.judge(self.top, self._most())
        self._place_all()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._stage.redraw()
        self._lay_out()
