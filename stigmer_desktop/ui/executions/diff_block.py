"""What a tool call did to one file: its name, how much was added and removed, and the lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import FileChange
from stigmer_desktop.ui.executions.amount_text import lines_text
from stigmer_desktop.ui.executions.diff_lines import diff_lines
from stigmer_desktop.ui.executions.line_surface import LineMark, LineSurface
from stigmer_desktop.ui.executions.link_button import LinkButton
from stigmer_desktop.ui.executions.sideways_box import SidewaysBox
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.fonts import SEMIBOLD, code_font, scaled

MOST_LINES = 40
_HEAD = 32
_PADDING_Y = 6
_BUTTON = 28
_LEFT = 12


class DiffBlock(QWidget):
    """Shows one FileChange, with the numbers of its lines unless they are not known."""

    def __init__(
        self,
        context: ItemContext,
        key: str,
        change: FileChange,
        parent: QWidget | None = None,
        *,
        numbered: bool = True,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._key = f"{key}/diff/{change.path}"
        self._change = change
        self._text, self._marks = diff_lines(change.unified_diff, numbered=numbered)
        self._surface = LineSurface(context.theme)
        self._box = SidewaysBox(self._surface, self._surface.set_offset, self)
        self._surface.scroll_requested.connect(self._box.scroll_sideways)
        self._button: LinkButton | None = None
        if len(self._marks) > MOST_LINES * 1.25:
            self._button = LinkButton(context.theme, "", self)
            self._button.clicked.connect(self._on_clicked)
        self._show()

    def arrange(self, width: int) -> int:
        """Lays it out; returns its height."""
        height = self._surface.arrange(width)
        self._surface.setGeometry(0, 0, width, height)
        total = self._box.arrange(width, height, self._surface.natural_width + 12)
        head = scaled(_HEAD)
        self._box.move(0, head + _PADDING_Y)
        bottom = head + _PADDING_Y + total + _PADDING_Y
        if self._button is not None:
            self._button.move(_LEFT - 2, bottom)
            bottom += scaled(_BUTTON)
        return bottom

    def surfaces(self) -> Sequence[TextSurface]:
        return (self._surface,)

    def _show(self) -> None:
        whole = self._button is None or self._context.host.is_open(self._key, False)
        count = len(self._marks) if whole else MOST_LINES
        marks: Sequence[LineMark] = self._marks[:count]
        text = self._text if whole else "\n".join(self._text.split("\n", count)[:count])
        self._surface.set_text(text, marks=marks)
        self._surface.setAccessibleName(self._change.unified_diff[:2000])
        if self._button is not None:
            words = self.tr("Show less") if whole else self.tr("Show all %1")
            self._button.set_text(words.replace("%1", lines_text(len(self._marks))))

    def _on_clicked(self) -> None:
        self._context.host.set_open(self._key, not self._context.host.is_open(self._key, False))
        self._show()
        self._context.host.item_resized(self._key)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        painter.setPen(QPen(tokens.line, 1))
        line = scaled(_HEAD) - 0.5
        painter.drawLine(QPointF(0, line), QPointF(self.width(), line))
        change = self._change
        name = f"{change.rename_from} → {change.path}" if change.rename_from else change.path
        left = self._paint_word(painter, _LEFT, name, "second_text", bold=False)
        if change.lines_added or change.unified_diff:
            left = self._paint_word(painter, left + 10, f"+{change.lines_added}", "added_text")
            self._paint_word(painter, left + 10, f"\N{MINUS SIGN}{change.lines_removed}", "removed_text")

    def _paint_word(self, painter: QPainter, left: float, word: str, token: str, bold: bool = True) -> float:
        font = code_font(12, SEMIBOLD) if bold else code_font(12)
        metrics = QFontMetricsF(font)
        room = max(40.0, self.width() - left - 90)
        shown = metrics.elidedText(word, Qt.TextElideMode.ElideMiddle, room)
        painter.setFont(font)
        painter.setPen(self._context.theme.tokens.by_name(token))
        box = QRectF(left, 0, metrics.horizontalAdvance(shown) + 1, scaled(_HEAD))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        return box.right()
