"""A strip at the top of the centre: what happened, what is safe, and the button that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget
from shiboken6 import isValid

from stigmer_desktop.ui.fonts import MEDIUM, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.push_button import PushButton


class Banner(QFrame):
    """Hidden until there is trouble. `mend_clicked` and `details_clicked` are emitted with the buttons."""

    mend_clicked = Signal()
    details_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "banner")
        self._words = QLabel()
        self._words.setProperty("tone", "waiting")
        self._words.setFont(text_font(13, MEDIUM))
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = PushButton(theme, self.tr("Try again"))
        self.button.clicked.connect(self.mend_clicked)
        self.details = PushButton(theme, self.tr("Details"), kind="quiet")
        self.details.setToolTip(self.tr("Shows the diagnostics"))
        self.details.clicked.connect(self.details_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_3)
        row.addWidget(IconLabel(theme, "warning", "waiting_text", 18))
        row.addWidget(self._words, 1)
        row.addWidget(self.details)
        row.addWidget(self.button)
        self._before: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def setVisible(self, visible: bool) -> None:
        held = self._holds_focus()
        super().setVisible(visible)
        if held and not visible:
            self._give_focus_back()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if now in (self.button, self.details) and before not in (self.button, self.details, None):
            self._before = before

    def _holds_focus(self) -> bool:
        return QApplication.focusWidget() in (self.button, self.details)

    def _give_focus_back(self) -> None:
        """Who pressed a button that is gone goes on where they were."""
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, words: str, button: str = "", *, with_details: bool = False) -> None:
        """Shows `words`, with a button named `button` unless that is empty, and one for more if wanted."""
        held = self._holds_focus()
        self._words.setText(words)
        self.setAccessibleName(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.details.setVisible(with_details)
        self.show()
        if held and self.button.isHidden():
            self._give_focus_back()
