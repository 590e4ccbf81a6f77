"""Draws one row of a comparison: a sign, what each side did, and the difference in time and tokens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.comparison.comparison import Change, Step, StepKind, StepPair
from stigmer_desktop.ui.comparison.comparison_model import SIGNS, PairRole
from stigmer_desktop.ui.comparison.difference_text import seconds_difference, tokens_difference
from stigmer_desktop.ui.executions.amount_text import duration_text
from stigmer_desktop.ui.fonts import MEDIUM, code_font, number_font, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import Theme, Tokens

ROW_HEIGHT = 36
_SIGN, _ICON, _GAP, _DELTA = 28, 15, 10, 128
_ICONS = {
    StepKind.QUESTION: "user",
    StepKind.MESSAGE: "chat-text",
    StepKind.THINKING: "brain",
    StepKind.CALL: "wrench",
    StepKind.SUB_AGENT: "git-branch",
    StepKind.END: "warning-circle",
}
_FILLS = {
    Change.ADDED: ("added_fill", "added_text"),
    Change.REMOVED: ("removed_fill", "removed_text"),
    Change.CHANGED: ("waiting_fill", "waiting_text"),
}


class ComparisonDelegate(QStyledItemDelegate):
    """Colour and sign say the same."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._set_fonts()
        theme.changed.connect(self._set_fonts)

    @Slot()
    def _set_fonts(self) -> None:
        self._name_font = text_font(13, MEDIUM)
        self._text_font = text_font(13)
        self._code_font = code_font(12)
        self._number_font = number_font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        pair: StepPair = index.data(PairRole.PAIR)
        row = QRectF(option.rect)
        tokens = self._theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right, delta = columns(row)
        fill, color = _FILLS.get(pair.change, ("", "third_text"))
        if fill:
            # One side only is coloured where only one side has it.
            sides = {Change.ADDED: right, Change.REMOVED: left}
            side = sides.get(pair.change, left.united(right))
            painter.fillRect(side.adjusted(-_GAP + 2, 0, -2, 0), tokens.by_name(fill))
        painter.fillRect(QRectF(row.left(), row.bottom() - 0.5, row.width(), 1), tokens.faint_line)
        self._paint_sign(painter, pair, row, tokens.by_name(color))
        quiet = pair.change is Change.SAME
        self._paint_step(painter, pair.first, left, tokens, quiet)
        self._paint_step(painter, pair.second, right, tokens, quiet)
        self._paint_delta(painter, pair, delta, tokens)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(tokens.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def _paint_sign(self, painter: QPainter, pair: StepPair, row: QRectF, color: QColor) -> None:
        painter.setFont(self._code_font)
        painter.setPen(color)
        box = QRectF(row.left() + 6, row.top(), _SIGN - 8, row.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, SIGNS[pair.change])

    def _paint_step(
        self, painter: QPainter, step: Step | None, box: QRectF, tokens: Tokens, quiet: bool
    ) -> None:
        if step is None:
            return
        color = tokens.second_text if quiet else tokens.text
        icon = QRectF(box.left(), box.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, icon, _ICONS[step.kind], tokens.second_text)
        x = icon.right() + 7
        right = box.right() - 4
        if step.seconds is not None:
            amount = duration_text(step.seconds)
            width = QFontMetricsF(self._number_font).horizontalAdvance(amount)
            painter.setFont(self._number_font)
            painter.setPen(tokens.third_text)
            room = QRectF(right - width - 4, box.top(), width + 2, box.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, amount)
            right -= width + 12
        if step.name:
            room = QRectF(x, box.top(), right - x, box.height())
            x = self._paint_text(painter, step.name, room, self._name_font, color)
        font = self._code_font if step.name else self._text_font
        self._paint_text(painter, step.line, QRectF(x, box.top(), right - x, box.height()), font, color)

    @staticmethod
    def _paint_text(painter: QPainter, text: str, room: QRectF, font: QFont, color: QColor) -> float:
        """Draws `text` in one line; gives where the next may begin."""
        if room.width() < 8 or not text:
            return room.left()
        painter.setFont(font)
        painter.setPen(color)
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        return room.left() + metrics.horizontalAdvance(shown) + 8

    def _paint_delta(self, painter: QPainter, pair: StepPair, box: QRectF, tokens: Tokens) -> None:
        told = [
            words for words in (seconds_difference(pair.seconds), tokens_difference(pair.tokens)) if words
        ]
        painter.setFont(self._number_font)
        painter.setPen(tokens.second_text)
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box.adjusted(0, 0, -_GAP, 0), alignment, " · ".join(told))


def columns(row: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """Where the first side, the second side and the difference stand in a row."""
    width = (row.width() - _SIGN - scaled(_DELTA) - 2 * _GAP) / 2
    left = QRectF(row.left() + _SIGN + _GAP, row.top(), width, row.height())
    right = left.translated(width + _GAP, 0)
    delta = QRectF(right.right(), row.top(), row.right() - right.right(), row.height())
    return left, right, delta
