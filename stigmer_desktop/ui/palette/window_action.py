"""One thing that can be done in the window, as the palette, the list of keys and the shortcuts know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True)
class WindowAction:
    """An action, or a place to go.

    Attributes:
        name: what it does, in words.
        icon_name: a Phosphor icon.
        call: does it.
        shortcut: in Qt's portable form ("Ctrl+Shift+F"); empty if it has none.
        detail: shown fainter behind the name.
    """

    name: str
    icon_name: str
    call: Callable[[], None]
    shortcut: str = ""
    detail: str = ""

    @property
    def keys(self) -> list[str]:
        """The keys of the shortcut as this system calls them, one by one."""
        if not self.shortcut:
            return []
        native = QKeySequence(self.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        return [key for key in native.split("+") if key]
