"""What stands in the pane's place while a session loads, and when it cannot be loaded."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.spinner import Spinner

_LOADING_AFTER_MS = 200


class PaneState(QWidget):
    """Says nothing for the first 0.2 s of loading, so that what is quick does not flicker."""

    retry_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loading = QWidget()
        row = QHBoxLayout(self._loading)
        row.setSpacing(SPACE_2)
        words = QLabel(self.tr("Loading the session…"))
        words.setFont(text_font(13))
        words.setProperty("tone", "second")
        row.addStretch(1)
        row.addWidget(Spinner(theme, "blue", 16))
        row.addWidget(words)
        row.addStretch(1)
        self._failure = QWidget()
        self.sentence = QLabel()
        self.sentence.setFont(text_font(14))
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry = PushButton(theme, self.tr("Retry"), icon_name="arrow-clockwise")
        self.retry.clicked.connect(self.retry_requested)
        column = QVBoxLayout(self._failure)
        column.setSpacing(SPACE_3)
        self._sign = IconLabel(theme, "warning-circle", "red", 28)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.sentence)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignHCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        whole.addStretch(1)
        whole.addWidget(self._loading)
        whole.addWidget(self._failure)
        whole.addStretch(1)
        self._delay = QTimer(self, singleShot=True, interval=_LOADING_AFTER_MS)
        self._delay.timeout.connect(self._on_delay_over)
        self._loading.hide()
        self._failure.hide()

    def show_loading(self) -> None:
        """Something is being loaded."""
        self._failure.hide()
        self._delay.start()

    def show_failure(self, sentence: str) -> None:
        """It could not be loaded, for the reason in `sentence`."""
        self._sign.set_icon("warning-circle", "red")
        self._say(sentence, can_retry=True)

    def show_note(self, sentence: str) -> None:
        """There is nothing to show, for the reason in `sentence`."""
        self._sign.set_icon("chat-circle-dots", "third_text")
        self._say(sentence, can_retry=False)

    def _say(self, sentence: str, *, can_retry: bool) -> None:
        self._delay.stop()
        self._loading.hide()
        self.sentence.setText(sentence)
        self.retry.setVisible(can_retry)
        self._failure.show()

    def show_nothing(self) -> None:
        """It is over."""
        self._delay.stop()
        self._loading.hide()
        self._failure.hide()

    @property
    def is_loading_shown(self) -> bool:
        """Whether it says that something is being loaded."""
        return self._loading.isVisibleTo(self)

    @Slot()
    def _on_delay_over(self) -> None:
        self._loading.show()
