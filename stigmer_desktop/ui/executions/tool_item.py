"""A tool call as one row that unfolds."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QTimer, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import (
    TOOL_CALL_FAILED,
    TOOL_CALL_PENDING,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    TOOL_KIND_SHELL,
)
from stigmer_desktop.ui.executions.amount_text import duration_text, elapsed_text
from stigmer_desktop.ui.executions.call_status import tool_call_status
from stigmer_desktop.ui.executions.card_paint import paint_card
from stigmer_desktop.ui.executions.fold_header import HEAD_HEIGHT, FoldHead, FoldHeader
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.executions.row_words import tool_head_words, tool_name
from stigmer_desktop.ui.executions.text_surface import SearchedText, TextSurface
from stigmer_desktop.ui.executions.tool_body import ToolBody
from stigmer_desktop.ui.executions.tool_summary import summary_of, tool_icon
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import ToolRow, TranscriptRow
from stigmer_desktop.ui.fonts import scaled

_RADIUS = 8.0
_OPEN_BY_THEMSELVES = (TOOL_CALL_FAILED, TOOL_CALL_WAITING_APPROVAL)
_WATCHED = (TOOL_CALL_PENDING, TOOL_CALL_RUNNING)


class ToolItem(QWidget):
    """Folded unless it failed, waits for the user, is a command that runs, or the user opened it."""

    def __init__(self, context: ItemContext, row: ToolRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._body: ToolBody | None = None
        self._header = FoldHeader(context.theme, self._head(), self)
        self._header.clicked.connect(self._on_clicked)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._on_second)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, ToolRow)
        self._row = row
        self._header.set_head(self._head())
        opened = self._is_open
        self._header.setChecked(opened)
        if not (opened and self._body is not None and self._body.set_call(row.call)):
            self._drop_body()
            if opened:
                self._body = ToolBody(self._context, row.key, row.call, self)
                self._body.show()
        self._keep_time()
        self.update()

    def arrange(self, width: int) -> int:
        head = scaled(HEAD_HEIGHT)
        self._header.setGeometry(0, 0, width, head)
        if self._body is None:
            return head
        height = self._body.arrange(width - 2)
        self._body.setGeometry(1, head, width - 2, height)
        return head + height + 1

    def surfaces(self) -> Sequence[TextSurface]:
        return () if self._body is None else self._body.surfaces()

    def heads(self) -> Sequence[SearchedText]:
        """What can be found in it whether it is folded or not."""
        return (self._header,)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_time()

    def hideEvent(self, event: QHideEvent) -> None:
        self._second.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        frame = QRectF(self.rect())
        hovered = self._header.underMouse()
        paint_card(painter, frame, tokens.panel, tokens.line, _RADIUS)
        if self._body is not None:
            self._paint_body_ground(painter, frame)
        elif hovered:
            paint_card(painter, frame, tokens.code, tokens.line, _RADIUS)

    def _paint_body_ground(self, painter: QPainter, frame: QRectF) -> None:
        tokens = self._context.theme.tokens
        shape = QPainterPath()
        shape.addRoundedRect(frame.adjusted(1, 1, -1, -1), _RADIUS - 1, _RADIUS - 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = scaled(HEAD_HEIGHT)
        painter.setClipRect(frame.adjusted(0, head, 0, 0))
        painter.fillPath(shape, tokens.code)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(QPointF(0, head + 0.5), QPointF(frame.width(), head + 0.5))
        painter.restore()

    @property
    def _is_open(self) -> bool:
        call = self._row.call
        # What a command prints is watched while it comes, from the approval on.
        watched = self._row.live and call.tool_kind == TOOL_KIND_SHELL and call.status in _WATCHED
        by_itself = watched or call.status in _OPEN_BY_THEMSELVES
        return self._context.host.is_open(self._row.key, by_itself)

    def _head(self) -> FoldHead:
        call = self._row.call
        status = tool_call_status(call.status)
        return FoldHead(
            icon=tool_icon(call.tool_kind),
            name=tool_name(call),
            summary=summary_of(call),
            amount=self._amount(),
            status_icon=status.icon,
            status_token=status.token,
            spoken=status.words,
            searched=tool_head_words(call),
        )

    def _amount(self) -> str:
        call = self._row.call
        if self._runs:
            seconds = seconds_between(call.started_at, "", time.time())
            return elapsed_text(seconds) if seconds is not None and seconds >= 1 else ""
        seconds = seconds_between(call.started_at, call.completed_at)
        return "" if seconds is None else duration_text(seconds)

    @property
    def _runs(self) -> bool:
        return self._row.live and self._row.call.status == TOOL_CALL_RUNNING

    def _keep_time(self) -> None:
        if self._runs and self.isVisible():
            self._second.start()
        else:
            self._second.stop()

    def _drop_body(self) -> None:
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
            self._body = None

    @Slot()
    def _on_second(self) -> None:
        self._header.set_head(self._head())

    @Slot()
    def _on_clicked(self) -> None:
        self._context.host.set_open(self._row.key, not self._is_open)
        self.set_row(self._row)
        self._context.host.item_resized(self._row.key)
