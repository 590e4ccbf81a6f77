"""Draws one agent of the tree: its state, its name and time, its task, and what it said last."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextLayout, QTextOption

from stigmer_desktop.ui.executions.amount_text import count_text, duration_text, elapsed_text
from stigmer_desktop.ui.executions.call_status import CallStatus, sub_agent_status
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.inspector.agent_row import AgentRow
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.theme import SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import paint_line
from stigmer_desktop.ui.widgets.spinner import paint_spinner

_ICON = 15
_INDENT = 20
_LINE = 18
_ABOVE = 7
_TIME_WIDTH = 70
_WORDS_LINES = 2


class AgentPainter:
    """A RowPainter of AgentRow."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def height(self, row: AgentRow, width: int) -> int:
        lines = 1 + bool(row.task) + (self._lines_of_words(row, width) if row.words else 0)
        return scaled(_LINE) * lines + 2 * _ABOVE

    def paint(self, painter: QPainter, box: QRectF, row: AgentRow, degrees: float) -> None:
        tokens = self._theme.tokens
        self._paint_branch(painter, box, row)
        look = agent_look(row)
        sign = self._sign(box, row)
        if look.icon == "spinner":
            paint_spinner(painter, sign, tokens.by_name(look.token), degrees)
        else:
            paint_icon(painter, sign, look.icon, tokens.by_name(look.token))
        line = self._line(box, row, 0)
        room = scaled(_TIME_WIDTH)
        right = QRectF(line.right() - room, line.top(), room, line.height())
        taken = paint_line(painter, right, time_words(row), number_face(12), tokens.third_text, at_right=True)
        name = line.adjusted(0, 0, -taken - 8, 0)
        used = paint_line(painter, name, agent_title(row), text_face(13, SEMIBOLD), tokens.text)
        name.setLeft(name.left() + used + 8)
        if name.width() > 40:
            paint_line(painter, name, calls_words(row.calls), text_face(11), tokens.third_text)
        number = 1
        if row.task:
            paint_line(painter, self._line(box, row, 1), row.task, text_face(12), tokens.second_text)
            number = 2
        if row.words:
            self._paint_words(painter, self._line(box, row, number), row, look)

    def spinner(self, box: QRectF, row: AgentRow) -> QRectF | None:
        if agent_look(row).icon != "spinner":
            return None
        # The time beside it counts as well.
        return self._sign(box, row).united(self._line(box, row, 0))

    def tooltip(self, box: QRectF, row: AgentRow) -> str:
        return "\n".join(part for part in (agent_look(row).words, row.task, row.words) if part)

    def _paint_branch(self, painter: QPainter, box: QRectF, row: AgentRow) -> None:
        if not row.depth:
            return
        painter.setPen(QPen(self._theme.tokens.line, 1))
        for depth in row.passing:
            beside = box.left() + ROW_LEFT + (depth - 1) * _INDENT + _ICON / 2
            painter.drawLine(QPointF(beside, box.top()), QPointF(beside, box.bottom()))
        x = box.left() + ROW_LEFT + (row.depth - 1) * _INDENT + _ICON / 2
        middle = self._sign(box, row).center().y()
        bottom = middle if row.is_last else box.bottom()
        painter.drawLine(QPointF(x, box.top()), QPointF(x, bottom))
        painter.drawLine(QPointF(x, middle), QPointF(x + _INDENT - _ICON / 2 - 2, middle))

    def _paint_words(self, painter: QPainter, line: QRectF, row: AgentRow, look: CallStatus) -> None:
        failed = look.token == "red"
        painter.setPen(self._theme.tokens.by_name("red" if failed else "third_text"))
        layout = self._words_layout(row, line.width())
        metrics = text_face(12).metrics
        for number in range(min(layout.lineCount(), _WORDS_LINES)):
            piece = layout.lineAt(number)
            start = piece.textStart()
            text = row.words[start : start + piece.textLength()]
            if number == _WORDS_LINES - 1:
                text = metrics.elidedText(row.words[start:], Qt.TextElideMode.ElideRight, line.width())
            painter.setFont(layout.font())
            height = scaled(_LINE)
            room = QRectF(line.left(), line.top() + number * height, line.width() + 1, height)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)

    def _lines_of_words(self, row: AgentRow, width: int) -> int:
        room = self._line(QRectF(0, 0, width, 100), row, 0).width()
        return min(_WORDS_LINES, self._words_layout(row, room).lineCount())

    def _words_layout(self, row: AgentRow, width: float) -> QTextLayout:
        layout = QTextLayout(row.words, text_face(12).font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        for _ in range(_WORDS_LINES + 1):
            piece = layout.createLine()
            if not piece.isValid():
                break
            piece.setLineWidth(max(20.0, width))
        layout.endLayout()
        return layout

    def _line(self, box: QRectF, row: AgentRow, number: int) -> QRectF:
        left = box.left() + ROW_LEFT + row.depth * _INDENT + _ICON + 9
        height = scaled(_LINE)
        top = box.top() + _ABOVE + number * height
        return QRectF(left, top, box.right() - SPACE_4 - left, height)

    def _sign(self, box: QRectF, row: AgentRow) -> QRectF:
        line = self._line(box, row, 0)
        left = box.left() + ROW_LEFT + row.depth * _INDENT
        return QRectF(left, line.center().y() - _ICON / 2, _ICON, _ICON)


def agent_look(row: AgentRow) -> CallStatus:
    """How the state of an agent looks; one that never ended in an execution that has, is not under way."""
    if row.is_main:
        style = phase_style(row.phase)
        return CallStatus("spinner" if style.spins else style.icon, style.token, style.words)
    look = sub_agent_status(row.status)
    if look.icon == "spinner" and not row.live:
        return CallStatus("prohibit", "second_text", look.words)
    return look


def agent_title(row: AgentRow) -> str:
    """What an agent is called."""
    if row.name:
        return row.name
    return QCoreApplication.translate("Agents", "Agent" if row.is_main else "Sub-agent")


def calls_words(number: int) -> str:
    """How many tools an agent called; empty for none."""
    if not number:
        return ""
    if number == 1:
        return QCoreApplication.translate("Agents", "1 tool call")
    return QCoreApplication.translate("Agents", "%1 tool calls").replace("%1", count_text(number))


def time_words(row: AgentRow) -> str:
    """How long an agent worked, or works so far; empty where nobody knows."""
    running = agent_look(row).icon == "spinner"
    seconds = seconds_between(row.started_at, row.completed_at, time.time() if running else None)
    if seconds is None:
        return ""
    return elapsed_text(seconds) if running else duration_text(seconds)


def agent_name(row: AgentRow) -> str:
    """What a screen reader says of an agent."""
    parts = (agent_title(row), agent_look(row).words, time_words(row), row.task, row.words)
    return ", ".join(part for part in parts if part)
