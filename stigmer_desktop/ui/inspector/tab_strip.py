"""The strip of tabs above the inspector's pages."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.executions.card_paint import paint_focus_ring
from stigmer_desktop.ui.fonts import MEDIUM, scaled, text_font
from stigmer_desktop.ui.theme import Theme, mixed

_PADDING = 8
_LEAST_PADDING = 3
_HEIGHT = 30
_SIZE = 12
_SMALLEST = 8
_RADIUS = 7
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class TabStrip(QTabBar):
    """`tab_chosen` carries a key. Where room is short, tabs stand closer, then leave out their counts."""

    tab_chosen = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shows_focus = False
        self._keys: list[str] = []
        self._names: list[str] = []
        self._counts: list[int] = []
        self._padding = _PADDING
        self._shown: tuple[int, int, list[str]] = (0, 0, [])
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Clicks leave the keyboard where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(text_font(_SIZE, MEDIUM))
        self.currentChanged.connect(self._on_current_changed)
        theme.changed.connect(self._fit)

    def add(self, key: str, name: str, explanation: str) -> None:
        """Adds a tab; `explanation` is its tooltip."""
        self._keys.append(key)
        self._names.append(name)
        self._counts.append(0)
        index = self.addTab(name)
        self.setTabToolTip(index, explanation)
        self.setAccessibleTabName(index, explanation)
        self._fit()

    @property
    def key(self) -> str:
        """The tab that is chosen."""
        return self._keys[self.currentIndex()]

    def set_key(self, key: str) -> None:
        """Chooses a tab; an unknown key chooses the first."""
        self.setCurrentIndex(self._keys.index(key) if key in self._keys else 0)

    def set_count(self, key: str, count: int) -> None:
        """Says how many things are on a tab's page; 0 says nothing."""
        index = self._keys.index(key)
        if self._counts[index] != count:
            self._counts[index] = count
            self._fit()

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(self._text_width(self.tabText(index)) + 2 * self._padding, scaled(_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        return QSize(300, scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, scaled(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        # Drawn here: styles move the text of the chosen tab by a pixel.
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        tokens = self._theme.tokens
        pointed = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for index in range(self.count()):
            box = QRectF(self.tabRect(index)).adjusted(0.5, 0.5, -0.5, -0.5)
            chosen = index == self.currentIndex()
            if chosen or index == pointed:
                painter.setPen(Qt.PenStyle.NoPen)
                hovered = mixed(tokens.panel, tokens.text, 0.05)
                painter.setBrush(tokens.accent_tint if chosen else hovered)
                painter.drawRoundedRect(box, _RADIUS, _RADIUS)
            painter.setPen(tokens.accent if chosen else tokens.second_text)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.tabText(index))
            if chosen and self._shows_focus:
                paint_focus_ring(painter, box, tokens.accent, _RADIUS)

    def _text_width(self, text: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(text) + 2

    @Slot()
    def _fit(self) -> None:
        counted = [
            f"{name} {count_text(count)}" if count else name
            for name, count in zip(self._names, self._counts, strict=True)
        ]
        self.setFont(text_font(_SIZE, MEDIUM))
        texts = counted
        if self._room(counted) < _LEAST_PADDING:
            texts = list(self._names)
            self._shrink(texts)
        padding = min(_PADDING, max(_LEAST_PADDING, self._room(texts)))
        shown = (padding, self.font().pixelSize(), texts)
        if shown == self._shown:
            return
        self._padding, self._shown = padding, shown
        for index, text in enumerate(texts):
            # Set even if it is the same: nothing else makes Qt ask for the sizes anew.
            self.setTabText(index, "")
            self.setTabText(index, text)

    def _shrink(self, texts: list[str]) -> None:
        """Takes letters small enough for all tabs to be in sight, where large text is wanted."""
        size = _SIZE
        while self._room(texts) < _LEAST_PADDING and size > _SMALLEST:
            size -= 1
            self.setFont(text_font(size, MEDIUM))

    def _room(self, texts: list[str]) -> int:
        """How wide the padding beside each text may be."""
        taken = sum(self._text_width(text) for text in texts)
        return (self.width() - taken) // (2 * max(1, len(texts)))

    @Slot(int)
    def _on_current_changed(self, index: int) -> None:
        if 0 <= index < len(self._keys):
            self.tab_chosen.emit(self._keys[index])
