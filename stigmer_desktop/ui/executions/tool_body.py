"""What an open tool call shows: files changed, a command and its output, or arguments and result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import ToolCall
from stigmer_desktop.ui.executions.copy_button import CopyButton
from stigmer_desktop.ui.executions.diff_block import DiffBlock
from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.long_text import LongText
from stigmer_desktop.ui.executions.proposed_change import shown_changes
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.tool_section import ToolSection, tool_sections
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.fonts import SEMIBOLD, code_font, scaled, text_font

MOST_LINES = 24
_PADDING = 13
_LABEL = 24
_PROMPT = 18
_COPY = 26


class ToolBody(QWidget):
    """Lays sections below each other, with a hairline between them."""

    def __init__(self, context: ItemContext, key: str, call: ToolCall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._changes, self._is_done = shown_changes(call), bool(call.file_changes)
        self._diffs = [
            DiffBlock(context, key, change, self, numbered=self._is_done) for change in self._changes
        ]
        self._sections = tool_sections(call)
        self._texts = [self._text(key, section) for section in self._sections]
        self._copies = [self._copy(index) for index in range(len(self._sections))]
        self._labels: list[tuple[int, str]] = []
        self._prompts: list[int] = []
        self._lines: list[int] = []

    def set_call(self, call: ToolCall) -> bool:
        """Shows what grew in the call; False if it has other sections now, and a new body is needed."""
        sections = tool_sections(call)
        same = [section.name for section in sections] == [section.name for section in self._sections]
        if not same or (shown_changes(call), bool(call.file_changes)) != (self._changes, self._is_done):
            return False
        self._sections = sections
        for section, text in zip(sections, self._texts, strict=True):
            text.set_text(section.text, at_end=section.grows)
        return True

    def arrange(self, width: int) -> int:
        """Lays the sections out; returns their height."""
        y = 0
        self._labels, self._prompts, self._lines = [], [], []
        for diff in self._diffs:
            if y:
                self._lines.append(y)
            height = diff.arrange(width)
            diff.setGeometry(0, y, width, height)
            y += height
        for section, text, copy in zip(self._sections, self._texts, self._copies, strict=True):
            y = self._arrange_section(section, text, copy, width, y)
        return y

    def surfaces(self) -> Sequence[TextSurface]:
        """The selectable texts, top to bottom."""
        blocks: list[DiffBlock | LongText] = [*self._diffs, *self._texts]
        return [surface for block in blocks for surface in block.surfaces()]

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        painter.setPen(QPen(tokens.line, 1))
        for y in self._lines:
            painter.drawLine(QPointF(0, y + 0.5), QPointF(self.width(), y + 0.5))
        painter.setFont(text_font(11, SEMIBOLD))
        painter.setPen(tokens.third_text)
        for y, label in self._labels:
            box = QRectF(_PADDING, y, self.width() - 60, scaled(18))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, label)
        painter.setFont(code_font(12, SEMIBOLD))
        painter.setPen(tokens.green)
        for y in self._prompts:
            painter.drawText(QRectF(_PADDING, y, _PROMPT, scaled(18)), Qt.AlignmentFlag.AlignVCenter, "$")

    def _arrange_section(
        self, section: ToolSection, text: LongText, copy: CopyButton, width: int, y: int
    ) -> int:
        left, right = _PADDING, _PADDING
        follows_command = section.in_terminal and not section.is_command
        if y and not follows_command:
            self._lines.append(y)
        top = y + 10 if section.is_command else y + (0 if follows_command else 7)
        copy.setGeometry(width - _COPY - 6, y + (6 if section.is_command else 4), _COPY, _COPY)
        if section.is_command:
            self._prompts.append(top)
            left += scaled(_PROMPT)
            right += _COPY
        elif section.in_terminal:
            right += _COPY
        else:
            self._labels.append((top, section.name))
            top += scaled(_LABEL)
        inner = width - left - right
        height = text.arrange(inner)
        text.setGeometry(left - BLEED, top, inner + 2 * BLEED, height)
        return top + height + 10

    def _text(self, key: str, section: ToolSection) -> LongText:
        text = LongText(
            self._context,
            f"{key}/{section.name}",
            color=section.color,
            code=True,
            most_lines=MOST_LINES,
            parent=self,
        )
        text.set_text(section.text, at_end=section.grows)
        return text

    def _copy(self, index: int) -> CopyButton:
        label = self.tr("Copy %1").replace("%1", self._sections[index].name)
        return CopyButton(self._context.theme, label, lambda: self._sections[index].text, self)
