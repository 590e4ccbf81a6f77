"""The closer look at one row of a comparison: both texts, with what only one has in colours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from stigmer_desktop.ui.comparison.comparison import StepPair
from stigmer_desktop.ui.comparison.text_difference import difference
from stigmer_desktop.ui.executions.line_surface import LineSurface
from stigmer_desktop.ui.theme import Theme

# Its text begins below that of the steps.
_MARGIN = 20


class DifferenceView(QScrollArea):
    """Wraps long lines; Ctrl+C copies everything that is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = QWidget()
        self._surface = LineSurface(theme, wraps=True, parent=self._ground)
        self._text = ""
        self.setWidget(self._ground)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "text")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Difference between the two steps"))
        self.viewport().setAutoFillBackground(False)
        self._ground.setAutoFillBackground(False)
        theme.changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_pair(self, pair: StepPair | None) -> None:
        """Shows a row's texts; nothing for None."""
        first = pair.first.text if pair is not None and pair.first is not None else None
        second = pair.second.text if pair is not None and pair.second is not None else None
        if first is not None and second is not None:
            self._text, marks = difference(first, second)
        else:
            self._text, marks = first if first is not None else second or "", []
        self._surface.set_text(self._text, marks=marks)
        self._surface.setAccessibleName(self._text[:2000])
        self._arrange()
        self.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = max(80, self.viewport().width())
        height = self._surface.arrange(width - 2 * _MARGIN)
        self._ground.resize(width, height + 2 * _MARGIN)
        self._surface.setGeometry(_MARGIN, _MARGIN, width - 2 * _MARGIN, height)
        self._surface.move(QPoint(_MARGIN, _MARGIN))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._surface.update()
