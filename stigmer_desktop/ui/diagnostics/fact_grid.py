"""Facts below each other, in one or two columns as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from stigmer_desktop.ui.diagnostics.fact import Fact
from stigmer_desktop.ui.fonts import code_font, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4, SPACE_5, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel

# Room for two columns of names and values at 100 %.
_TWO_COLUMNS = 620


class FactGrid(QFrame):
    """A card of names and values; long values end in an ellipsis and show whole in a tooltip."""

    def __init__(self, theme: Theme, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._columns = 0
        self._cells: list[tuple[QLabel, ElidedLabel]] = []
        for fact in facts:
            name = QLabel(fact.name)
            name.setFont(text_font(12))
            name.setProperty("tone", "second")
            value = ElidedLabel(theme, code_font(12), "text", fact.value, elided_in_the_middle=True)
            self._cells.append((name, value))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_2)
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= scaled(_TWO_COLUMNS) else 1)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        rows = -(-len(self._cells) // columns)
        for number, (name, value) in enumerate(self._cells):
            column, row = divmod(number, rows)
            self._grid.addWidget(name, row, 3 * column, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(value, row, 3 * column + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(4, 1 if columns == 2 else 0)
        self._grid.setColumnMinimumWidth(2, SPACE_5 if columns == 2 else 0)
