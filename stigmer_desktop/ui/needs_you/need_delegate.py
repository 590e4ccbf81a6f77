"""Draws one thing that needs the user: what kind it is, what it is about, what happened, and when."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.fonts import MEDIUM, scaled
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.needs_you.need import Need, NeedKind
from stigmer_desktop.ui.needs_you.needs_you_model import NeedRole
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.face import number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import paint_line
from stigmer_desktop.ui.widgets.row_ground import paint_row_ground

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
        self._title, self._second, self._time = text_face(13, MEDIUM), text_face(12), number_face(11)

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
        paint_row_ground(painter, box, option.state, tokens)
        name, token = _LOOKS[need.kind]
        size = scaled(_ICON)
        icon = QRectF(rect.left() + _ICON_LEFT, rect.top() + (rect.height() - size) / 2, size, size)
        paint_icon(painter, icon, name, tokens.by_name(token))
        left, width = rect.left() + _TEXT_LEFT, rect.width() - _TEXT_LEFT - _RIGHT
        high = scaled(19)
        first = QRectF(left, rect.top() + scaled(8), width, high)
        second = first.translated(0, high)
        quiet = tokens.second_text if chosen else tokens.third_text
        taken = paint_line(painter, first, time_text(need.moment), self._time, quiet, at_right=True)
        first.setRight(first.right() - taken - _GAP)
        paint_line(painter, first, need.title, self._title, tokens.text)
        line = " · ".join(part for part in (need.words, need.header.agent_name) if part)
        paint_line(painter, second, line, self._second, tokens.second_text)
        painter.restore()
