"""The rows in which the agent speaks, and notices that are neither its words nor the person's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.long_text import LongText
from stigmer_desktop.ui.executions.markdown_body import MarkdownBody
from stigmer_desktop.ui.executions.row_words import notice_words
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import (
    AnswerRow,
    NoticeRow,
    TranscriptRow,
    WarningRow,
)
from stigmer_desktop.ui.icons import paint_icon

_CARD_X = 14
_CARD_Y = 10
_ICON = 15
_NOTICE_INDENT = 24


class AnswerItem(QWidget):
    """What the agent says, in Markdown, straight on the page; grey what it says anew further down."""

    def __init__(self, context: ItemContext, row: AnswerRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._abandoned = row.abandoned
        self._body = self._new_body()
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, AnswerRow)
        if row.abandoned != self._abandoned:
            self._abandoned = row.abandoned
            self._body.release()
            self._body.hide()
            self._body.deleteLater()
            self._body = self._new_body()
            self._body.show()
        self._body.set_markdown(row.text)
        words = self.tr("Agent, interrupted: %1") if row.abandoned else self.tr("Agent: %1")
        self.setAccessibleName(words.replace("%1", row.text[:500]))

    def _new_body(self) -> MarkdownBody:
        return MarkdownBody(self._context, self, color="third_text" if self._abandoned else "text")

    def arrange(self, width: int) -> int:
        # The transcript gives every row a margin of BLEED at both sides.
        height = self._body.arrange(width)
        self._body.setGeometry(-BLEED, 0, width + 2 * BLEED, height)
        return height

    def surfaces(self) -> Sequence[TextSurface]:
        return self._body.surfaces()

    def release(self) -> None:
        """Lets go of what its code blocks still wait for."""
        self._body.release()


class NoticeItem(QWidget):
    """A notice or a warning: an icon, and quiet words."""

    def __init__(
        self, context: ItemContext, row: NoticeRow | WarningRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._is_warning = isinstance(row, WarningRow)
        color = "waiting_text" if self._is_warning else "second_text"
        self._text = LongText(context, row.key, color=color, size=13, parent=self)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, NoticeRow | WarningRow)
        self._text.set_text(notice_words(row))
        self.setAccessibleName(row.text[:500])

    def arrange(self, width: int) -> int:
        inner = width - _NOTICE_INDENT
        height = self._text.arrange(inner)
        self._text.setGeometry(_NOTICE_INDENT - BLEED, 0, inner + 2 * BLEED, height)
        return height

    def surfaces(self) -> Sequence[TextSurface]:
        return self._text.surfaces()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        name, color = ("warning", tokens.waiting_text) if self._is_warning else ("info", tokens.third_text)
        paint_icon(QPainter(self), QRectF(0, 3, _ICON, _ICON), name, color)
