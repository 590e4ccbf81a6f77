"""Draws one row of a comparison: a sign, what each side did, and the difference in time and tokens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.comparison.comparison import Change, StepPair
from stigmer_desktop.ui.comparison.comparison_model import SIGNS, PairRole
from stigmer_desktop.ui.comparison.difference_text import seconds_difference, step_amount, tokens_difference
from stigmer_desktop.ui.comparison.step import Step, StepKind
from stigmer_desktop.ui.executions.amount_text import duration_text
from stigmer_desktop.ui.fonts import MEDIUM, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import SPACE_2, Theme, Tokens
from stigmer_desktop.ui.widgets.face import code_face, number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import fits, paint_line
from stigmer_desktop.ui.widgets.row_ground import paint_row_ground

ROW_HEIGHT = 36
_SIGN, _ICON, _GAP, _DELTA, _LINE = 38, 15, 10, 138, 16
# A step's time and tokens take no more than this share of its side; then its time is all that is said.
_MOST_FOR_AMOUNT = 0.5
_RADIUS = 6
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
        self._names, self._text = text_face(13, MEDIUM), text_face(13)
        self._code, self._numbers = code_face(12), number_face(12)

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
        paint_row_ground(painter, row.adjusted(SPACE_2, 0.5, -SPACE_2, -0.5), option.state, tokens)
        fill, color = _FILLS.get(pair.change, ("", "third_text"))
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.by_name(fill))
            # One side only is coloured where only one side has it.
            for side, step in ((left, pair.first), (right, pair.second)):
                if step is not None:
                    painter.drawRoundedRect(side.adjusted(-_GAP + 2, 3, -2, -3), _RADIUS, _RADIUS)
        self._paint_sign(painter, pair, row, tokens.by_name(color))
        quiet = pair.change is Change.SAME
        self._paint_step(painter, pair.first, left, tokens, quiet)
        self._paint_step(painter, pair.second, right, tokens, quiet)
        self._paint_delta(painter, pair, delta, tokens)
        painter.restore()

    def _paint_sign(self, painter: QPainter, pair: StepPair, row: QRectF, color: QColor) -> None:
        painter.setFont(self._code.font)
        painter.setPen(color)
        box = QRectF(row.left() + SPACE_2, row.top(), _SIGN - SPACE_2, row.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, SIGNS[pair.change])

    def _paint_step(
        self, painter: QPainter, step: Step | None, box: QRectF, tokens: Tokens, quiet: bool
    ) -> None:
        if step is None:
            return
        color = tokens.second_text if quiet else tokens.text
        icon = QRectF(box.left(), box.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, icon, _ICONS[step.kind], tokens.second_text)
        room = QRectF(icon.right() + 7, box.top(), box.right() - icon.right() - 15, box.height())
        amount = step_amount(step)
        if amount and not fits(amount, self._numbers, room.width() * _MOST_FOR_AMOUNT):
            amount = duration_text(step.seconds) if step.seconds is not None else ""
        if amount:
            width = paint_line(painter, room, amount, self._numbers, tokens.third_text, at_right=True)
            room.setRight(room.right() - width - 12)
        if step.name:
            width = paint_line(painter, room, step.name, self._names, color)
            room.setLeft(room.left() + width + 8)
        paint_line(painter, room, step.line, self._code if step.name else self._text, color)

    def _paint_delta(self, painter: QPainter, pair: StepPair, box: QRectF, tokens: Tokens) -> None:
        """Time and tokens, in two lines where both differ."""
        told = (seconds_difference(pair.seconds), tokens_difference(pair.tokens))
        lines = [words for words in told if words]
        high = scaled(_LINE)
        room = QRectF(box.left(), box.center().y() - high * len(lines) / 2, box.width() - _GAP, high)
        for words in lines:
            paint_line(painter, room, words, self._numbers, tokens.second_text, at_right=True)
            room.translate(0, high)


def columns(row: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """Where the first side, the second side and the difference stand in a row."""
    width = (row.width() - _SIGN - scaled(_DELTA) - 2 * _GAP) / 2
    left = QRectF(row.left() + _SIGN + _GAP, row.top(), width, row.height())
    right = left.translated(width + _GAP, 0)
    delta = QRectF(right.right(), row.top(), row.right() - SPACE_2 - right.right(), row.height())
    return left, right, delta
