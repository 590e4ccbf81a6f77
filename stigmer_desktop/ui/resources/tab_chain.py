"""Brings the Tab key's way through a form in step with what is seen, whenever its rows were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow_layout(form: QWidget) -> None:
    """Lets Tab visit everything in `form` in the order in which it is laid out."""
    stops = [each for each in _laid_out(form) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    # Qt is not asked for its order: each answer would make one widget the other's child for Python.
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _laid_out(widget: QWidget) -> Iterator[QWidget]:
    """`widget` and all that is laid out in it, in order."""
    yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)
        return
    # What arranges its children by itself has made them in their order.
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from _laid_out(child)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner, widget = (item.layout(), item.widget()) if item is not None else (None, None)
        if widget is not None:
            yield from _laid_out(widget)
        elif inner is not None:
            yield from _in_layout(inner)
