"""The left side of the window: a new session, the places to go, and the sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, SEMIBOLD, number_font, scaled, text_font
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.place import Counted, Place
from stigmer_desktop.ui.sessions.session_list import SessionList
from stigmer_desktop.ui.sessions.session_search import FilterMemory
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.enter_key import pressed_by_enter
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.push_button import PushButton

_ICON, _GAP = 17, 4
_BADGE, _MOST_COUNTED = 18, 99
# As the style sheet has it: how high a place is at least, and what is above and below that.
_LEAST_LINE, _EDGES = 18, 12
# How high the list of sessions is at least, beside the places with their words.
_LEAST_OF_LIST = 150


class Sidebar(QFrame):
    """`new_wanted` asks for a new session, `place_wanted` carries the key of a place."""

    new_wanted = Signal()
    place_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        sessions: SessionList,
        places: Sequence[Place],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "sidebar")
        self._set_widths()
        theme.changed.connect(self._set_widths)
        self.sessions = sessions
        self.new_button = PushButton(theme, self.tr("New session"), kind="primary", icon_name="plus")
        self.new_button.clicked.connect(self.new_wanted)
        self.search_button = IconButton(
            theme,
            "funnel-simple",
            self.tr("Search and filter sessions: words, tag, archive"),
            action="filter-sessions",
            framed=True,
        )
        self.search_button.setCheckable(True)
        self.search_button.setFixedSize(QSize(32, 32))
        self.search_button.toggled.connect(sessions.set_search_shown)
        sessions.search.closed.connect(self._on_search_closed)
        sessions.filter_wanted.connect(self.open_filter)
        self._within = {place.key: place.within for place in places if place.within}
        self.buttons = {place.key: self._button(theme, place) for place in places if place.in_sidebar}
        top = QHBoxLayout()
        top.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_2)
        top.setSpacing(SPACE_2)
        top.addWidget(self.new_button, 1)
        top.addWidget(self.search_button)
        nav = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        nav.setContentsMargins(SPACE_2, SPACE_1, SPACE_2, 0)
        nav.setSpacing(0)
        self._nav = nav
        for button in self.buttons.values():
            nav.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(nav)
        column.addWidget(sessions, 1)
        theme.changed.connect(self._fit)

    @Slot()
    def _set_widths(self) -> None:
        self.setMinimumWidth(max(200, scaled(184)))
        self.setMaximumWidth(scaled(440))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Where the list would have next to no room, the places stand beside each other, without words."""
        words = sum(button.whole_height for button in self.buttons.values())
        left = self.height() - self.new_button.sizeHint().height() - SPACE_3 - SPACE_2 - words
        is_row = left < scaled(_LEAST_OF_LIST)
        if is_row != (self._nav.direction() is QBoxLayout.Direction.LeftToRight):
            toward = QBoxLayout.Direction.LeftToRight if is_row else QBoxLayout.Direction.TopToBottom
            self._nav.setDirection(toward)
            for button in self.buttons.values():
                button.set_compact(is_row)

    def show_place(self, key: str) -> None:
        """Marks the place where the window is; an empty key marks none."""
        marked = self._within.get(key, key)
        for each, button in self.buttons.items():
            button.setChecked(each == marked)

    def use_memory(self, memory: FilterMemory) -> None:
        """Narrows the list as it was narrowed last, and tells `memory` of changes."""
        self.sessions.search.use_memory(memory)
        self.search_button.setChecked(memory.filter_shown)

        def remember(shown: bool) -> None:
            memory.filter_shown = shown

        self.search_button.toggled.connect(remember)

    @Slot()
    def open_filter(self) -> None:
        """Opens what narrows the list of sessions, with the cursor in its field."""
        if self.search_button.isChecked():
            self.sessions.search.open()
        self.search_button.setChecked(True)

    @Slot(object)
    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Says in tooltips which keys do the same; `keys` are by what the settings call the action."""
        self.new_button.setToolTip(keys.get("new-session", ""))
        for key, button in self.buttons.items():
            button.set_keys(keys.get(key, ""))

    def _button(self, theme: Theme, place: Place) -> NavButton:
        button = NavButton(theme, place.icon_name, place.name)
        button.clicked.connect(partial(self.place_wanted.emit, place.key))
        counted = place.counted
        if counted is not None:
            show = partial(_show_count, button, counted)
            counted.count_changed.connect(show)
            show()
        return button

    @Slot()
    def _on_search_closed(self) -> None:
        self.search_button.setChecked(False)


def _show_count(button: NavButton, counted: Counted) -> None:
    button.set_count(counted.count, counted.told)


class NavButton(QPushButton):
    """One place to go; checked while the centre shows it."""

    def __init__(self, theme: Theme, icon_name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon_name = icon_name
        self._count = 0
        self._words, self._told, self._keys = text, "", ""
        self._is_compact = False
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setFont(text_font(13, MEDIUM))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.toggled.connect(self._tint)
        # Whether it is checked says where the window is, which a click alone does not decide.
        self.clicked.connect(lambda checked: self.setChecked(not checked))
        theme.changed.connect(self._tint)
        self._tint()

    def set_count(self, count: int, told: str = "") -> None:
        """Shows how many there are to see to; nothing at 0. `told` says of what they are."""
        self._count = count
        self._told = told
        self._name()
        self.update()

    def set_keys(self, keys: str) -> None:
        """Says in the tooltip which keys do the same."""
        self._keys = keys
        self._name()

    def set_compact(self, compact: bool) -> None:
        """Shows only the icon and the count; the tooltip then has the words."""
        self._is_compact = compact
        self.setProperty("compact", compact)
        self.setText("" if compact else self._words)
        self.style().polish(self)
        self._tint()
        self._name()

    @property
    def whole_height(self) -> int:
        """How high it is with its words."""
        return max(self.fontMetrics().height(), scaled(_ICON), _LEAST_LINE) + _EDGES

    def _name(self) -> None:
        words = f"{self._words} ({self._told or self._count})" if self._count else self._words
        self.setAccessibleName(words)
        told = (words, self._keys) if self._is_compact else (self._told, self._keys)
        self.setToolTip(" · ".join(part for part in told if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        tokens, font = self._theme.tokens, number_font(11, SEMIBOLD)
        words = str(self._count) if self._count <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
        height = scaled(_BADGE)
        width = max(height, round(QFontMetricsF(font).horizontalAdvance(words)) + 2 * SPACE_2 - 2)
        box = QRectF(self.width() - SPACE_2 - width, (self.height() - height) / 2, width, height)
        if self._is_compact:
            # Over the corner of the icon.
            box.moveTo(min((self.width() + scaled(_ICON)) / 2 - width / 2, self.width() - width), 0)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.waiting_fill)
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(tokens.waiting_text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    @Slot()
    def _tint(self) -> None:
        tokens = self._theme.tokens
        color = tokens.text if self.isChecked() else tokens.second_text
        side = scaled(_ICON)
        gap = 0 if self._is_compact else _GAP
        self.setIconSize(QSize(side + gap, side))
        self.setIcon(icon(self._icon_name, color, side, gap))
