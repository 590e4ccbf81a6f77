"""Draws one thing that needs the user: what kind it is, what it is about, what happened, and when."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.fonts import MEDIUM, number_font, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.needs_you.need import Need, NeedKind
from stigmer_desktop.ui.needs_you.needs_you_model import NeedRole
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import RADIUS_CONTROL, Theme, mixed

ROW_HEIGHT = 54
_MARGIN, _ICON_LEFT, _TEXT_LEFT, _RIGHT, _GAP = 12, 24, 54, 24, 12
_ICON = 18
_LOOKS = {
    NeedKind.APPROVAL: ("hand", "waiting_text"),
    NeedKind.FAILURE: ("x-circle", "red"),
    NeedKind.RESULT: ("check-circle", "green"),
}


class NeedDelegate(QStyledItemDelegate):
    """Draws rows in the tokens of the theme."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._set_fonts()
        theme.changed.connect(self._set_fonts)

    @Slot()
    def _set_fonts(self) -> None:
        self._title_font = text_font(13, MEDIUM)
        self._second_font = text_font(12)
        self._time_font = number_font(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        need: Need = index.data(NeedRole.NEED)
        tokens, rect = self._theme.tokens, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(_MARGIN, 1, -_MARGIN, -1)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.selection if chosen else mixed(tokens.background, tokens.text, 0.035))
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
        name, token = _LOOKS[need.kind]
        size = scaled(_ICON)
        icon = QRectF(rect.left() + _ICON_LEFT, rect.top() + (rect.height() - size) / 2, size, size)
        paint_icon(painter, icon, name, tokens.by_name(token))
        left, right = rect.left() + _TEXT_LEFT, rect.right() - _RIGHT
        top, high = rect.top() + scaled(8), scaled(19)
        time = time_text(need.moment)
        time_width = QFontMetrics(self._time_font).horizontalAdvance(time)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._time_font)
        painter.setPen(tokens.second_text if chosen else tokens.third_text)
        painter.drawText(QRect(right - time_width, top, time_width + 1, high), flags, time)
        painter.setFont(self._title_font)
        painter.setPen(tokens.text)
        self._draw(painter, QRect(left, top, right - time_width - _GAP - left, high), need.title)
        painter.setFont(self._second_font)
        painter.setPen(tokens.second_text)
        line = " · ".join(part for part in (need.words, need.header.agent_name) if part)
        self._draw(painter, QRect(left, top + high, right - left, high), line)
        painter.restore()

    def _draw(self, painter: QPainter, room: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
