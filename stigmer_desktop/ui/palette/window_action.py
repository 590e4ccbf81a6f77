"""One thing that can be done in the window, as the palette, the list of keys and the shortcuts know it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


def _nothing() -> str:
    return ""


@dataclass(frozen=True)
class WindowAction:
    """An action, or a place to go.

    Attributes:
        name: what it does, in words.
        icon_name: a Phosphor icon.
        call: does it.
        shortcut: in Qt's portable form ("Ctrl+Shift+F"); empty if it has none.
        detail: shown fainter behind the name.
        key: what the settings call it; without one it is made of the name.
        also: more shortcuts that do the same, as long as `shortcut` is the usual one.
        in_palette: whether the palette offers it; what only makes sense as a key it does not.
        obstacle: says why it cannot be done as things stand, in a sentence; empty while it can.
    """

    name: str
    icon_name: str
    call: Callable[[], None]
    shortcut: str = ""
    detail: str = ""
    key: str = ""
    also: tuple[str, ...] = ()
    in_palette: bool = True
    obstacle: Callable[[], str] = _nothing

    @property
    def identity(self) -> str:
        """What the settings call it."""
        return self.key or re.sub(r"\W+", "-", self.name.lower()).strip("-")

    @property
    def keys(self) -> list[str]:
        """The keys of the shortcut as this system calls them, one by one."""
        return key_names(self.shortcut)


def key_names(shortcut: str) -> list[str]:
    """The keys of `shortcut`, which is in Qt's portable form, as this system calls them, one by one."""
    if not shortcut:
        return []
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    # A plus that is a key itself stands at the end.
    last = ["+"] if native.endswith("+") else []
    return [key for key in native.removesuffix("+").split("+") if key] + last
