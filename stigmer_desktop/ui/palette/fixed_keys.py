"""Keys that hold where one is, and that nobody changes: for sending, for approvals, in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from stigmer_desktop.ui.fonts import scaled, text_font
from stigmer_desktop.ui.palette.window_action import key_names
from stigmer_desktop.ui.theme import SPACE_3, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.key_caps import KeyCaps

_ROW_HEIGHT = 36


@dataclass(frozen=True)
class FixedKey:
    """What a key does where it holds; `shortcut` is in Qt's portable form."""

    words: str
    icon_name: str
    shortcut: str


def fixed_keys() -> tuple[FixedKey, ...]:
    """All of them, as people meet them: in the composer, on what asks, in lists and editors."""
    return (
        FixedKey(_words("Send the message"), "arrow-up", "Enter"),
        FixedKey(_words("A new line in the message"), "arrow-down", "Shift+Enter"),
        FixedKey(_words("Leave what is open, else stop what runs"), "stop", "Esc"),
        FixedKey(_words("From the message to what asks"), "hand", "Shift+Tab"),
        FixedKey(_words("Approve what asks"), "check", "Y"),
        FixedKey(_words("Skip it"), "arrow-right", "S"),
        FixedKey(_words("Reject it, with a reason"), "x", "R"),
        FixedKey(_words("Approve every later call of the kind too"), "shield-check", "A"),
        FixedKey(_words("Down in what needs you"), "arrow-down", "J"),
        FixedKey(_words("Up in what needs you"), "arrow-up", "K"),
        FixedKey(_words("Go on with what failed, in what needs you"), "arrow-u-up-left", "G"),
        FixedKey(_words("Mark a failure or a result as seen"), "eye", "M"),
        FixedKey(_words("Save what an editor shows"), "check", "Ctrl+S"),
    )


class FixedRow(QWidget):
    """One of them: what it does, and its caps."""

    def __init__(self, theme: Theme, key: FixedKey) -> None:
        super().__init__()
        self.key = key
        name = QLabel(key.words)
        name.setFont(text_font(13))
        name.setWordWrap(True)
        self.setMinimumHeight(scaled(_ROW_HEIGHT))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        row.addWidget(IconLabel(theme, key.icon_name))
        row.addWidget(name, 1)
        row.addWidget(KeyCaps(theme, key_names(key.shortcut)))


def fixed_rows(theme: Theme) -> Sequence[FixedRow]:
    """A row for each."""
    return [FixedRow(theme, key) for key in fixed_keys()]


def _words(source: str) -> str:
    return QCoreApplication.translate("FixedKeys", source)
