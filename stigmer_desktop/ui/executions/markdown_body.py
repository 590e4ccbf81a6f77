"""Shows a message in Markdown as text, code blocks and tables below each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.code_block import CodeBlock
from stigmer_desktop.ui.executions.document_surface import BLEED, DocumentSurface
from stigmer_desktop.ui.executions.markdown_document import markdown_document
from stigmer_desktop.ui.executions.markdown_part import MarkdownPart, PartKind, parts_of
from stigmer_desktop.ui.executions.styled_document import TextStyle
from stigmer_desktop.ui.executions.table_block import TableBlock
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext

_GAP = 12
_TEXT_GAP = 10


class _Block(Protocol):
    def set_part(self, part: MarkdownPart) -> None: ...
    def arrange(self, width: int) -> int: ...
    def surfaces(self) -> Sequence[TextSurface]: ...
    def release(self) -> None: ...


class MarkdownBody(QWidget):
    """Draws anew only the parts that changed."""

    def __init__(self, context: ItemContext, parent: QWidget | None = None, *, color: str = "text") -> None:
        super().__init__(parent)
        self._context = context
        self._color = color
        self._parts: list[MarkdownPart] = []
        self._blocks: list[QWidget] = []

    def set_markdown(self, markdown: str) -> None:
        """Shows `markdown`; `arrange` must follow."""
        parts = parts_of(markdown)
        for index, part in enumerate(parts):
            if index < len(self._parts) and self._parts[index] == part:
                continue
            if index < len(self._parts) and self._parts[index].kind is part.kind:
                _block(self._blocks[index]).set_part(part)
            else:
                self._put(index, part)
        self._cut(len(parts))
        self._parts = parts

    def arrange(self, width: int) -> int:
        """Lays the parts out in `width` pixels of text; returns their height. Starts at x = 0 with the
        bleed, so that the widget is to be `2 * BLEED` wider than the text and moved left by BLEED."""
        y = 0
        for index, widget in enumerate(self._blocks):
            if index:
                both_text = self._parts[index].kind is self._parts[index - 1].kind is PartKind.TEXT
                y += _TEXT_GAP if both_text else _GAP
            height = _block(widget).arrange(width)
            is_code = self._parts[index].kind is PartKind.CODE
            left, extent = (BLEED, width) if is_code else (0, width + 2 * BLEED)
            widget.setGeometry(left, y, extent, height)
            y += height
        return y

    def surfaces(self) -> Sequence[TextSurface]:
        """The selectable texts, top to bottom."""
        return [surface for widget in self._blocks for surface in _block(widget).surfaces()]

    def release(self) -> None:
        """Lets go of what the parts still wait for."""
        for widget in self._blocks:
            _block(widget).release()

    def _put(self, index: int, part: MarkdownPart) -> None:
        widget: QWidget
        if part.kind is PartKind.CODE:
            widget = CodeBlock(self._context, part, self)
        elif part.kind is PartKind.TABLE:
            widget = TableBlock(self._context, part, self)
        else:
            widget = _TextBlock(self._context, part, self._color, self)
        if index < len(self._blocks):
            self._drop(self._blocks[index])
            self._blocks[index] = widget
        else:
            self._blocks.append(widget)
        if self.isVisible():
            widget.show()

    def _cut(self, count: int) -> None:
        for widget in self._blocks[count:]:
            self._drop(widget)
        del self._blocks[count:]

    def _drop(self, widget: QWidget) -> None:
        _block(widget).release()
        widget.hide()
        widget.deleteLater()


class _TextBlock(DocumentSurface):
    def __init__(
        self, context: ItemContext, part: MarkdownPart, color: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.theme, color, parent)
        self._style = TextStyle(context.theme.tokens, color=color)
        self.set_part(part)

    def set_part(self, part: MarkdownPart) -> None:
        self.set_document(markdown_document(part.text, self._style))
        self.setAccessibleName(part.text[:2000])

    def surfaces(self) -> Sequence[TextSurface]:
        return (self,)

    def release(self) -> None:
        pass


def _block(widget: QWidget) -> _Block:
    # Every widget in a body is a block; QWidget and a protocol cannot be said in one type.
    return widget  # type: ignore[return-value]
