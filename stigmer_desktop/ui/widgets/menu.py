"""A menu with round corners, whether or not the desktop can draw windows that are translucent."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QIcon,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QStyleOptionMenuItem, QWidget

# As the style sheet has it.
_RADIUS = 10
_RIGHT = 26
# Qt takes what follows a tab as a column of its own, which is where the notes stand.
_COLUMN = "\t"
_COLOR = "note_color"
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Menu(QMenu):
    """Deletes itself when it closes; made anew each time, so that it has the theme's colours of then."""

    def __init__(self, parent: QWidget, *, is_kept: bool = False) -> None:
        """One that `is_kept` goes with its parent: the menu that it opens from."""
        super().__init__(parent)
        self._is_painting = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not is_kept)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def add_noted(self, mark: QIcon, words: str, note: str, color: QColor) -> QAction:
        """Adds `words` with a note in `color` behind them; the notes of a menu stand below each other."""
        plain = words.replace("&", "&&")
        action = self.addAction(mark, f"{plain}{_COLUMN}{note}" if note else plain)
        # An action may be gone at any time, and what it carries with it.
        action.setProperty(_COLOR, color)
        return action

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter does what it stands behind; else it leads to the next entry that begins with it."""
        typed = event.text().casefold()
        if not typed.strip() or event.modifiers() & _COMMANDS or not typed.isprintable():
            super().keyPressEvent(event)
            return
        offered = [action for action in self.actions() if action.isVisible() and action.isEnabled()]
        offered = [action for action in offered if not action.isSeparator()]
        for action in offered:
            if typed == action.shortcut().toString().casefold():
                self.close()
                action.trigger()
                return
        current = self.activeAction()
        start = offered.index(current) + 1 if current in offered else 0
        for action in [*offered[start:], *offered[:start]]:
            if action.text().replace("&&", "&").casefold().lstrip("#").startswith(typed):
                self.setActiveAction(action)
                return

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        super().initStyleOption(option, action)
        if self._is_painting and _note(action):
            # The column keeps its width; the note is drawn in its own colour.
            described: Any = option
            described.text = described.text.partition(_COLUMN)[0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Without a compositor, what is translucent is black: the corners are cut off as well.
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        # What shows through the softened corners of the border, so that it is not black.
        QPainter(self).fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Shadow))
        self._is_painting = True
        super().paintEvent(event)
        self._is_painting = False
        self._paint_notes()

    def _paint_notes(self) -> None:
        noted = [action for action in self.actions() if _note(action)]
        if not noted:
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        width = max(painter.fontMetrics().horizontalAdvance(_note(action)) for action in noted)
        for action in noted:
            box = self.actionGeometry(action)
            box.setRight(box.right() - _RIGHT)
            box.setLeft(box.right() - width)
            painter.setPen(action.property(_COLOR))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _note(action))


def _note(action: QAction) -> str:
    return action.text().partition(_COLUMN)[2]
