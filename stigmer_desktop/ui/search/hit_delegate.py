"""Draws one hit: its place, what it belongs to, its time, and the words around the match."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from stigmer_desktop.api.desktop import SearchHit
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.fonts import MEDIUM, number_font, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.search.hit_list_model import HitRole
from stigmer_desktop.ui.search.search_place import place_icon, place_words
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import RADIUS_CONTROL, SPACE_2, SPACE_3, SPACE_6, Theme, mixed
from stigmer_desktop.ui.widgets.marked_text import Mark, paint_marked_text

ROW_HEIGHT = 58
COLUMN_WIDTH = 860
_ICON = 16
_TITLE_TOP, _TITLE_HEIGHT = 9, 18
_EXCERPT_TOP = 30
_EXCERPT_HEIGHT = 18
# Where the first marked word may end, as a share of the line, and how much is kept in front of it.
_LATEST_SHARE = 0.8
_KEPT_IN_FRONT = 20


class HitDelegate(QStyledItemDelegate):
    """Draws rows in a column of limited width, in the tokens of the theme."""

    def __init__(self, theme: Theme, agents: AgentListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._agents = agents
        self._set_fonts()
        theme.changed.connect(self._set_fonts)

    @Slot()
    def _set_fonts(self) -> None:
        self._title_font = text_font(13, MEDIUM)
        self._small_font = text_font(12)
        self._excerpt_font = text_font(13)
        self._time_font = number_font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit: SearchHit = index.data(HitRole.HIT)
        ground = QRectF(option.rect)
        if option.widget is not None:
            # In the middle of the page, like the field above, also beside a scroll bar.
            ground.setWidth(option.widget.width())
        row = column_in(ground)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, row, option.state)
        tokens = self._theme.tokens
        top = row.top() + scaled(_TITLE_TOP)
        icon_box = QRectF(row.left() + SPACE_3, top + 1, scaled(_ICON), scaled(_ICON))
        token = "red" if place_icon(hit.place) == "warning-circle" else "second_text"
        paint_icon(painter, icon_box, place_icon(hit.place), tokens.by_name(token))
        left = row.left() + _text_left()
        right = self._paint_time(painter, hit, row.right() - SPACE_3, top)
        self._paint_title(painter, hit, QRectF(left, top, right - left, scaled(_TITLE_HEIGHT)))
        width = row.right() - SPACE_3 - left
        box = QRectF(left, row.top() + scaled(_EXCERPT_TOP), width, scaled(_EXCERPT_HEIGHT))
        words, ranges = self._second_line(hit, width)
        mark = Mark(tokens.accent, tokens.accent_tint)
        paint_marked_text(painter, box, words, ranges, self._excerpt_font, tokens.second_text, mark)
        painter.restore()

    def _second_line(self, hit: SearchHit, width: float) -> tuple[str, list[tuple[int, int]]]:
        """The excerpt, or where the title has said it already, whose session it is."""
        if not _says_only_its_title(hit):
            metrics = QFontMetricsF(self._excerpt_font)
            ranges = _highlights(hit)
            if ranges and metrics.horizontalAdvance(hit.excerpt[: ranges[0][1]]) > width * _LATEST_SHARE:
                return without_beginning(hit.excerpt, ranges, ranges[0][0] - _KEPT_IN_FRONT)
            return hit.excerpt, ranges
        header = self._agents.header_of(hit.agent_id)
        return header.agent.metadata.name if header is not None else "", []

    def _paint_time(self, painter: QPainter, hit: SearchHit, right: float, top: float) -> float:
        """Draws the time at the right; gives where there is room again at its left."""
        time = time_text(seconds_of(hit.created_at))
        width = QFontMetricsF(self._time_font).horizontalAdvance(time)
        painter.setFont(self._time_font)
        painter.setPen(self._theme.tokens.third_text)
        box = QRectF(right - width, top, width + 1, scaled(_TITLE_HEIGHT))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), time)
        return right - width - SPACE_3

    def _paint_title(self, painter: QPainter, hit: SearchHit, box: QRectF) -> None:
        tokens = self._theme.tokens
        place = place_words(hit.place)
        place_width = QFontMetricsF(self._small_font).horizontalAdvance(place)
        # A title in one line, whatever line breaks it has; its characters stay where they are.
        title = hit.title.replace("\n", " ")
        ranges = _highlights(hit) if _says_only_its_title(hit) else []
        room = QRectF(box.left(), box.top() + 1, box.width() - place_width - SPACE_2, box.height())
        mark = Mark(tokens.accent, tokens.accent_tint)
        width = paint_marked_text(painter, room, title, ranges, self._title_font, tokens.text, mark)
        painter.setFont(self._small_font)
        painter.setPen(tokens.third_text)
        left = box.left() + min(width, room.width()) + SPACE_2
        place_box = QRectF(left, box.top(), place_width + 1, box.height())
        painter.drawText(place_box, int(Qt.AlignmentFlag.AlignVCenter), place)

    def _paint_ground(self, painter: QPainter, row: QRectF, state: QStyle.StateFlag) -> None:
        tokens = self._theme.tokens
        box = row.adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(tokens.selection)
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(mixed(tokens.background, tokens.text, 0.04))
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        line = QRectF(row.left() + _text_left(), row.bottom() - 0.5, row.width() - _text_left() - SPACE_3, 1)
        painter.fillRect(line, tokens.faint_line)


def without_beginning(
    text: str, ranges: list[tuple[int, int]], count: int
) -> tuple[str, list[tuple[int, int]]]:
    """`text` with … in place of its first `count` characters, and the ranges moved with it."""
    if count <= 1:
        return text, ranges
    moved = [(max(1, start - count + 1), end - count + 1) for start, end in ranges if end > count]
    return "…" + text[count:], moved


def column_in(rect: QRectF) -> QRectF:
    """The column in the middle of a row, with a margin at both sides."""
    width = min(rect.width() - 2 * (SPACE_6 - SPACE_3), COLUMN_WIDTH + 2 * SPACE_3)
    return QRectF(rect.left() + (rect.width() - width) / 2, rect.top(), width, rect.height())


def _text_left() -> int:
    return SPACE_3 + scaled(_ICON) + SPACE_3


def _highlights(hit: SearchHit) -> list[tuple[int, int]]:
    return [(highlight.start, highlight.end) for highlight in hit.highlights]


def _says_only_its_title(hit: SearchHit) -> bool:
    return hit.excerpt == " ".join(hit.title.split())
