"""The head of a part of a page: what it is, and at the right how much there is of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled
from stigmer_desktop.ui.inspector.row_painter import ROW_LEFT
from stigmer_desktop.ui.theme import SPACE_4, Theme
from stigmer_desktop.ui.widgets.face import number_face, text_face
from stigmer_desktop.ui.widgets.line_paint import paint_line

_HEIGHT = 28


class SectionHead(QWidget):
    """One line of capitals; `set_amount` says what stands at its right."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._amount = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self._on_theme_changed)

    @property
    def amount(self) -> str:
        return self._amount

    def set_amount(self, amount: str) -> None:
        """Says `amount` at the right."""
        if amount != self._amount:
            self._amount = amount
            self.setAccessibleName(f"{self._name} {amount}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, scaled(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        box = QRectF(self.rect()).adjusted(ROW_LEFT, 0, -SPACE_4, 0)
        taken = 0.0
        if self._amount:
            font = number_face(12)
            taken = paint_line(painter, box, self._amount, font, tokens.second_text, at_right=True) + 8
        box.setRight(box.right() - taken)
        paint_line(painter, box, self._name.upper(), text_face(11, SEMIBOLD), tokens.second_text)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
