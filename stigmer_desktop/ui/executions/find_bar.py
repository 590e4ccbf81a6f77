"""The bar that finds words in the session that is shown."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from stigmer_desktop.ui.fonts import number_font
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_5, Theme
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.search_field import SearchField
from stigmer_desktop.ui.widgets.spinner import Spinner

_FIELD_WIDTH = 320
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindBar(QFrame):
    """`words_changed` carries what is typed; `stepped` asks for the next match, or, with False, the one
    before; `closed` comes when the bar is to go."""

    words_changed = Signal(object)
    stepped = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "header")
        self.field = _FindField(theme, self.tr("Find in this session"))
        self.field.setMaximumWidth(_FIELD_WIDTH)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.stepped.connect(self.stepped)
        self.count = QLabel()
        self.count.setFont(number_font(12))
        self.count.setProperty("tone", "second")
        self._spinner = Spinner(theme, "blue", 14)
        self._spinner.hide()
        self.previous = IconButton(theme, "caret-up", self.tr("Previous match"), shortcut="Shift+F3")
        self.next = IconButton(theme, "caret-down", self.tr("Next match"), shortcut="F3")
        self.close_button = IconButton(theme, "x", self.tr("Close"), shortcut="Esc")
        self.previous.clicked.connect(lambda: self.stepped.emit(False))
        self.next.clicked.connect(lambda: self.stepped.emit(True))
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_5, SPACE_1 + 2, SPACE_5, SPACE_1 + 2)
        row.setSpacing(SPACE_2)
        row.addWidget(self.field, 1)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addWidget(self.count)
        row.addWidget(self._spinner)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self.show_count(0, 0, False)
        self.hide()

    def open(self) -> None:
        """Appears, with the words of last time ready to be replaced."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.words_changed.emit(text)

    def show_count(self, current: int, total: int, looking: bool) -> None:
        """Says which match is shown (from 1; 0 for none), of how many, and whether more may come."""
        locale = QLocale()
        if not self.field.text():
            words = ""
        elif total:
            of = self.tr("%1 of %2") if current else self.tr("%2 matches")
            words = of.replace("%1", locale.toString(current)).replace("%2", locale.toString(total))
        else:
            words = "" if looking else self.tr("Nothing found")
        self.count.setText(words)
        self._spinner.setVisible(looking and bool(self.field.text()))
        self.previous.setEnabled(bool(total))
        self.next.setEnabled(bool(total))


class _FindField(SearchField):
    stepped = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RETURN:
            self.stepped.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return
        super().keyPressEvent(event)
