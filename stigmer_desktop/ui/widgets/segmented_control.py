"""A row of choices of which one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QWidget

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.push_button import PushButton


class SegmentedControl(QFrame):
    """`chosen` is emitted with the key when the user picks another choice."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, label: str, choices: Sequence[Choice], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "segments")
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.buttons: dict[str, PushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for choice in choices:
            button = PushButton(theme, choice.text, kind="segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{label}: {choice.text}")
            button.clicked.connect(lambda _=False, key=choice.key: self.chosen.emit(key))
            self._group.addButton(button)
            self.buttons[choice.key] = button
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def key(self) -> str:
        """The key of the choice that holds; empty if none does."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    def set_key(self, key: str) -> None:
        """Makes the choice with `key` hold, without emitting `chosen`.

        Raises:
            KeyError: there is no such choice.
        """
        self.buttons[key].setChecked(True)
