"""Draws one row of the palette: icon, name with the typed letters marked, detail and keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.palette.palette_model import PaletteRole
from stigmer_desktop.ui.palette.ranking import Found
from stigmer_desktop.ui.theme import RADIUS_CONTROL, SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.key_caps import caps_width, paint_caps
from stigmer_desktop.ui.widgets.marked_text import Mark, paint_marked_text

ROW_HEIGHT = 38
_ICON = 16
_NAME_HEIGHT = 18
# The name keeps at least this share of a row from its detail.
_NAME_SHARE = 0.6


class PaletteDelegate(QStyledItemDelegate):
    """Draws rows in the tokens of the theme."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._set_fonts()
        theme.changed.connect(self._set_fonts)

    @Slot()
    def _set_fonts(self) -> None:
        self._name_font = text_font(13, MEDIUM)
        self._detail_font = text_font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        found: Found = index.data(PaletteRole.FOUND)
        row = QRectF(option.rect).adjusted(SPACE_2, 0, -SPACE_2, 0)
        tokens = self._theme.tokens
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.selection)
            painter.drawRoundedRect(row, RADIUS_CONTROL, RADIUS_CONTROL)
        side = scaled(_ICON)
        icon_box = QRectF(row.left() + SPACE_3, row.center().y() - side / 2, side, side)
        paint_icon(painter, icon_box, found.action.icon_name, tokens.text if chosen else tokens.second_text)
        left = icon_box.right() + SPACE_3
        right = row.right() - SPACE_3
        keys = found.action.keys
        if keys:
            paint_caps(painter, right, row.center().y(), keys, self._theme)
            right -= caps_width(keys) + SPACE_3
        right = self._paint_detail(painter, found.action.detail, left, right, row)
        height = scaled(_NAME_HEIGHT)
        box = QRectF(left, row.center().y() - height / 2 + 1, right - left, height)
        mark = Mark(tokens.accent)
        # A name in one line, whatever line breaks it has; its characters stay where they are.
        name = found.action.name.replace("\n", " ")
        paint_marked_text(painter, box, name, found.ranges, self._name_font, tokens.text, mark)
        painter.restore()

    def _paint_detail(self, painter: QPainter, detail: str, left: float, right: float, row: QRectF) -> float:
        """Draws the detail at the right; gives where there is room again at its left."""
        if not detail:
            return right
        metrics = QFontMetricsF(self._detail_font)
        room = (right - left) * (1 - _NAME_SHARE)
        shown = metrics.elidedText(detail, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(shown)
        painter.setFont(self._detail_font)
        painter.setPen(self._theme.tokens.third_text)
        box = QRectF(right - width, row.top(), width + 1, row.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
        return right - width - SPACE_3
