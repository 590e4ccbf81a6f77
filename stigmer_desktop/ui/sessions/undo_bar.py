"""The strip below the sessions that says what was deleted, for as long as it can be brought back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.push_button import PushButton


class UndoBar(QFrame):
    """Hidden while nothing was deleted. `undo_wanted` comes with its button."""

    undo_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "message")
        self._words = ElidedLabel(theme, text_font(12), "text")
        self.button = PushButton(theme, self.tr("Undo"))
        self.button.setFont(text_font(12))
        self.button.setToolTip(QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText))
        self.button.clicked.connect(self.undo_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2 - 2, SPACE_2 - 2, SPACE_2 - 2)
        row.setSpacing(SPACE_2)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._words.text

    def tell(self, count: int) -> None:
        """Says that `count` sessions were deleted; 0 takes the strip away."""
        if count == 1:
            words = QCoreApplication.translate("UndoBar", "Session deleted")
        else:
            words = QCoreApplication.translate("UndoBar", "%1 sessions deleted").replace("%1", str(count))
        if count:
            self._words.set_text(words)
            self.setAccessibleName(words)
        self.setVisible(count > 0)
