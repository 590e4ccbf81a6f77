"""What a picture of the window must not show: overlaps, clipped words, empty panes."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QLabel,
    QPushButton,
    QSplitterHandle,
    QWidget,
)

from stigmer_desktop.ui.executions.focus_ring import FocusRing
from stigmer_desktop.ui.executions.jump_button import JumpButton
from stigmer_desktop.ui.inspector.side_by_side import SideBySide
from stigmer_desktop.ui.palette.palette import Palette
from stigmer_desktop.ui.widgets.choice_button import ChoiceButton
from stigmer_desktop.ui.widgets.message_bar import MessageBar

# What lies over others on purpose.
_FLOATING = (FocusRing, JumpButton, MessageBar, Palette, QSplitterHandle)
_FLOATING_NAMES = ("_Scrim", "_Shadow", "_Grip")
_FEWEST_COLOURS = 6


def visible(root: QWidget) -> Iterator[QWidget]:
    """Every widget below `root` of which something can be seen."""
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and in_sight(widget) and not widget.isWindow():
            yield widget


def in_sight(widget: QWidget) -> bool:
    """Whether anything of `widget` can be seen; of what scrolls, its ground is what one sees."""
    ground = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    return not ground.visibleRegion().isEmpty()


def overlaps(root: QWidget) -> list[str]:
    """Pairs of visible siblings that lie over each other, unless one of them floats."""
    found = []
    by_parent: dict[QWidget, list[QWidget]] = {}
    for widget in visible(root):
        parent = widget.parentWidget()
        if parent is None or _floats(widget):
            continue
        if isinstance(parent, QAbstractScrollArea) and widget is not parent.viewport():
            continue
        by_parent.setdefault(parent, []).append(widget)
    for parent, siblings in by_parent.items():
        for number, one in enumerate(siblings):
            for other in siblings[number + 1 :]:
                shared = one.geometry().intersected(other.geometry())
                if shared.width() > 1 and shared.height() > 1:
                    found.append(f"{named(one)} over {named(other)} in {named(parent)}: {shared}")
    return found


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons whose words need more room than they have, or that stick out of their parent."""
    found = []
    for widget in visible(root):
        if isinstance(widget, QLabel) and widget.text() and not widget.pixmap():
            lack = _lack_of_label(widget)
        elif isinstance(widget, ChoiceButton):
            # Its words end in an ellipsis where there is too little room.
            lack = widget.minimumSizeHint().width() - widget.width()
        elif isinstance(widget, QPushButton) and widget.text():
            lack = widget.sizeHint().width() - widget.width()
        elif isinstance(widget, QAbstractButton):
            lack = 0
        else:
            continue
        lack = max(lack, _outside_parent(widget))
        if lack > 1:
            found.append(f"{named(widget)} lacks {lack} px")
    return found


def empty_panes(panes: dict[str, QWidget]) -> list[str]:
    """Panes in which nothing is drawn."""
    found = []
    for name, pane in panes.items():
        if not pane.isVisible() or pane.width() < 8 or pane.height() < 8:
            continue
        image = pane.grab().toImage()
        columns, rows = range(0, image.width(), 2), range(0, image.height(), 2)
        colours = {image.pixel(x, y) for x in columns for y in rows}
        if len(colours) < _FEWEST_COLOURS:
            found.append(name)
    return found


def _floats(widget: QWidget) -> bool:
    # An inspector may lie over the page that it belongs to.
    if isinstance(widget.parentWidget(), SideBySide):
        return True
    return isinstance(widget, _FLOATING) or type(widget).__name__ in _FLOATING_NAMES


def named(widget: QWidget) -> str:
    """What a person calls a widget: its class and its words."""
    words = widget.property("text") or widget.accessibleName()
    kind = type(widget).__name__
    return f"{kind} “{str(words)[:40]}”" if words else kind


def _lack_of_label(label: QLabel) -> int:
    room = label.contentsRect()
    metrics = label.fontMetrics()
    if label.wordWrap():
        needed = metrics.boundingRect(
            QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), label.text()
        )
        return max(needed.height() - room.height() - metrics.leading(), needed.width() - room.width())
    lines = label.text().split("\n")
    widest = max(metrics.horizontalAdvance(line) for line in lines)
    return max(widest - room.width(), metrics.height() * len(lines) - room.height())


def _outside_parent(widget: QWidget) -> int:
    """By how much a widget sticks out of what shows it, to the left or right."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        left = widget.mapTo(parent, QPoint(0, 0)).x()
        outside = max(-left, left + widget.width() - parent.width())
        if outside > 1:
            return outside
        parent = parent.parentWidget()
    return 0
