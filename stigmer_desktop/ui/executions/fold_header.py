"""The one-line head of something that unfolds: a tool call, a thought, a sub-agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from stigmer_desktop.ui.executions.card_paint import paint_focus_ring
from stigmer_desktop.ui.executions.found_words import found_fill, overlapping
from stigmer_desktop.ui.fonts import REGULAR, SEMIBOLD, code_font, number_font, scaled, text_font
from stigmer_desktop.ui.icons import paint_icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter
from stigmer_desktop.ui.widgets.spinner import paint_spinner
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock

HEAD_HEIGHT = 36
_ICON = 16
_CARET = 13
_GAP = 9


@dataclass(frozen=True)
class FoldHead:
    """What a head shows.

    Attributes:
        icon: a Phosphor icon for what it is.
        name: the first words, in bold.
        summary: the words after them, as far as there is room.
        amount: what stands at the right, for example a duration.
        status_icon: how it stands; empty for nothing, "spinner" for work under way.
        status_token: the colour of that.
        spoken: how it stands in words, for screen readers and the tooltip.
        searched: what can be found in it: nothing, its name, or name and summary on two lines.
    """

    icon: str
    name: str
    summary: str = ""
    amount: str = ""
    status_icon: str = ""
    status_token: str = "second_text"
    spoken: str = ""
    searched: str = ""
    quiet: bool = False
    code_summary: bool = True


class FoldHeader(QAbstractButton):
    """Checked while it is unfolded. A head without `caret` looks the same and unfolds as well."""

    def __init__(
        self,
        theme: Theme,
        head: FoldHead,
        parent: QWidget | None = None,
        *,
        padding: int = 9,
        caret: bool = True,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = head
        self._padding = padding
        self._caret = caret
        self._found: tuple[list[tuple[int, int]], tuple[int, int] | None] = ([], None)
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self._on_ticked)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_head(head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def set_head(self, head: FoldHead) -> None:
        """Shows `head`."""
        if head.searched != self._head.searched:
            self._found = ([], None)
        self._head = head
        said = [head.name, head.summary, head.spoken, head.amount]
        self.setAccessibleName(", ".join(part for part in said if part))
        self._clock.set_running(head.status_icon == "spinner" and self.isVisible())
        self.update()

    @property
    def head(self) -> FoldHead:
        return self._head

    @property
    def length(self) -> int:
        return len(self._head.searched)

    def text_between(self, start: int, end: int) -> str:
        return self._head.searched[start:end]

    def set_found(self, ranges: Sequence[tuple[int, int]], current: tuple[int, int] | None) -> None:
        if (list(ranges), current) != self._found:
            self._found = (list(ranges), current)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, scaled(HEAD_HEIGHT))

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.set_running(self._head.status_icon == "spinner")
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.set_running(False)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._status_box().toAlignedRect().contains(event.rect()):
            # Only the spinner has turned.
            self._paint_status(painter)
            return
        left = self._paint_left(painter)
        right = self._paint_right(painter)
        self._paint_words(painter, left, right)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), self._theme.tokens.accent)

    def _on_ticked(self) -> None:
        self.update(self._status_box().toAlignedRect())

    def _status_box(self) -> QRectF:
        box = QRectF(0, 0, scaled(_ICON), scaled(_ICON))
        box.moveCenter(QRectF(self.rect()).center())
        box.moveRight(self.width() - self._padding - 3)
        return box

    def _paint_left(self, painter: QPainter) -> float:
        tokens = self._theme.tokens
        middle = self.height() / 2
        left = float(self._padding)
        caret, side = scaled(_CARET), scaled(_ICON)
        if self._caret:
            name = "caret-down" if self.isChecked() else "caret-right"
            color = tokens.text if self.underMouse() else tokens.third_text
            paint_icon(painter, QRectF(left, middle - caret / 2, caret, caret), name, color)
            left += caret + _GAP
        color = tokens.second_text
        paint_icon(painter, QRectF(left, middle - side / 2, side, side), self._head.icon, color)
        return left + side + _GAP - 1

    def _paint_right(self, painter: QPainter) -> float:
        tokens = self._theme.tokens
        right = float(self.width() - self._padding)
        if self._head.status_icon:
            self._paint_status(painter)
            right = self._status_box().left() - 8
        if self._head.amount:
            painter.setFont(number_font(12))
            painter.setPen(tokens.second_text)
            width = QFontMetricsF(painter.font()).horizontalAdvance(self._head.amount)
            box = QRectF(right - width, 0, width + 1, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._head.amount)
            right -= width + 12
        return right

    def _paint_status(self, painter: QPainter) -> None:
        color = self._theme.tokens.by_name(self._head.status_token)
        if self._head.status_icon == "spinner":
            paint_spinner(painter, self._status_box(), color, self._clock.degrees)
        elif self._head.status_icon:
            paint_icon(painter, self._status_box(), self._head.status_icon, color)

    def _paint_words(self, painter: QPainter, left: float, right: float) -> None:
        tokens = self._theme.tokens
        name_font = text_font(13, SEMIBOLD)
        color = tokens.second_text if self._head.quiet else tokens.text
        left = self._paint_text(painter, left, right, self._head.name, name_font, color, 0)
        if self._head.summary and right - left > 24:
            font = code_font(12) if self._head.code_summary else text_font(13, REGULAR)
            second_line = len(self._head.name) + 1
            self._paint_text(
                painter, left + 8, right, self._head.summary, font, tokens.second_text, second_line
            )

    def _paint_text(
        self,
        painter: QPainter,
        left: float,
        right: float,
        text: str,
        font: QFont,
        color: QColor,
        position: int,
    ) -> float:
        """Paints `text`, which is searched from `position` on; returns where it ends."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, right - left))
        for start, end in overlapping(self._found[0], position, position + len(text)):
            here = (start, end) == self._found[1]
            # What the ellipsis hides is shown on the ellipsis.
            most = len(shown) - (shown != text)
            start, end = min(start - position, most), min(end - position, len(shown))
            x = metrics.horizontalAdvance(shown[:start])
            width = metrics.horizontalAdvance(shown[:end]) - x
            high = metrics.height()
            fill = QRectF(left + x, (self.height() - high) / 2, width, high)
            painter.fillRect(fill, found_fill(self._theme.tokens, here))
        painter.setFont(font)
        painter.setPen(color)
        box = QRectF(left, 0, max(0.0, right - left) + 1, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        return left + metrics.horizontalAdvance(shown)
