"""A button with words, which may carry an icon and can show that its work is under way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QCursor, QHideEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter
from stigmer_desktop.ui.widgets.key_caps import CapColors, caps_width, paint_caps
from stigmer_desktop.ui.widgets.spinner import paint_spinner
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock

_TOKENS = {"primary": "text_on_accent", "danger": "red"}
_ICON, _GAP = 15, 3
_SPINNER = 14
# Between the words and the cap of the key that does the same, and how strong its line is on the accent.
_CAP_GAP, _CAP_LINE = 6, 0.45


class PushButton(QPushButton):
    """`kind` is "", "primary", "quiet", "danger" or "segment", as the style sheet has them.

    `keys` is drawn as a cap behind the words: the letter that does the same where the button stands.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: str = "",
        icon_name: str = "",
        keys: str = "",
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._kind = kind
        self._keys = (keys,) if keys else ()
        self._token = _TOKENS.get(kind, "second_text")
        self._icon_name = icon_name
        self._under_way = False
        self._holds_focus = False
        self._clock = SpinnerClock(self)
        self._clock.ticked.connect(self.update)
        if kind:
            self.setProperty("kind", kind)
        self.setFont(text_font(13, MEDIUM))
        self._gap = _GAP if text else 0
        # Clicks leave the focus, and its ring, to the keyboard.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setAutoDefault(False)
        self._tint()
        theme.changed.connect(self._tint)

    def set_icon(self, name: str, token: str = "") -> None:
        """Shows another icon, in the colour of `token`; empty stands for the usual one of the kind."""
        self._icon_name = name
        self._token = token or _TOKENS.get(self._kind, "second_text")
        self._tint()

    def set_under_way(self, under_way: bool) -> None:
        """Shows the spinner in place of the words, and takes no clicks meanwhile; the focus stays."""
        self._under_way = under_way
        self._holds_focus = under_way
        self.setEnabled(not under_way)
        self._holds_focus = False
        self._clock.set_running(under_way and self.isVisible())
        self.update()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        # What is disabled passes its focus on, to where the next key would change something.
        return self._holds_focus or super().focusNextPrevChild(forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._tint()

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.set_running(self._under_way)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.set_running(False)
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        # Qt gives the same as the least size.
        return super().sizeHint() + QSize(self._room_for_keys, 0)

    @property
    def _room_for_keys(self) -> int:
        return round(caps_width(self._keys)) + _CAP_GAP if self._keys else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._under_way:
            self._paint_under_way()
        elif self._keys:
            self._paint_with_keys()
        else:
            super().paintEvent(event)

    def _paint_under_way(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        box = QRectF(0, 0, _SPINNER, _SPINNER)
        box.moveCenter(QRectF(self.rect()).center())
        paint_spinner(painter, box, self._theme.tokens.accent, self._clock.degrees)

    def _paint_with_keys(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        words = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        option.rect = words.adjusted(0, 0, -self._room_for_keys, 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        right = words.right() + 1 + _CAP_GAP // 2 - 1
        paint_caps(painter, right, self.height() / 2, self._keys, self._theme, self._cap_colors())

    def _cap_colors(self) -> CapColors:
        tokens = self._theme.tokens
        clear = QColor(Qt.GlobalColor.transparent)
        if not self.isEnabled():
            return CapColors(clear, tokens.line, tokens.third_text)
        if self._kind != "primary":
            return CapColors(tokens.sidebar, tokens.line, tokens.second_text)
        line = QColor(tokens.text_on_accent)
        line.setAlphaF(_CAP_LINE)
        return CapColors(clear, line, tokens.text_on_accent)

    @Slot()
    def _tint(self) -> None:
        if self._icon_name:
            tokens = self._theme.tokens
            color = tokens.by_name(self._token)
            side = scaled(_ICON)
            self.setIconSize(QSize(side + self._gap, side))
            # Where one reads from right to left, the words are at the left of the icon.
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            faint = tokens.third_text
            self.setIcon(icon(self._icon_name, color, side, self._gap, faint, gap_before=mirrored))
