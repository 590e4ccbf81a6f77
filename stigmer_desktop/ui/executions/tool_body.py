"""What an open tool call shows: files changed, a command and its output, or arguments and result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import TOOL_KIND_SHELL, ToolCall
from stigmer_desktop.ui.executions.copy_button import CopyButton
from stigmer_desktop.ui.executions.diff_block import DiffBlock
from stigmer_desktop.ui.executions.document_surface import BLEED
from stigmer_desktop.ui.executions.long_text import LongText
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.tool_summary import arguments_of, arguments_text
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font

MOST_LINES = 24
_PADDING = 13
_LABEL = 24


@dataclass(frozen=True)
class _Section:
    label: str
    text: str
    color: str = "text"
    prompt: bool = False


class ToolBody(QWidget):
    """Made anew whenever its call changes: open calls are few and change seldom."""

    def __init__(self, context: ItemContext, key: str, call: ToolCall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._diffs = [DiffBlock(context, key, change, self) for change in call.file_changes]
        self._sections = self._sections_of(call)
        self._texts = [self._text(key, section) for section in self._sections]
        self._copies = [self._copy(section) for section in self._sections]
        self._labels: list[tuple[int, str]] = []
        self._lines: list[int] = []

    def arrange(self, width: int) -> int:
        """Lays the sections out below each other; returns their height."""
        y = 0
        self._labels, self._lines = [], []
        for diff in self._diffs:
            if y:
                self._lines.append(y)
            height = diff.arrange(width)
            diff.setGeometry(0, y, width, height)
            y += height
        for section, text, copy in zip(self._sections, self._texts, self._copies, strict=True):
            if y:
                self._lines.append(y)
            self._labels.append((y + 7, section.label))
            copy.setGeometry(width - 32, y + 4, 26, 26)
            inner = width - 2 * _PADDING
            height = text.arrange(inner)
            text.setGeometry(_PADDING - BLEED, y + 7 + _LABEL, inner + 2 * BLEED, height)
            y += 7 + _LABEL + height + 10
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
            box = QRectF(_PADDING, y, self.width() - 60, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, label)

    def _sections_of(self, call: ToolCall) -> list[_Section]:
        sections = []
        command = arguments_of(call).get("command") if call.tool_kind == TOOL_KIND_SHELL else None
        if isinstance(command, str) and command:
            sections.append(_Section(self.tr("Command"), command))
            if call.result:
                sections.append(_Section(self.tr("Output"), call.result))
        else:
            arguments = arguments_text(call)
            if arguments and not call.file_changes:
                sections.append(_Section(self.tr("Arguments"), arguments))
            if call.result:
                sections.append(_Section(self.tr("Result"), call.result))
        if call.error:
            sections.append(_Section(self.tr("Error"), call.error, "red"))
        if not sections and not call.file_changes:
            sections.append(_Section(self.tr("Result"), self.tr("Nothing yet."), "third_text"))
        return sections

    def _text(self, key: str, section: _Section) -> LongText:
        return LongText(
            self._context,
            f"{key}/{section.label}",
            color=section.color,
            code=True,
            most_lines=MOST_LINES,
            parent=self,
        )

    def _copy(self, section: _Section) -> CopyButton:
        index = self._sections.index(section)
        self._texts[index].set_text(section.text)
        label = self.tr("Copy %1").replace("%1", section.label)
        return CopyButton(self._context.theme, label, lambda: section.text, self)
