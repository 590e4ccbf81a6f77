"""Rows whose head unfolds something quiet: what the model thought, and what a sub-agent does."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import SUB_AGENT_IN_PROGRESS
from stigmer_desktop.ui.executions.amount_text import duration_text
from stigmer_desktop.ui.executions.call_status import sub_agent_status
from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.fold_header import FoldHead, FoldHeader
from stigmer_desktop.ui.executions.long_text import LongText
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.executions.row_words import sub_agent_head_words, sub_agent_name
from stigmer_desktop.ui.executions.text_surface import SearchedText, TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import SubAgentRow, ThinkingRow, TranscriptRow
from stigmer_desktop.ui.fonts import scaled

_THINKING_HEIGHT = 26
_SUB_AGENT_HEIGHT = 30
_INDENT = 22
_BAR = 2


class ThinkingItem(QWidget):
    """Folded to one quiet line; a line of what is being thought shows while it grows."""

    def __init__(self, context: ItemContext, row: ThinkingRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._text: LongText | None = None
        self._header = FoldHeader(context.theme, self._head(), self, padding=0, caret=False)
        self._header.clicked.connect(self._on_clicked)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, ThinkingRow)
        self._row = row
        self._header.set_head(self._head())
        opened = self._context.host.is_open(row.key, False)
        self._header.setChecked(opened)
        if not opened and self._text is not None:
            self._text.hide()
            self._text.deleteLater()
            self._text = None
        if opened:
            if self._text is None:
                self._text = LongText(self._context, row.key, color="second_text", size=13, parent=self)
                self._text.show()
            self._text.set_text(row.text.strip())
        self.update()

    def arrange(self, width: int) -> int:
        self._header.setGeometry(0, 0, width, scaled(_THINKING_HEIGHT))
        if self._text is None:
            return scaled(_THINKING_HEIGHT)
        inner = width - _INDENT
        height = self._text.arrange(inner)
        self._text.setGeometry(_INDENT - BLEED, scaled(_THINKING_HEIGHT) + 2, inner + 2 * BLEED, height)
        return scaled(_THINKING_HEIGHT) + 2 + height + 4

    def surfaces(self) -> Sequence[TextSurface]:
        return () if self._text is None else self._text.surfaces()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._text is not None:
            top = scaled(_THINKING_HEIGHT) + 2
            bar = QRectF(7, top, _BAR, self.height() - top - 4)
            QPainter(self).fillRect(bar, self._context.theme.tokens.line)

    def _head(self) -> FoldHead:
        streaming = self._row.streaming
        tail = self._row.text[-400:].strip().splitlines()
        summary = tail[-1] if streaming and tail else " ".join(self._row.text[:300].split())
        if self._context.host.is_open(self._row.key, False):
            # It stands below, whole.
            summary = ""
        return FoldHead(
            icon="brain",
            name=self.tr("Thinking…") if streaming else self.tr("Thought"),
            summary=summary,
            status_icon="spinner" if streaming else "",
            status_token="blue",
            quiet=True,
            code_summary=False,
        )

    @Slot()
    def _on_clicked(self) -> None:
        host = self._context.host
        host.set_open(self._row.key, not host.is_open(self._row.key, False))
        self.set_row(self._row)
        host.item_resized(self._row.key)


class SubAgentItem(QWidget):
    """The head of a sub-agent's block; the rows inside follow it while it is open."""

    def __init__(self, context: ItemContext, row: SubAgentRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self._header = FoldHeader(context.theme, self._head(), self, padding=9, caret=False)
        self._header.clicked.connect(self._on_clicked)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, SubAgentRow)
        self._row = row
        self._header.set_head(self._head())
        self._header.setChecked(row.opened)
        self.update()

    def arrange(self, width: int) -> int:
        self._header.setGeometry(8, 0, width - 8, scaled(_SUB_AGENT_HEIGHT))
        return scaled(_SUB_AGENT_HEIGHT)

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    def heads(self) -> Sequence[SearchedText]:
        """What can be found in it whether it is folded or not."""
        return (self._header,)

    def paintEvent(self, event: QPaintEvent) -> None:
        bar = QRectF(7, 2, _BAR, self.height())
        QPainter(self).fillRect(bar, self._context.theme.tokens.line)

    def _head(self) -> FoldHead:
        row = self._row
        status = sub_agent_status(row.status)
        runs = row.live and row.status == SUB_AGENT_IN_PROGRESS
        seconds = seconds_between(row.started_at, row.completed_at, time.time() if runs else None)
        return FoldHead(
            icon="git-branch",
            name=sub_agent_name(row),
            summary=row.summary,
            amount="" if seconds is None else duration_text(seconds),
            status_icon=status.icon,
            status_token=status.token,
            spoken=status.words,
            searched=sub_agent_head_words(row),
            quiet=True,
            code_summary=False,
        )

    @Slot()
    def _on_clicked(self) -> None:
        self._context.host.set_sub_agent_open(self._row.key, not self._row.opened)
