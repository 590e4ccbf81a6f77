"""A table in a message; one that is too wide for the column can be moved sideways."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.document_surface import BLEED, DocumentSurface
from stigmer_desktop.ui.executions.markdown_document import markdown_document
from stigmer_desktop.ui.executions.markdown_part import MarkdownPart
from stigmer_desktop.ui.executions.sideways_box import SidewaysBox
from stigmer_desktop.ui.executions.styled_document import TextStyle
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext

_NARROWEST_COLUMN = 90


class TableBlock(QWidget):
    """Shows one part of kind TABLE."""

    def __init__(self, context: ItemContext, part: MarkdownPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._columns = 1
        self._offset = 0
        self._surface = DocumentSurface(context.theme)
        self._box = SidewaysBox(self._surface, self._on_moved, self)
        self.set_part(part)

    def set_part(self, part: MarkdownPart) -> None:
        """Shows `part` in place of what was there."""
        styled = markdown_document(part.text, TextStyle(self._context.theme.tokens, size=13))
        self._columns = max([table.columns() for table in styled.tables], default=1)
        self._surface.set_document(styled)
        self._surface.setAccessibleName(part.text[:2000])

    def arrange(self, width: int) -> int:
        """Lays the table out; columns keep a width in which words can be read."""
        text_width = max(width, min(self._columns * _NARROWEST_COLUMN, self._surface.ideal_width()))
        height = self._surface.arrange(text_width)
        self._surface.resize(text_width + 2 * BLEED, height)
        self._on_moved(min(self._offset, max(0, text_width - width)))
        self._box.move(BLEED, 0)
        return self._box.arrange(width, height, text_width)

    def surfaces(self) -> Sequence[TextSurface]:
        return (self._surface,)

    def release(self) -> None:
        """There is nothing that it waits for."""

    def _on_moved(self, offset: int) -> None:
        self._offset = offset
        self._surface.move(-BLEED - offset, 0)
