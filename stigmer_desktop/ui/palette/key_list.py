"""The list of keys: every action of the window, the keys that do it, and a way to give it others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.palette.fixed_keys import fixed_rows
from stigmer_desktop.ui.palette.key_book import KeyBook
from stigmer_desktop.ui.palette.key_field import KeyField
from stigmer_desktop.ui.palette.window_action import WindowAction, key_names
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 480
_ROW_HEIGHT = 36
# How much of the window's height the list may take.
_SHARE = 0.62


class KeyList(QDialog):
    """Shows all actions, those with keys first; Escape and Return close it."""

    def __init__(self, theme: Theme, parent: QWidget, actions: Sequence[WindowAction], book: KeyBook) -> None:
        """`actions` have their usual keys; `book` says which they have now."""
        super().__init__(parent)
        self._book = book
        self._asked: tuple[WindowAction, str, WindowAction] | None = None
        self.shown = sorted(actions, key=lambda action: not book.shortcut(action))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Keys"))
        heading = QLabel(self.tr("Keys"))
        heading.setFont(text_font(15, SEMIBOLD))
        hint = _words(self.tr("Click keys to change them. The actions are in the command palette too."))
        hint.setProperty("tone", "second")
        self.rows = [KeyRow(theme, action) for action in self.shown]
        self.fixed = fixed_rows(theme)
        for row in self.rows:
            row.field.captured.connect(partial(self._on_captured, row.action))
            row.field.refused.connect(self._on_refused)
            row.reset.clicked.connect(partial(self._on_reset, row.action))
        self.note = _words("")
        self.take = PushButton(theme, self.tr("Use it here"))
        self.take.clicked.connect(self._on_take_clicked)
        self.reset_all = PushButton(theme, self.tr("Reset all"), kind="quiet")
        self.reset_all.clicked.connect(self._on_reset_all)
        close = PushButton(theme, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        book.changed.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(SPACE_2)
        column.addWidget(heading)
        column.addWidget(hint)
        column.addWidget(self._list(round(parent.height() * _SHARE)), 1)
        column.addLayout(_line(self.note, self.take))
        column.addLayout(_line(self.reset_all, close, stretch_after_first=True))
        self.setFixedWidth(scaled(_WIDTH))
        self._show()
        self._say("")
        close.setFocus()

    def _list(self, most: int) -> QScrollArea:
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, SPACE_3, 0)
        rows.setSpacing(0)
        _fill(rows, self.rows)
        heading = QLabel(self.tr("Where you are, always the same"))
        heading.setFont(text_font(13, SEMIBOLD))
        rows.addSpacing(SPACE_5)
        rows.addWidget(heading)
        _fill(rows, self.fixed)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        area.setMinimumHeight(max(scaled(3 * _ROW_HEIGHT), min(most, holder.sizeHint().height())))
        return area

    @Slot()
    def _show(self) -> None:
        for row in self.rows:
            row.field.set_shortcut(self._book.shortcut(row.action))
            row.reset.setVisible(not self._book.is_usual(row.action))
        self.reset_all.setEnabled(any(not self._book.is_usual(action) for action in self.shown))

    def _on_captured(self, action: WindowAction, shortcut: str) -> None:
        holder = self._book.holder(shortcut, self.shown, action) if shortcut else None
        if holder is None:
            self._say("")
            self._book.give(action, shortcut)
            return
        self._asked = action, shortcut, holder
        words = self.tr("%1 is taken: it does “%2”.").replace("%1", "+".join(key_names(shortcut)))
        self._say(words.replace("%2", holder.name), can_take=True)

    @Slot()
    def _on_take_clicked(self) -> None:
        if self._asked is not None:
            action, shortcut, holder = self._asked
            self._say("")
            self._book.give(action, shortcut, holder)

    def _on_reset(self, action: WindowAction) -> None:
        self._on_captured(action, action.shortcut)

    @Slot()
    def _on_reset_all(self) -> None:
        self._say("")
        self._book.reset_all()

    @Slot()
    def _on_refused(self) -> None:
        self._say(self.tr("Use Ctrl, Alt or a function key, so that typing stays typing."))

    def _say(self, words: str, *, can_take: bool = False) -> None:
        if not can_take:
            self._asked = None
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.take.setVisible(can_take)


class KeyRow(QWidget):
    """One action: its name, its keys, and a button that gives it its usual ones."""

    def __init__(self, theme: Theme, action: WindowAction) -> None:
        super().__init__()
        self.action = action
        self.field = KeyField(theme, action.name, action.shortcut)
        reset = self.tr("Usual keys for “%1”").replace("%1", action.name)
        self.reset = IconButton(theme, "arrow-counter-clockwise", reset, size=14)
        name = QLabel(action.name)
        name.setFont(text_font(13))
        self.setMinimumHeight(scaled(_ROW_HEIGHT))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        row.addWidget(IconLabel(theme, action.icon_name))
        row.addWidget(name, 1)
        row.addWidget(self.reset)
        row.addWidget(self.field)


def _fill(column: QVBoxLayout, rows: Sequence[QWidget]) -> None:
    """Puts `rows` below each other, with a line between two of them."""
    for number, row in enumerate(rows):
        if number:
            line = QFrame()
            line.setProperty("surface", "hairline")
            column.addWidget(line)
        column.addWidget(row)


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(text_font(12))
    label.setProperty("tone", "waiting")
    label.setWordWrap(True)
    return label


def _line(first: QWidget, last: QWidget, *, stretch_after_first: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, SPACE_1, 0, 0)
    row.addWidget(first, 0 if stretch_after_first else 1)
    if stretch_after_first:
        row.addStretch(1)
    row.addWidget(last)
    return row
