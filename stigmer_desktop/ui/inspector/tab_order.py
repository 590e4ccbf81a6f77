"""Keeps the order of the Tab key where widgets are made later than those that follow them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_behind(first: QWidget, part: QWidget) -> None:
    """Makes the Tab key visit everything in `part`, in the order it was made, right after `first`."""
    before = first
    for widget in part.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, widget)
            before = widget
