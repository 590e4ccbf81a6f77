"""Keys that hold on one page only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def add_page_keys(
    page: QWidget, *, close: Callable[[], None], save: Callable[[], None] | None = None
) -> None:
    """Escape closes `page`, and Ctrl+S saves what is on it, wherever in it the focus is."""
    _add(page, QKeySequence(Qt.Key.Key_Escape), close)
    if save is not None:
        _add(page, QKeySequence(QKeySequence.StandardKey.Save), save)


def _add(page: QWidget, keys: QKeySequence, slot: Callable[[], None]) -> None:
    action = QAction(page)
    action.setShortcut(keys)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(slot)
    page.addAction(action)
