"""A quiet button that shows one of several choices and opens the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QActionGroup, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.icons import icon, paint_icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.push_button import PushButton

_CARET = 12
_WIDEST_TEXT = 220
_WIDEST_CHOICE, _WIDEST_DETAIL = 320, 520
# A tooltip of one line is not wider than most windows.
_MOST_TOLD = 120
# How much of the words stays in sight where there is no room for all of them.
_FEWEST_WORDS = 36


@dataclass(frozen=True)
class Choice:
    """One of the choices.

    Attributes:
        key: what it stands for; not shown.
        text: how it reads.
        detail: shown behind the text in the list only.
    """

    key: str
    text: str
    detail: str = ""


class ChoiceButton(PushButton):
    """Shows the chosen text and a caret. `chosen` is emitted with the key when the user picks one."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, label: str, parent: QWidget | None = None, *, icon_name: str = ""
    ) -> None:
        super().__init__(theme, "", parent, kind="choice", icon_name=icon_name)
        self._label = label
        self._choices: tuple[Choice, ...] = ()
        self._key = ""
        self._whole = ""
        self._compact = False
        # For a size of letters, what the icon, the caret and the edges take.
        self._frame = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFont(text_font(12, MEDIUM))
        self.clicked.connect(self._on_clicked)

    @property
    def key(self) -> str:
        """The key of the choice that is shown; empty if none is."""
        return self._key

    @property
    def shown_text(self) -> str:
        """The whole text of the choice that is shown; empty if none is."""
        return self._whole

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._choices

    def set_choices(self, choices: Sequence[Choice], key: str) -> None:
        """Offers `choices` and shows the one with `key`; an unknown key shows the first."""
        self._choices = tuple(choices)
        self.set_key(key)

    def set_key(self, key: str) -> None:
        """Shows the choice with `key`, without emitting `chosen`."""
        by_key = {choice.key: choice for choice in self._choices}
        shown = by_key.get(key) or next(iter(self._choices), None)
        self._key = shown.key if shown else ""
        self._whole = shown.text if shown else ""
        self._show_text()
        # The room that is wanted depends on the whole words, not on those that are shown.
        self.updateGeometry()
        self.setAccessibleName(f"{self._label}: {self._whole}")
        self.setToolTip(f"{self._label}: {_brief(self._whole)}")

    def set_compact(self, compact: bool) -> None:
        """Shows only the icon and the caret, where there is little room."""
        if compact != self._compact:
            self._compact = compact
            self._show_text()
            self.updateGeometry()

    @property
    def whole_width(self) -> int:
        """How wide the button is with its words."""
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(self._shown_words())
        return self.compact_width + (words if words else 0)

    @property
    def compact_width(self) -> int:
        """How wide the button is without its words."""
        # Qt reckons a little differently for a button without words: measured with words, so that the
        # answer never depends on what the button shows now.
        size = self.font().pixelSize()
        if self._frame[0] != size or self.text():
            own = QFontMetrics(self.font()).horizontalAdvance(self.text())
            self._frame = (size, super().sizeHint().width() - own + _CARET + 4)
        return self._frame[1]

    def _shown_words(self) -> str:
        metrics = QFontMetrics(self.font())
        return metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, _WIDEST_TEXT)

    def _show_text(self) -> None:
        words = "" if self._compact else self._shown_words()
        room = self.width() - self.compact_width
        if words and self.testAttribute(Qt.WidgetAttribute.WA_Resized) and room < self._advance(words):
            metrics = QFontMetrics(self.font())
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 0))
        if words != self.text():
            self.setText(words)

    def _advance(self, words: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(words)

    def sizeHint(self) -> QSize:
        # Of the whole words, also while there is room only for their beginning.
        words = 0 if self._compact else self._advance(self._shown_words())
        return QSize(self.compact_width + words, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        words = 0 if self._compact else min(self._advance(self._shown_words()), scaled(_FEWEST_WORDS))
        return QSize(self.compact_width + words, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        right = self.width() - _CARET - 8
        box = QRectF(right, (self.height() - _CARET) / 2, _CARET, _CARET)
        paint_icon(painter, box, "caret-down", self._theme.tokens.third_text)

    def menu_of_choices(self) -> Menu:
        """The list of choices as a menu, with the chosen one marked."""
        menu = Menu(self)
        metrics = QFontMetrics(menu.font())
        group = QActionGroup(menu)
        check = icon("check", self._theme.tokens.accent, 14)
        blank = icon("check", self._theme.tokens.panel, 14)
        for choice in self._choices:
            detail = metrics.elidedText(choice.detail, Qt.TextElideMode.ElideRight, scaled(_WIDEST_DETAIL))
            mark = check if choice.key == self._key else blank
            words = metrics.elidedText(choice.text, Qt.TextElideMode.ElideRight, scaled(_WIDEST_CHOICE))
            action = menu.add_noted(mark, words, detail, self._theme.tokens.second_text)
            action.setData(choice.key)
            group.addAction(action)
            action.triggered.connect(lambda _=False, key=choice.key: self._pick(key))
        return menu

    @Slot()
    def _on_clicked(self) -> None:
        menu = self.menu_of_choices()
        height = menu.sizeHint().height()
        below = self.mapToGlobal(QPoint(0, self.height() + 4))
        screen = self.screen().availableGeometry()
        above = self.mapToGlobal(QPoint(0, -height - 4))
        menu.popup(above if below.y() + height > screen.bottom() else below)
        for action in menu.actions():
            # So that Enter chooses, and arrows begin, where one is.
            if action.data() == self._key and action.isEnabled() and not action.isSeparator():
                menu.setActiveAction(action)

    def _pick(self, key: str) -> None:
        self.set_key(key)
        self.chosen.emit(key)


def _brief(words: str) -> str:
    return words if len(words) <= _MOST_TOLD else f"{words[: _MOST_TOLD - 1]}…"
