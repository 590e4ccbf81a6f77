"""The chips above the composer's text: what goes along with the message, each with a way to remove it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.card_paint import paint_card
from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel

_HEIGHT = 26
_WIDEST = 240
_ICON = 14
_BUTTON = 20


@dataclass(frozen=True)
class Chip:
    """What a chip shows, and what its cross does.

    Attributes:
        icon: a Phosphor icon.
        text: its words.
        remove: called when the cross is clicked.
        remove_label: what the cross does, in words.
        tooltip: more about it.
        strong: whether it stands out, for what changes what Send does.
    """

    icon: str
    text: str
    remove: Callable[[], None]
    remove_label: str
    tooltip: str = ""
    strong: bool = False


class ComposerChips(QWidget):
    """Breaks into lines where there is no room; takes no room at all while it is empty."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[_ChipWidget] = []
        self.hide()

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Shows exactly these."""
        for widget in self._chips:
            widget.hide()
            widget.deleteLater()
        self._chips = [_ChipWidget(self._theme, chip, self) for chip in chips]
        for widget in self._chips:
            widget.show()
        self.setVisible(bool(chips))
        self._arrange()

    @property
    def texts(self) -> list[str]:
        """The words of the chips."""
        return [widget.chip.text for widget in self._chips]

    def button(self, number: int) -> IconButton:
        """The cross of a chip."""
        return self._chips[number].cross

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(100, self.minimumHeight())

    def _arrange(self) -> None:
        high = scaled(_HEIGHT)
        x = y = 0
        for widget in self._chips:
            width = min(widget.sizeHint().width(), max(80, self.width()))
            if x and x + width > self.width():
                x, y = 0, y + high + SPACE_1
            widget.setGeometry(x, y, width, high)
            x += width + SPACE_2
        height = y + high if self._chips else 0
        if self.minimumHeight() != height or self.maximumHeight() != height:
            self.setFixedHeight(height)


class _ChipWidget(QWidget):
    def __init__(self, theme: Theme, chip: Chip, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chip = chip
        token = "accent" if chip.strong else "second_text"
        self._icon = IconLabel(theme, chip.icon, token, _ICON, self)
        self._label = ElidedLabel(
            theme, text_font(12), token if chip.strong else "text", chip.text, self, elided_in_the_middle=True
        )
        self.cross = IconButton(theme, "x", chip.remove_label, self, size=11)
        self.cross.setProperty("kind", "small")
        self.cross.clicked.connect(chip.remove)
        self.setToolTip(chip.tooltip or chip.text)
        self.setAccessibleName(chip.text)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._label.font()).horizontalAdvance(self.chip.text) + 4
        return QSize(8 + _ICON + 6 + min(words, scaled(_WIDEST)) + _BUTTON + 8, scaled(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        high = self.height()
        self._icon.setGeometry(8, (high - _ICON) // 2, _ICON, _ICON)
        left = 8 + _ICON + 6
        line = self._label.sizeHint().height()
        self._label.setGeometry(left, (high - line) // 2, self.width() - left - _BUTTON - 4, line)
        self.cross.setGeometry(self.width() - _BUTTON - 3, (high - _BUTTON) // 2, _BUTTON, _BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        fill = tokens.accent_tint if self.chip.strong else tokens.user_message
        paint_card(QPainter(self), self.rect().toRectF(), fill, tokens.line, 7)
