"""Whether whatever can be used in the window has a name, is reached by Tab, and shows the focus."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QImage, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from scripts.pictures.gallery import Stage
from stigmer_desktop.ui.executions.jump_button import JumpButton
from tests.ui.pictures.geometry import in_sight, named, visible

USABLE = (QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView)
# Where a focus ring may lie around a widget.
_AROUND = 48
_MOST_TABS = 250


def usable(made: Stage) -> list[QWidget]:
    """What a person can click, choose from or type into, in what is shown now."""
    return [
        widget
        for widget in visible(made.window)
        if isinstance(widget, USABLE)
        and widget.isEnabled()
        # Parts that Qt itself puts into its own widgets.
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), (QLineEdit, QScrollBar))
    ]


def nameless(made: Stage) -> list[str]:
    return [
        f"{named(widget)} has no name"
        for widget in usable(made)
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]


async def tabbed_through(made: Stage) -> tuple[list[QWidget], list[str]]:
    """What has the focus, one Tab after another, until it comes round; and what was then out of sight."""
    made.window.centralWidget().setFocus()
    seen: list[QWidget] = []
    unseen: list[str] = []
    for _ in range(_MOST_TABS):
        focused = QApplication.focusWidget()
        QTest.keyClick(focused or made.window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
        await asyncio.sleep(0.01)
        if isValid(now) and not in_sight(now):
            unseen.append(f"{named(now)} has the focus out of sight")
    return seen, unseen


def not_reached(made: Stage, seen: list[QWidget]) -> list[str]:
    reached = set(seen)
    return [
        f"{named(widget)} is not reached by Tab"
        for widget in usable(made)
        if widget not in reached
        and not _stands_for_a_group(widget, reached)
        # The End key does the same.
        and not isinstance(widget, JumpButton)
    ]


async def without_focus_shown(made: Stage, seen: list[QWidget], known: set[object]) -> list[str]:
    """Those of `seen` that do not look otherwise with the focus; of each kind one, if not yet `known`."""
    found = []
    for widget in seen:
        if not isValid(widget):
            continue
        kind = (type(widget), widget.property("kind"))
        if kind in known:
            continue
        known.add(kind)
        # Rows of a transcript come and go as one scrolls.
        if not isValid(widget):
            continue
        if widget is made.window.centralWidget() or not widget.isVisible():
            continue
        # One that says what it has is a text, gone through by the keys that scroll.
        if isinstance(widget, QScrollArea) and not widget.accessibleName():
            found.append(f"{named(widget)} takes the focus for nothing")
            continue
        made.window.centralWidget().setFocus()
        await asyncio.sleep(0.02)
        if not isValid(widget):
            continue
        before = _picture(made, widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        await asyncio.sleep(0.02)
        if isValid(widget) and in_sight(widget) and _picture(made, widget) == before:
            found.append(f"{named(widget)} does not show the focus")
    return found


def twice_bound(made: Stage) -> list[str]:
    """Keys that two things wait for at the same place, so that neither gets them."""
    bound: dict[str, list[tuple[QWidget, bool]]] = {}
    for action in made.window.findChildren(QAction):
        for owner in action.associatedObjects():
            # A menu's actions have their keys while it is open; that is when it shows them.
            if isinstance(owner, QWidget) and not isinstance(owner, QMenu):
                for keys in action.shortcuts():
                    _bind(bound, keys, owner, action.shortcutContext())
    for shortcut in made.window.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and shortcut.isEnabled():
            _bind(bound, shortcut.key(), owner, shortcut.context())
    return [
        f"{keys} is bound twice, at {named(one)} and at {named(other)}"
        for keys, owners in bound.items()
        for number, (one, everywhere) in enumerate(owners)
        for other, also_everywhere in owners[number + 1 :]
        if everywhere or also_everywhere or one is other
    ]


def _bind(
    bound: dict[str, list[tuple[QWidget, bool]]],
    keys: QKeySequence,
    owner: QWidget,
    context: Qt.ShortcutContext,
) -> None:
    if owner.isVisible() and not keys.isEmpty():
        inside = (Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        bound.setdefault(keys.toString(), []).append((owner, context not in inside))


def _stands_for_a_group(widget: QWidget, reached: set[QWidget]) -> bool:
    """Of buttons of which one holds, Tab reaches that one, and arrows the others."""
    if not isinstance(widget, QAbstractButton) or widget.group() is None:
        return False
    return any(button in reached for button in widget.group().buttons())


def _picture(made: Stage, widget: QWidget) -> QImage:
    window = made.window
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.grab(place.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)).toImage()


async def out_of_reach(made: Stage, known: set[object]) -> list[str]:
    """All that is wrong with what the window shows now; `known` holds the kinds that show the focus."""
    await made.rest()
    made.window.activateWindow()
    await made.until(made.window.isActiveWindow)
    seen, found = await tabbed_through(made)
    found += nameless(made) + not_reached(made, seen) + twice_bound(made)
    return found + await without_focus_shown(made, seen, known)
