"""The place for failures that have no place of their own: a strip over the foot of the centre."""

from __future__ import annotations

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

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.icon_label import IconLabel

_WIDEST = 640
_NOTE_MILLISECONDS = 6000


class MessageBar(QFrame):
    """Floats over `host`; what it says stays until it is closed or something newer comes;
    a note of what was done goes by itself."""

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("surface", "message")
        self._host = host
        self._words = QLabel()
        self._words.setFont(text_font(13))
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = IconButton(theme, "x", self.tr("Close"), size=14)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_3)
        top = Qt.AlignmentFlag.AlignVCenter
        self._failed = IconLabel(theme, "warning-circle", "red", 18)
        self._done = IconLabel(theme, "check-circle", "green", 18)
        row.addWidget(self._failed, 0, top)
        row.addWidget(self._done, 0, top)
        row.addWidget(self._words, 1)
        row.addWidget(close, 0, top)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)
        self._leaving = QTimer(self, singleShot=True, interval=_NOTE_MILLISECONDS)
        self._leaving.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._words.text()

    @Slot(object)
    def show_failure(self, error: UserError) -> None:
        """Says what went wrong."""
        self._tell(error.sentence, failed=True)

    @Slot(object)
    def show_note(self, words: str) -> None:
        """Says what was done, where nothing else shows it."""
        self._tell(words, failed=False)

    def _tell(self, words: str, *, failed: bool) -> None:
        if failed:
            self._leaving.stop()
        else:
            self._leaving.start()
        self._failed.setVisible(failed)
        self._done.setVisible(not failed)
        self._words.setText(words)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(_WIDEST, self._host.width() - 2 * SPACE_4)
        self.setFixedWidth(max(width, 1))
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(width, max(height, 40))
        self.move((self._host.width() - width) // 2, self._host.height() - self.height() - SPACE_4)
