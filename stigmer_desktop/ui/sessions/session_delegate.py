"""Draws one session of the list: its state, title, time, and a second line in words."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_PHASE_UNSPECIFIED,
    EXECUTION_TERMINATED,
)
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.fonts import MEDIUM, number_font, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.sessions.session_list_model import SessionRole
from stigmer_desktop.ui.sessions.session_rows import title_of
from stigmer_desktop.ui.sessions.time_text import time_text
from stigmer_desktop.ui.theme import RADIUS_CONTROL, Theme, mixed
from stigmer_desktop.ui.widgets.reading import elided
from stigmer_desktop.ui.widgets.spinner import paint_spinner

ROW_HEIGHT = 49
_MARGIN = 8
_ICON_LEFT = 18
_ICON = 15
_TEXT_RIGHT = 18
_DOT = 8
_GAP = 8
_QUIET = (EXECUTION_PHASE_UNSPECIFIED, EXECUTION_COMPLETED, EXECUTION_CANCELLED, EXECUTION_TERMINATED)


class SessionDelegate(QStyledItemDelegate):
    """Draws rows in the tokens of the theme; `renamed` is emitted when a title was edited in place."""

    renamed = Signal(object, object)  # session id, new title

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._set_fonts()
        theme.changed.connect(self._set_fonts)
        self.spinner_degrees = 0.0

    @Slot()
    def _set_fonts(self) -> None:
        self._title_font = text_font(13, MEDIUM)
        self._second_font = text_font(11)
        self._time_font = number_font(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        header: SessionHeader = index.data(SessionRole.HEADER)
        rect = QRect(option.rect)
        state = option.state
        tokens = self._theme.tokens
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._paint_ground(painter, rect, state)
        self._paint_state(painter, self.icon_rect(rect), header, bool(index.data(SessionRole.UNSEEN)))
        top, second = rect.top() + scaled(7), rect.top() + scaled(26)
        high, low = scaled(18), scaled(15)
        right = rect.right() - _TEXT_RIGHT
        time = time_text(seconds_of(header.active_at))
        time_width = QFontMetrics(self._time_font).horizontalAdvance(time)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._time_font)
        painter.setPen(tokens.second_text if chosen else tokens.third_text)
        painter.drawText(QRect(right - time_width, top, time_width + 1, high), flags, time)
        painter.setFont(self._title_font)
        painter.setPen(tokens.text)
        width = right - time_width - _GAP - rect.left() - _text_left()
        title = elided(QFontMetrics(self._title_font), title_of(header), width)
        painter.drawText(QRect(rect.left() + _text_left(), top, width, high), flags, title)
        painter.setFont(self._second_font)
        painter.setPen(tokens.second_text if chosen else tokens.third_text)
        width = right - rect.left() - _text_left()
        line = elided(QFontMetrics(self._second_font), second_line(header), width)
        painter.drawText(QRect(rect.left() + _text_left(), second, width, low), flags, line)
        painter.restore()

    def icon_rect(self, row: QRect) -> QRectF:
        """Where the state of a row is drawn; all of the row that a spinner needs repainted."""
        return QRectF(row.left() + _ICON_LEFT, row.top() + scaled(9), scaled(_ICON), scaled(_ICON))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        header: SessionHeader = index.data(SessionRole.HEADER)
        QToolTip.showText(event.globalPos(), f"{title_of(header)}\n{second_line(header)}", view)
        return True

    # Editing the title in place

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(self._title_font)
        editor.setAccessibleName(self.tr("Title of the session"))
        return editor

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = option.rect
        height = editor.sizeHint().height()
        corner = QPoint(row.left() + _text_left() - 7, row.top() + (row.height() - height) // 2)
        editor.setGeometry(QRect(corner, QSize(row.right() - corner.x() - _MARGIN - 2, height)))

    def setModelData(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if isinstance(editor, QLineEdit):
            title = " ".join(editor.text().split())
            if title and title != index.data(Qt.ItemDataRole.DisplayRole):
                self.renamed.emit(index.data(SessionRole.ID), title)

    # Pieces of a row

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = self._theme.tokens
        ground: QColor | None = None
        if state & QStyle.StateFlag.State_Selected:
            ground = tokens.selection
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = mixed(tokens.sidebar, tokens.text, 0.045)
        box = QRectF(rect).adjusted(_MARGIN, 0.5, -_MARGIN, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_state(self, painter: QPainter, box: QRectF, header: SessionHeader, unseen: bool) -> None:
        tokens = self._theme.tokens
        style = phase_style(header.last_phase)
        if header.last_phase == EXECUTION_FAILED or unseen:
            dot = QRectF(0, 0, _DOT, _DOT)
            dot.moveCenter(box.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.red if header.last_phase == EXECUTION_FAILED else tokens.green)
            painter.drawEllipse(dot)
        elif style.spins:
            paint_spinner(painter, box, tokens.by_name(style.token), self.spinner_degrees)
        elif header.last_phase not in _QUIET:
            paint_icon(painter, box, style.icon, tokens.by_name(style.token))


def _text_left() -> int:
    return _ICON_LEFT + scaled(_ICON) + _GAP


def second_line(header: SessionHeader) -> str:
    """The agent, unless all is well how the newest execution stands, and the tags."""
    words = ""
    if header.last_phase == EXECUTION_FAILED and header.last_error:
        words = " ".join(header.last_error.split())
    elif header.last_phase not in (EXECUTION_PHASE_UNSPECIFIED, EXECUTION_COMPLETED):
        words = phase_style(header.last_phase).words.lower()
    tags = " ".join(f"#{tag}" for tag in header.session.metadata.tags)
    return " · ".join(part for part in (header.agent_name, words, tags) if part)
