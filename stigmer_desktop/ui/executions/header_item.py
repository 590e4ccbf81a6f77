"""The row that says how an execution stands, with what can be done with it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import EXECUTION_PENDING
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.amount_text import (
    cost_text,
    duration_text,
    elapsed_text,
    tokens_text,
)
from stigmer_desktop.ui.executions.deed import STOPPABLE, Deed
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import HeaderRow, TranscriptRow
from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.phase_chip import PhaseChip

_HEIGHT = 22
_GAP = 10


class HeaderItem(QWidget):
    """Phase, time, model, tokens and cost of an execution in one line, its commands at the end of it."""

    def __init__(self, context: ItemContext, row: HeaderRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._chip = PhaseChip(context.theme, row.phase, self)
        self._stop = self._link(self.tr("Stop"), Deed.CANCEL)
        self._stop.setAccessibleDescription(self.tr("Cancels this execution; what was said is kept"))
        self._stop.setToolTip(self.tr("Cancel (Esc); what was said is kept"))
        self._edit = self._link(self.tr("Edit"), Deed.EDIT)
        self._edit.setToolTip(self.tr("Change this message before it begins"))
        self._remove = self._link(self.tr("Remove"), Deed.REMOVE)
        self._remove.setToolTip(self.tr("Take this message out of the queue"))
        self._links = (self._edit, self._remove, self._stop)
        self.menu_button = IconButton(
            context.theme, "dots-three", self.tr("More that can be done with this execution"), self
        )
        self.menu_button.setProperty("kind", "small")
        self.menu_button.clicked.connect(self.open_menu)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._on_second)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, HeaderRow)
        self._row = row
        self._chip.set_phase(row.phase)
        self._chip.resize(self._chip.sizeHint())
        waits = row.phase == EXECUTION_PENDING
        for link in self._links:
            link.setEnabled(True)
        self._edit.setVisible(waits)
        self._remove.setVisible(waits)
        self._stop.setVisible(row.phase in STOPPABLE and not waits)
        self._keep_time()
        self.setAccessibleName(f"{self._chip.words}, {self.facts}")
        self._place_links()
        self.update()

    @property
    def facts(self) -> str:
        """What stands beside the chip."""
        row = self._row
        ended = is_terminal(row.phase)
        seconds = seconds_between(row.started_at, row.completed_at, None if ended else time.time())
        known = []
        if seconds is not None:
            seconds = max(0.0, seconds - row.rested)
            known.append(duration_text(seconds) if ended else elapsed_text(seconds))
        if row.phase == EXECUTION_PENDING:
            known.append(self.tr("begins in its turn, also after a failure"))
        if row.model:
            known.append(row.model)
        if row.tokens:
            known.append(tokens_text(row.tokens))
        if row.cost:
            known.append(cost_text(row.cost))
        return " · ".join(known)

    def arrange(self, width: int) -> int:
        high = scaled(_HEIGHT)
        self.resize(width, high)
        self._chip.move(0, (high - self._chip.height()) // 2)
        self._place_links()
        return high

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    @Slot()
    def open_menu(self) -> None:
        """Opens the list of what can be done."""
        below = self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 2))
        self._context.host.open_menu(self._row.execution_id, below)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_time()

    def hideEvent(self, event: QHideEvent) -> None:
        self._second.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(text_font(12))
        painter.setPen(self._context.theme.tokens.second_text)
        metrics = QFontMetricsF(painter.font())
        room = self._room()
        shown = metrics.elidedText(self.facts, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _room(self) -> QRectF:
        left = self._chip.width() + 8
        return QRectF(left, 0, max(0, self._right - left), self.height())

    def _place_links(self) -> None:
        side = scaled(_HEIGHT)
        x = self.width() - side
        self.menu_button.setGeometry(x, 0, side, side)
        for link in reversed(self._links):
            if link.isVisibleTo(self):
                x -= link.width() + _GAP
                link.move(x, (side - link.height()) // 2)
        self._right = x - _GAP

    def _link(self, words: str, deed: Deed) -> LinkButton:
        link = LinkButton(self._context.theme, words, self)

        def do() -> None:
            # A click shows at once that it is under way; the next snapshot hides the button.
            link.setEnabled(deed is Deed.EDIT)
            self._context.host.do(self._row.execution_id, deed)

        link.clicked.connect(do)
        return link

    @Slot()
    def _on_second(self) -> None:
        self.update(self._room().toAlignedRect())

    def _keep_time(self) -> None:
        runs = bool(self._row.started_at) and not is_terminal(self._row.phase)
        if runs and self.isVisible():
            self._second.start()
        else:
            self._second.stop()
