"""The card that asks the user about a tool call, in place beneath the call."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    TOOL_KIND_SHELL,
)
from stigmer_desktop.ui.executions.approval_words import FILE_KINDS, always_words
from stigmer_desktop.ui.executions.card_paint import paint_card, paint_focus_ring
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import ApprovalRow, TranscriptRow
from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.widgets.push_button import PushButton

_X, _Y, _GAP = 14, 12, 8
_TITLE = 20
_BUTTON = 32


class ApprovalItem(QWidget):
    """Approve (Y), skip (S), reject (R), always for this kind (A); the letters work with the focus."""

    def __init__(self, context: ItemContext, row: ApprovalRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row = row
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme = context.theme
        self._approve = PushButton(theme, self.tr("Approve"), self, kind="primary", keys="Y")
        self._skip = PushButton(theme, self.tr("Skip"), self, keys="S")
        self._reject = PushButton(theme, self.tr("Reject…"), self, keys="R")
        self._always = PushButton(
            theme, self.tr("Always"), self, kind="quiet", icon_name="shield-check", keys="A"
        )
        self._always_words = ""
        self._reason = QLineEdit(self)
        self._reason.setPlaceholderText(self.tr("What should it do instead? Enter rejects, Esc goes back"))
        self._reason.setAccessibleName(self.tr("Reason for the rejection"))
        self._reason.hide()
        for each in (self, self._approve, self._skip, self._reject, self._always):
            each.installEventFilter(self)
        self._approve.clicked.connect(self._on_approve)
        self._skip.clicked.connect(self._on_skip)
        self._reject.clicked.connect(self._on_reject)
        self._always.clicked.connect(self._on_always)
        self._reason.returnPressed.connect(self._on_reason_given)
        self.set_row(row)

    def set_row(self, row: TranscriptRow) -> None:
        assert isinstance(row, ApprovalRow)
        self._row = row
        call = row.call
        self._say_always(always_words(call.tool_kind, call.mcp_server_slug, call.name))
        self._set_asking(True)
        self.setAccessibleName(f"{self._title} {row.call.args_preview[:500]}")
        self.update()

    @property
    def _title(self) -> str:
        call = self._row.call
        if call.approval_message:
            return call.approval_message.strip().partition("\n")[0]
        if call.tool_kind == TOOL_KIND_SHELL:
            return self.tr("Run this command?")
        if call.tool_kind in FILE_KINDS:
            return self.tr("Let it change this file?")
        return self.tr("Let it use {tool}?").format(tool=call.name)

    def arrange(self, width: int) -> int:
        top = _Y + scaled(_TITLE) + _GAP
        high = scaled(_BUTTON)
        left = _X
        for button in (self._approve, self._skip, self._reject):
            button.setGeometry(left, top, button.sizeHint().width(), high)
            left = button.geometry().right() + 1 + _GAP
        self._reason.setGeometry(_X, top, width - 2 * _X, high)
        wanted = self._fit_always(width - 2 * _X)
        room = width - _X - wanted
        below = room < left
        self._always.setGeometry(
            _X if below else room, top + (high + _GAP if below else 0), min(wanted, width - 2 * _X), high
        )
        return top + high + _Y + (high + _GAP if below else 0)

    def _say_always(self, words: str) -> None:
        self._always_words = words
        self._always.setText(words)
        self._always.setAccessibleName(words)
        self._always.setToolTip(words)

    def _fit_always(self, most: int) -> int:
        """Shortens the words of the last button to what has room; how wide it is then."""
        if self._always.text() != self._always_words:
            self._always.setText(self._always_words)
        lack = self._always.sizeHint().width() - most
        if lack > 0:
            metrics = self._always.fontMetrics()
            room = metrics.horizontalAdvance(self._always_words) - lack
            self._always.setText(
                metrics.elidedText(self._always_words, Qt.TextElideMode.ElideRight, max(room, 0))
            )
        return self._always.sizeHint().width()

    def surfaces(self) -> Sequence[TextSurface]:
        return ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions = {
            Qt.Key.Key_Y: self._on_approve,
            Qt.Key.Key_S: self._on_skip,
            Qt.Key.Key_R: self._on_reject,
            Qt.Key.Key_A: self._on_always,
        }
        action = actions.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._reason.isVisible():
            self._reason.hide()
            self._set_asking(True)
            self.setFocus()
        elif action is not None and not event.modifiers() and self._approve.isEnabled():
            action()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._context.theme.tokens
        painter = QPainter(self)
        paint_card(painter, QRectF(self.rect()), tokens.waiting_fill, tokens.waiting_line, 10)
        paint_icon(painter, QRectF(_X, _Y + 1, 17, scaled(17)), "hand-palm", tokens.waiting_text)
        font = text_font(13, SEMIBOLD)
        room = QRectF(_X + 24, _Y, self.width() - 2 * _X - 24, scaled(_TITLE))
        self._paint_hint(painter, room, QFontMetricsF(font).horizontalAdvance(self._title))
        painter.setFont(font)
        painter.setPen(tokens.text)
        shown = QFontMetricsF(font).elidedText(self._title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), tokens.accent, 10)

    def _paint_hint(self, painter: QPainter, room: QRectF, taken: float) -> None:
        """Says how the letters are had, while the keyboard is elsewhere and there is room for it."""
        focused = QApplication.focusWidget()
        if focused is not None and (focused is self or self.isAncestorOf(focused)):
            return
        font = text_font(12)
        words = self.tr("Shift+Tab, then the letter")
        if taken + QFontMetricsF(font).horizontalAdvance(words) + 2 * _GAP < room.width():
            painter.setFont(font)
            painter.setPen(self._context.theme.tokens.waiting_text)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)

    def _set_asking(self, asking: bool) -> None:
        """Shows the buttons, or the field for a reason in their place."""
        for button in (self._approve, self._skip, self._reject, self._always):
            button.setVisible(asking)
            button.setEnabled(True)
        self._reason.setVisible(not asking)

    def _decide(self, action: int, comment: str = "") -> None:
        for button in (self._approve, self._skip, self._reject, self._always):
            button.setEnabled(False)
        self._context.host.decide(self._row.execution_id, self._row.call.id, action, comment)

    @Slot()
    def _on_approve(self) -> None:
        self._decide(APPROVAL_ACTION_APPROVE)

    @Slot()
    def _on_skip(self) -> None:
        self._decide(APPROVAL_ACTION_SKIP)

    @Slot()
    def _on_always(self) -> None:
        self._decide(APPROVAL_ACTION_APPROVE_ALL)

    @Slot()
    def _on_reject(self) -> None:
        self._set_asking(False)
        self._reason.setFocus()

    @Slot()
    def _on_reason_given(self) -> None:
        reason = self._reason.text().strip()
        self._reason.clear()
        self._set_asking(True)
        self._decide(APPROVAL_ACTION_REJECT, reason)


def is_in_card(widget: QWidget | None) -> bool:
    """Whether `widget` is such a card, or a part of one."""
    while widget is not None and not isinstance(widget, ApprovalItem):
        widget = widget.parentWidget()
    return widget is not None
