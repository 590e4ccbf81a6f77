"""The strip at the top of a page in the centre: title, a word beside it, and the page's buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from stigmer_desktop.ui.fonts import SEMIBOLD, scaled, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_5, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel

HEADER_HEIGHT = 52
# So much of the width, and no more than so many pixels, a long title leaves for what stands beside it.
_DETAIL_PERCENT, _DETAIL = 30, 180
_LEAST_WORDS = 24


class PageHeader(QFrame):
    """52 pixels high at 100 %, a hairline below; buttons stand at the right in the order they are added."""

    def __init__(self, theme: Theme, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "header")
        self._set_height()
        theme.changed.connect(self._set_height)
        self.title = ElidedLabel(theme, text_font(15, SEMIBOLD), "text", title)
        self.detail = ElidedLabel(theme, text_font(12), "second_text", detail)
        self._others: list[QWidget] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_5, 0, SPACE_5, 0)
        self._row.setSpacing(SPACE_2)
        self._row.addWidget(self.title)
        self._row.addWidget(self.detail, 1, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _set_height(self) -> None:
        self.setFixedHeight(scaled(HEADER_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        # How wide the words are now says nothing about how narrow the page may be.
        needed = self._taken_by_others() + 2 * _LEAST_WORDS
        return QSize(needed, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().event(event)

    def _share(self) -> None:
        """The title comes first; the word beside it gets what is left, but a part in any case."""
        room = self.width() - self._taken_by_others()
        kept = min(self.detail.sizeHint().width(), scaled(_DETAIL), room * _DETAIL_PERCENT // 100)
        self.title.setFixedWidth(max(_LEAST_WORDS, min(self.title.sizeHint().width(), room - kept)))

    def _taken_by_others(self) -> int:
        others = [part for part in self._others if not part.isHidden()]
        edges = 2 * SPACE_5 + SPACE_2 * (len(others) + 1)
        return edges + sum(max(part.minimumWidth(), part.sizeHint().width()) for part in others)

    def add_leading(self, widget: QWidget) -> None:
        """Puts `widget` in front of the title."""
        self._others.append(widget)
        self._row.insertWidget(0, widget)

    def insert(self, widget: QWidget, before: QWidget) -> None:
        """Puts `widget` before another one that was added."""
        self._others.append(widget)
        self._row.insertWidget(self._row.indexOf(before), widget)

    def add(self, widget: QWidget) -> None:
        """Puts `widget` at the right end."""
        self._others.append(widget)
        self._row.addWidget(widget)
