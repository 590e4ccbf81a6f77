"""The place for failures that have no place of their own: a strip over the foot of the centre."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.page_header import HEADER_HEIGHT
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.spinner import Spinner

_WIDEST = 640
_NOTE_MILLISECONDS = 6000
# Who shall press a button needs time to get to it.
_NOTE_WITH_BUTTON_MILLISECONDS = 15_000


class MessageBar(QFrame):
    """Floats over `host`; what it says stays until it is closed or something newer comes;
    a note of what was done goes by itself, unless mouse or keyboard are at it.

    It stands at the bottom, or, where `pages` have their controls there, below the header of these.
    `button` does something with what was done; it is hidden where there is nothing to do.
    """

    def __init__(self, theme: Theme, host: QWidget, *, pages: QWidget | None = None) -> None:
        super().__init__(host)
        self.setProperty("surface", "message")
        self._host = host
        self._pages = pages
        self._words = QLabel()
        self._words.setFont(text_font(13))
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = IconButton(theme, "x", self.tr("Close"), size=14)
        close.clicked.connect(self.hide)
        # It always has a name, also while it is hidden.
        self.button = PushButton(theme, self.tr("Show"))
        self.button.clicked.connect(self._on_button_clicked)
        self._call: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_3)
        top = Qt.AlignmentFlag.AlignVCenter
        self._failed = IconLabel(theme, "warning-circle", "red", 18)
        self._done = IconLabel(theme, "check-circle", "green", 18)
        self._at_work = Spinner(theme, size=16)
        self._hint = IconLabel(theme, "info", "second_text", 18)
        self._signs = (self._failed, self._done, self._at_work, self._hint)
        for sign in self._signs:
            row.addWidget(sign, 0, top)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, 0, top)
        row.addWidget(close, 0, top)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)
        self._leaving = QTimer(self, singleShot=True, interval=_NOTE_MILLISECONDS)
        self._leaving.timeout.connect(self._on_time_passed)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._words.text()

    @Slot(object)
    def show_failure(self, error: UserError) -> None:
        """Says what went wrong."""
        self._tell(error.sentence, self._failed)

    @Slot(object)
    def show_note(self, words: str, button: str = "", call: Callable[[], None] | None = None) -> None:
        """Says what was done, where nothing else shows it; a button named `button` then does `call`."""
        self._tell(words, self._done, button, call)
        self._leaving.start(_NOTE_WITH_BUTTON_MILLISECONDS if button else _NOTE_MILLISECONDS)

    def show_hint(self, words: str) -> None:
        """Says in passing why nothing was done."""
        self._tell(words, self._hint)
        self._leaving.start(_NOTE_MILLISECONDS)

    def show_work(self, words: str) -> None:
        """Says what is under way, until `end_work` or something newer."""
        self._tell(words, self._at_work)

    def end_work(self) -> None:
        """Takes away what `show_work` said, if that still stands there."""
        if self._at_work.isVisibleTo(self):
            self.hide()

    def _tell(
        self, words: str, sign: QWidget, button: str = "", call: Callable[[], None] | None = None
    ) -> None:
        self._leaving.stop()
        for each in self._signs:
            each.setVisible(each is sign)
        self.button.setText(button or self.button.text())
        self.button.setVisible(bool(button))
        self._call = call
        self._words.setText(words)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()

    @Slot()
    def _on_button_clicked(self) -> None:
        self.hide()
        if self._call is not None:
            self._call()

    @Slot()
    def _on_time_passed(self) -> None:
        focus = self.focusWidget()
        if self.underMouse() or (focus is not None and focus.hasFocus()):
            self._leaving.start(_NOTE_MILLISECONDS)
        else:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(_WIDEST, self._host.width() - 2 * SPACE_4)
        self.setFixedWidth(max(width, 1))
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(width, max(height, 40))
        if self._pages is None:
            top = self._host.height() - self.height() - SPACE_4
        else:
            top = self._pages.y() + scaled(HEADER_HEIGHT) + SPACE_3
        self.move((self._host.width() - width) // 2, top)
