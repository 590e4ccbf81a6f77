"""A small button with an icon only, which keeps its tint when the theme changes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QToolButton, QWidget

from stigmer_desktop.ui.fonts import scaled
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme


class IconButton(QToolButton):
    """`label` is its accessible name and its tooltip; a shortcut may be added to the tooltip.

    `action` is what the settings call the window's action that does the same: the tooltip follows its keys.
    """

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        label: str,
        parent: QWidget | None = None,
        *,
        size: int = 16,
        token: str = "second_text",
        shortcut: str = "",
        action: str = "",
        framed: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._token = token
        self._hovered = False
        self._size = size
        self._label = label
        self._action = action
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if framed:
            self.setProperty("kind", "framed")
        self.set_label(label, shortcut)
        self.toggled.connect(self._tint)
        theme.changed.connect(self._tint)
        self._tint()

    def set_label(self, label: str, shortcut: str = "") -> None:
        """Says what the button does."""
        self._label = label
        self.setAccessibleName(label)
        self.setToolTip(f"{label} ({shortcut})" if shortcut else label)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Names the keys of the action, if it has any now."""
        if self._action:
            self.set_label(self._label, keys.get(self._action, ""))

    def set_icon_name(self, icon_name: str, token: str = "") -> None:
        """Shows another icon, in another colour if `token` is given."""
        self._icon_name = icon_name
        self._token = token or self._token
        self._tint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self._tint()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self._tint()
        super().leaveEvent(event)

    @Slot()
    def _tint(self) -> None:
        side = scaled(self._size)
        self.setIconSize(QSize(side, side))
        tokens = self._theme.tokens
        token = "accent" if self.isChecked() else self._token
        if self._hovered and token == "second_text":
            token = "text"
        self.setIcon(icon(self._icon_name, tokens.by_name(token), side))
