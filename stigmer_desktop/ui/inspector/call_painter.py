"""Draws one tool call of a list: its kind, name, state and time, and its arguments in a second line."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from stigmer_desktop.api.execution import (
    TOOL_CALL_RUNNING,
)
from stigmer_desktop.ui.executions.amount_text import duration_text, elapsed_text
from stigmer_desktop.ui.executions.call_status import CallStatus, tool_call_status
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.executions.tool_summary import tool_icon
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.inspector.call_row import CallRow
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.theme import SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import code_face, number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import fits, paint_line
from stigmer_desktop.ui.widgets.spinner import paint_spinner

_ICON = 15
_GAP = 9
_TIME_WIDTH = 74


class CallPainter:
    """A RowPainter of CallRow."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def height(self, row: CallRow, width: int) -> int:
        return scaled(46)

    def paint(self, painter: QPainter, box: QRectF, row: CallRow, degrees: float) -> None:
        tokens = self._theme.tokens
        look = call_look(row)
        top, below = self._lines(box)
        paint_icon(
            painter,
            self._square(box.left() + ROW_LEFT, top),
            tool_icon(row.call.tool_kind),
            tokens.second_text,
        )
        sign = self._sign(box)
        if look.icon == "spinner":
            paint_spinner(painter, sign, tokens.by_name(look.token), degrees)
        else:
            paint_icon(painter, sign, look.icon, tokens.by_name(look.token))
        right = sign.left() - 6
        words = time_words(row)
        room = scaled(_TIME_WIDTH)
        time_box = QRectF(right - room, top.top(), room, top.height())
        taken = paint_line(painter, time_box, words, number_face(12), tokens.third_text, at_right=True)
        left = box.left() + ROW_LEFT + _ICON + _GAP
        name = QRectF(left, top.top(), right - taken - 8 - left, top.height())
        paint_line(painter, name, row.call.name, text_face(13, SEMIBOLD), tokens.text)
        second = QRectF(left, below.top(), box.right() - SPACE_4 - left, below.height())
        if row.agent:
            used = paint_line(painter, second, f"{row.agent}  ", text_face(11), tokens.second_text)
            second.setLeft(second.left() + used)
        summary, token = (row.call.error, "red") if row.call.error else (row.summary, "third_text")
        paint_line(painter, second, " ".join(summary[:400].split()), code_face(11), tokens.by_name(token))

    def spinner(self, box: QRectF, row: CallRow) -> QRectF | None:
        if call_look(row).icon != "spinner":
            return None
        sign = self._sign(box)
        return sign.adjusted(-scaled(_TIME_WIDTH) - 8, 0, 0, 0)

    def tooltip(self, box: QRectF, row: CallRow) -> str:
        whole = row.call.error or row.summary
        font = code_face(11)
        shown = fits(whole, font, box.width() - ROW_LEFT - SPACE_4 - _ICON - _GAP)
        state = call_look(row).words
        parts = [row.call.name, state] if shown and not row.agent else [row.call.name, state, whole[:400]]
        if row.agent:
            parts.insert(1, row.agent)
        return "\n".join(part for part in parts if part)

    def _lines(self, box: QRectF) -> tuple[QRectF, QRectF]:
        half = (box.height() - 8) / 2
        return (
            QRectF(box.left(), box.top() + 4, box.width(), half),
            QRectF(box.left(), box.top() + 3 + half, box.width(), half),
        )

    def _square(self, left: float, line: QRectF) -> QRectF:
        return QRectF(left, line.center().y() - _ICON / 2, _ICON, _ICON)

    def _sign(self, box: QRectF) -> QRectF:
        return self._square(box.right() - SPACE_4 - _ICON, self._lines(box)[0])


def call_look(row: CallRow) -> CallStatus:
    """How the state of a call looks; what never ended in an execution that has, is not under way."""
    look = tool_call_status(row.call.status)
    if look.icon == "spinner" and not row.live:
        return CallStatus("prohibit", "second_text", look.words)
    return look


def time_words(row: CallRow) -> str:
    """How long a call took, or takes so far; empty where nobody knows."""
    call = row.call
    running = row.live and call.status == TOOL_CALL_RUNNING
    seconds = seconds_between(call.started_at, call.completed_at, time.time() if running else None)
    if seconds is None:
        return ""
    return elapsed_text(seconds) if running else duration_text(seconds)


def call_name(row: CallRow) -> str:
    """What a screen reader says of a call."""
    parts = (row.call.name, row.agent, call_look(row).words, time_words(row), row.summary)
    return ", ".join(part for part in parts if part)
