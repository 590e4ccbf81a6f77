"""One of the things that were picked, with the buttons that move it and take it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel


class PickRow(QFrame):
    """`moved` carries -1 for up and 1 for down."""

    moved = Signal(int)
    removed = Signal()

    def __init__(
        self, theme: Theme, key: str, icon_name: str, *, ordered: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.setProperty("surface", "card")
        self._name = ElidedLabel(theme, text_font(13, MEDIUM))
        self._detail = ElidedLabel(theme, text_font(12), "second_text")
        self.up = IconButton(theme, "arrow-up", self.tr("Move up"), size=15)
        self.up.setToolTip(self.tr("Move up (Alt+Up)"))
        self.down = IconButton(theme, "arrow-down", self.tr("Move down"), size=15)
        self.down.setToolTip(self.tr("Move down (Alt+Down)"))
        self.remove = IconButton(theme, "x", self.tr("Remove"), size=15)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACE_2)
        self._line.addWidget(IconLabel(theme, icon_name, "accent", 17))
        self._line.addWidget(self._name)
        self._line.addWidget(self._detail, 1)
        for button in (self.up, self.down, self.remove):
            self._line.addWidget(button)
        if not ordered:
            self.up.hide()
            self.down.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        self._column.setSpacing(SPACE_2)
        self._column.addLayout(self._line)

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name.text

    @property
    def detail(self) -> str:
        """What is said beside the name."""
        return self._detail.text

    def show_words(self, name: str, detail: str, *, is_known: bool = True) -> None:
        """Says what it is; in red if it is not there any more."""
        self._name.set_text(name)
        self._detail.set_text(detail)
        self._detail.set_token("second_text" if is_known else "red")
        for button, words in (
            (self.up, self.tr("Move %1 up")),
            (self.down, self.tr("Move %1 down")),
            (self.remove, self.tr("Remove %1")),
        ):
            button.setAccessibleName(words.replace("%1", name))

    def add_beside(self, widget: QWidget) -> None:
        """Puts `widget` before the buttons."""
        self._line.insertWidget(3, widget)

    def add_below(self, widget: QWidget) -> None:
        """Puts `widget` below the line."""
        self._column.addWidget(widget)

    def set_place(self, place: int, count: int) -> None:
        """Says where it stands."""
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: (-1, self.up), Qt.Key.Key_Down: (1, self.down)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if step[1].isVisible() and step[1].isEnabled():
                self.moved.emit(step[0])
            return
        super().keyPressEvent(event)
