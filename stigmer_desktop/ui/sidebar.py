"""The left side of the window: a new session, the places to go, and the sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

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
        nav = QVBoxLayout()
        nav.setContentsMargins(SPACE_2, SPACE_1, SPACE_2, 0)
        nav.setSpacing(0)
        for button in self.buttons.values():
            nav.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(nav)
        column.addWidget(sessions, 1)

    @Slot()
    def _set_widths(self) -> None:
        self.setMinimumWidth(max(200, scaled(184)))
        self.setMaximumWidth(scaled(440))

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
            button.setToolTip(keys.get(key, ""))

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
    button.set_count(counted.count)


class NavButton(QPushButton):
    """One place to go; checked while the centre shows it."""

    def __init__(self, theme: Theme, icon_name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon_name = icon_name
        self._count = 0
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

    def set_count(self, count: int) -> None:
        """Shows how many there are to see to; nothing at 0."""
        self._count = count
        self.setAccessibleName(f"{self.text()} ({count})" if count else self.text())
        self.update()

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
        self.setIconSize(QSize(side + _GAP, side))
        self.setIcon(icon(self._icon_name, color, side, _GAP))
