"""The row of what a person wrote: their words, code as code, and what went along with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.card_paint import paint_card
from stigmer_desktop.ui.executions.code_block import CodeBlock
from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.long_text import MOST_CHARACTERS, MOST_LINES, LongText
from stigmer_desktop.ui.executions.markdown_part import MarkdownPart, PartKind
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import TranscriptRow, UserMessageRow
from stigmer_desktop.ui.executions.user_text import user_parts
from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import mixed

_CARD_X = 14
_CARD_Y = 10
_GAP = 10
_LINE = 22
_ICON = 14


class UserMessageItem(QWidget):
    """What a person wrote, as it was written, on a card."""

    def __init__(self, context: ItemContext, row: UserMessageRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._parts: list[MarkdownPart] = []
        self._blocks: list[LongText | CodeBlock] = []
        self._boxes: list[QRectF] = []
        self._given_top = 0
        self._show(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, UserMessageRow)
        if row != self._row:
            self._show(row)

    def arrange(self, width: int) -> int:
        inner = width - 2 * _CARD_X
        y = _CARD_Y
        self._boxes = []
        for index, (part, block) in enumerate(zip(self._parts, self._blocks, strict=True)):
            y += _GAP if index else 0
            y += self._arrange_part(part, block, inner, y)
        if self._row.attachments:
            y += 6 if self._row.text else 0
            self._given_top = y
            y += scaled(_LINE) * len(self._row.attachments)
        self.update()
        return y + _CARD_Y

    def surfaces(self) -> Sequence[TextSurface]:
        return [surface for block in self._blocks for surface in block.surfaces()]

    def release(self) -> None:
        """Lets go of what its code blocks still wait for."""
        for block in self._blocks:
            if isinstance(block, CodeBlock):
                block.release()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        paint_card(painter, QRectF(self.rect()), tokens.user_message, radius=10)
        for box in self._boxes:
            paint_card(painter, box, tokens.code, tokens.line)
        painter.setFont(text_font(12))
        metrics = QFontMetricsF(painter.font())
        high = scaled(_LINE)
        for number, path in enumerate(self._row.attachments):
            top = self._given_top + number * high
            name = "folder" if path.endswith("/") else "file-text"
            icon = QRectF(_CARD_X, top + (high - _ICON) / 2, _ICON, _ICON)
            paint_icon(painter, icon, name, tokens.second_text)
            painter.setPen(mixed(tokens.second_text, tokens.text, 0.3))
            room = QRectF(_CARD_X + _ICON + 7, top, self.width() - 2 * _CARD_X - _ICON - 7, high)
            shown = metrics.elidedText(path, Qt.TextElideMode.ElideMiddle, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _arrange_part(self, part: MarkdownPart, block: LongText | CodeBlock, inner: int, y: int) -> int:
        if isinstance(block, CodeBlock):
            height = block.arrange(inner)
            block.setGeometry(_CARD_X, y, inner, height)
            return height
        if part.kind is PartKind.CODE:
            height = block.arrange(inner - 2 * _GAP)
            block.setGeometry(_CARD_X + _GAP - BLEED, y + _GAP, inner - 2 * _GAP + 2 * BLEED, height)
            self._boxes.append(QRectF(_CARD_X, y, inner, height + 2 * _GAP))
            return height + 2 * _GAP
        height = block.arrange(inner)
        # Spaced lines have their letters a little below the middle.
        block.setGeometry(_CARD_X - BLEED, y - 2, inner + 2 * BLEED, height)
        return height

    def _show(self, row: UserMessageRow) -> None:
        self._row = row
        parts = user_parts(row.text)
        if parts != self._parts:
            self.release()
            for block in self._blocks:
                block.hide()
                block.deleteLater()
            self._parts = parts
            self._blocks = [self._block(number, part) for number, part in enumerate(parts)]
        given = ", ".join(row.attachments)
        said = self.tr("You: %1").replace("%1", row.text[:500])
        self.setAccessibleName(f"{said} ({given})" if given else said)

    def _block(self, number: int, part: MarkdownPart) -> LongText | CodeBlock:
        """Code of some lines in colours; of many lines, or words, behind "show all" where it is long."""
        is_code = part.kind is PartKind.CODE
        block: LongText | CodeBlock
        if is_code and part.text.count("\n") <= MOST_LINES and len(part.text) <= MOST_CHARACTERS:
            block = CodeBlock(self._context, part, self)
        else:
            key = f"{self._row.key}/{number}" if number else self._row.key
            block = LongText(self._context, key, code=is_code, parent=self)
            block.set_text(part.text)
        if self.isVisible():
            block.show()
        return block
