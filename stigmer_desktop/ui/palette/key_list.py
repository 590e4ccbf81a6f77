"""The list of keys: every action of the window that has one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.widgets.icon_label import IconLabel
from stigmer_desktop.ui.widgets.key_caps import KeyCaps
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 420
_ROW_HEIGHT = 36


class KeyList(QDialog):
    """Shows the actions that have keys, in their order; Escape and Return close it."""

    def __init__(self, theme: Theme, parent: QWidget, actions: Sequence[WindowAction]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Keys"))
        self.shown = [action for action in actions if action.keys]
        heading = QLabel(self.tr("Keys"))
        heading.setFont(text_font(15, SEMIBOLD))
        hint = QLabel(self.tr("Everything else is in the command palette: type a few letters of it."))
        hint.setFont(text_font(12))
        hint.setProperty("tone", "second")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addSpacing(SPACE_2)
        for number, action in enumerate(self.shown):
            if number:
                line = QFrame()
                line.setProperty("surface", "hairline")
                column.addWidget(line)
            column.addWidget(_row(theme, action))
        column.addSpacing(SPACE_3)
        column.addWidget(hint)
        column.addSpacing(SPACE_5)
        close = PushButton(theme, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(scaled(_WIDTH))


def _row(theme: Theme, action: WindowAction) -> QWidget:
    name = QLabel(action.name)
    name.setFont(text_font(13))
    holder = QWidget()
    holder.setFixedHeight(scaled(_ROW_HEIGHT))
    holder.setAccessibleName(f"{action.name}: {'+'.join(action.keys)}")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_3)
    row.addWidget(IconLabel(theme, action.icon_name))
    row.addWidget(name, 1)
    row.addWidget(KeyCaps(theme, action.keys))
    return holder
