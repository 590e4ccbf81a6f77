"""One tool of an MCP server, with a mark that says whether it may be used."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, code_font, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import RADIUS_CONTROL, SPACE_2, SPACE_3, Theme, mixed
from stigmer_desktop.ui.trials import McpTool

_MARK = 17


class ToolRow(QAbstractButton):
    """Checked while the tool is chosen. Where there is nothing to choose it shows no mark."""

    def __init__(
        self, theme: Theme, tool: McpTool, *, is_offered: bool = True, parent: QWidget | None = None
    ) -> None:
        """`is_offered`: whether the server has the tool, as far as one knows."""
        super().__init__(parent)
        self._theme = theme
        self.tool = tool
        self._has_mark = True
        self._note = ""
        if not is_offered:
            self._note = self.tr("not offered")
        elif tool.read_only:
            self._note = self.tr("reads only")
        self._name_font, self._text_font = code_font(12, MEDIUM), text_font(12)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Tool %1").replace("%1", tool.name))
        self.setAccessibleDescription(" ".join(filter(None, (self._note, tool.description))))
        theme.changed.connect(self.update)

    def set_has_mark(self, has_mark: bool) -> None:
        """Whether the tool can be chosen."""
        self._has_mark = has_mark
        self.setEnabled(has_mark)
        self.update()

    def sizeHint(self) -> QSize:
        height = QFontMetrics(self._name_font).height() + QFontMetrics(self._text_font).height()
        return QSize(200, height + 2 + 2 * SPACE_2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.tool.description)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._has_mark and self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(tokens.background, tokens.text, 0.05))
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.accent, 2))
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        left = SPACE_3
        if self._has_mark:
            mark = QRectF(left, (self.height() - _MARK) / 2, _MARK, _MARK)
            color = tokens.accent if self.isChecked() else tokens.third_text
            paint_icon(painter, mark, "check-square" if self.isChecked() else "square", color)
            left += _MARK + SPACE_3
        right = self.width() - SPACE_3 - self._paint_note(painter)
        names, texts = QFontMetrics(self._name_font), QFontMetrics(self._text_font)
        top = (self.height() - names.height() - 2 - texts.height()) // 2
        if not self.tool.description:
            top = (self.height() - names.height()) // 2
        elide, align = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._name_font)
        painter.setPen(tokens.text)
        name_box = QRect(left, top, right - left, names.height())
        painter.drawText(name_box, align, names.elidedText(self.tool.name, elide, name_box.width()))
        painter.setFont(self._text_font)
        painter.setPen(tokens.second_text)
        text_box = QRect(left, top + names.height() + 2, right - left, texts.height())
        words = " ".join(self.tool.description.split())
        painter.drawText(text_box, align, texts.elidedText(words, elide, text_box.width()))

    def _paint_note(self, painter: QPainter) -> int:
        """Paints the word at the right end; returns the room that it takes."""
        if not self._note:
            return 0
        tokens, metrics = self._theme.tokens, QFontMetrics(self._text_font)
        width = metrics.horizontalAdvance(self._note) + 2 * SPACE_2
        height = metrics.height() + 4
        chip = QRectF(self.width() - SPACE_3 - width, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.user_message)
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setFont(self._text_font)
        painter.setPen(tokens.second_text)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self._note)
        return width + SPACE_2
