"""A block of code in a message: its language, a copy button, and the code in colours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.card_paint import paint_card
from stigmer_desktop.ui.executions.code_highlight import ColoredLines
from stigmer_desktop.ui.executions.copy_button import CopyButton
from stigmer_desktop.ui.executions.line_surface import LineSurface
from stigmer_desktop.ui.executions.markdown_part import MarkdownPart
from stigmer_desktop.ui.executions.sideways_box import SidewaysBox
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.fonts import scaled, text_font

_HEAD = 30
_PADDING = 14
_BOTTOM = 12


class CodeBlock(QWidget):
    """Shows one part of kind CODE."""

    def __init__(self, context: ItemContext, part: MarkdownPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._part = part
        self._surface = LineSurface(context.theme)
        self._box = SidewaysBox(self._surface, self._surface.set_offset, self)
        self._surface.scroll_requested.connect(self._box.scroll_sideways)
        self._copy = CopyButton(context.theme, self.tr("Copy code"), lambda: self._part.text, self)
        self.set_part(part)

    def set_part(self, part: MarkdownPart) -> None:
        """Shows `part`; colours come once it is whole."""
        context = self._context
        context.highlighter.withdraw(self._on_colored)
        self._part = part
        self._surface.set_text(part.text)
        self._surface.setAccessibleName(part.text[:2000])
        known = context.highlighter.known(part.text, part.language)
        if known is not None:
            self._surface.set_colors(known)
        elif part.closed:
            context.highlighter.request(part.text, part.language, self._on_colored)

    def arrange(self, width: int) -> int:
        """Lays the block out; returns its height."""
        inner = width - 2 * _PADDING
        height = self._surface.arrange(inner)
        self._surface.setGeometry(0, 0, inner, height)
        total = self._box.arrange(inner, height, self._surface.natural_width)
        self._box.move(_PADDING, scaled(_HEAD))
        self._copy.setGeometry(width - scaled(26) - 4, 3, scaled(26), scaled(26))
        return scaled(_HEAD) + total + _BOTTOM

    def surfaces(self) -> Sequence[TextSurface]:
        return (self._surface,)

    def release(self) -> None:
        """Lets go of what it still waits for."""
        self._context.highlighter.withdraw(self._on_colored)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        paint_card(painter, QRectF(self.rect()), tokens.code, tokens.line)
        painter.setFont(text_font(11))
        painter.setPen(tokens.third_text)
        label = QRectF(_PADDING, 2, self.width() - 60, scaled(_HEAD) - 2)
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, self._part.language or self.tr("code"))

    def _on_colored(self, colors: ColoredLines) -> None:
        self._surface.set_colors(colors)
