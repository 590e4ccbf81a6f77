"""What the mouse and the keyboard do in a transcript: select, copy, scroll, open links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollBar, QToolTip, QWidget

from stigmer_desktop.ui.executions.text_surface import CaretMove, TextSurface, TextUnit, widget_of
from stigmer_desktop.ui.executions.transcript_row import HeaderRow
from stigmer_desktop.ui.executions.transcript_selection import SelectionGround, TextPlace, TranscriptSelection
from stigmer_desktop.ui.executions.transcript_text import row_text
from stigmer_desktop.ui.widgets.menu import Menu

_OPENED_SCHEMES = ("http", "https", "mailto")
_SCROLL_MS = 30
_KEYS = QKeySequence.StandardKey
_MOVES = (
    (_KEYS.SelectPreviousChar, CaretMove.LEFT),
    (_KEYS.SelectNextChar, CaretMove.RIGHT),
    (_KEYS.SelectPreviousWord, CaretMove.WORD_LEFT),
    (_KEYS.SelectNextWord, CaretMove.WORD_RIGHT),
    (_KEYS.SelectPreviousLine, CaretMove.UP),
    (_KEYS.SelectNextLine, CaretMove.DOWN),
    (_KEYS.SelectStartOfLine, CaretMove.LINE_START),
    (_KEYS.SelectEndOfLine, CaretMove.LINE_END),
)


class InputGround(SelectionGround, Protocol):
    """The rows that the mouse and the keyboard work on."""

    def row_at_y(self, y: int) -> int:
        """The row at a height of the viewport; -1 if there are no rows."""
        ...

    def widget_at_index(self, index: int) -> QWidget | None:
        """The widget of a row, if it is drawn."""
        ...


class TranscriptInput(QObject):
    """Belongs to one scroll area and the rows in it; points are those of its viewport.

    `menu_requested` carries the execution whose header was right-clicked, and a point of the screen;
    `copy_requested` the execution that is to be copied as a whole.
    """

    menu_requested = Signal(object, object)
    copy_requested = Signal(object)

    def __init__(self, area: QAbstractScrollArea, ground: InputGround) -> None:
        super().__init__(area)
        self._area = area
        self._ground = ground
        self.selection = TranscriptSelection(ground)
        self._pressed_key = ""
        self._last = QPoint()
        self._double_clicked = False
        self._scroll = QTimer(self, interval=_SCROLL_MS)
        self._scroll.timeout.connect(self._on_scroll)

    def pinned(self) -> frozenset[str]:
        """The rows whose widgets must stay: the one that the mouse is held on."""
        return frozenset({self._pressed_key}) if self._pressed_key else frozenset()

    def press(self, event: QMouseEvent) -> None:
        """Begins a selection, or extends it while Shift is held; a third click selects the line."""
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        place = self._place_at(event.position())
        if place is None:
            return
        self._pressed_key = place.key
        self._last = event.position().toPoint()
        if self._double_clicked:
            self.selection.select_unit(place, TextUnit.LINE)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.selection.extend(place)
        else:
            self.selection.begin(place)

    def move(self, event: QMouseEvent) -> None:
        """Extends the selection while the button is held, scrolling where it leads out of sight."""
        if not (event.buttons() & Qt.MouseButton.LeftButton and self._pressed_key):
            return
        self._last = event.position().toPoint()
        if self._double_clicked:
            return
        self._extend_to(event.position())
        outside = not 0 <= self._last.y() < self._area.viewport().height()
        if outside and not self._scroll.isActive():
            self._scroll.start()
        elif not outside:
            self._scroll.stop()

    def release(self, event: QMouseEvent) -> None:
        """Opens the link that was clicked; puts what was selected where a middle click takes it from."""
        self._scroll.stop()
        self._pressed_key = ""
        self._double_clicked = False
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.selection.is_empty:
            _open(self._link_at(event.position()))
            return
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection():
            clipboard.setText(self.selection.text(), clipboard.Mode.Selection)

    def double_click(self, event: QMouseEvent) -> None:
        """Selects the word."""
        place = self._place_at(event.position())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self.selection.select_unit(place, TextUnit.WORD)
            self._pressed_key = place.key
            self._double_clicked = True
            QTimer.singleShot(QApplication.doubleClickInterval(), self, self._on_double_click_over)

    def key(self, event: QKeyEvent) -> bool:
        """Does what a key asks for; False if it asks for nothing here."""
        if event.matches(_KEYS.Copy):
            self.copy()
        elif event.matches(_KEYS.SelectAll):
            self.selection.select_all()
        elif event.key() == Qt.Key.Key_Escape and not self.selection.is_empty:
            self.selection.clear()
        else:
            return self._select_by(event) or self._scroll_by(event)
        return True

    def copy(self) -> None:
        """Puts the selected text on the clipboard."""
        text = self.selection.text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def tooltip(self, event: QEvent) -> bool:
        """Says where a link leads before one clicks it."""
        assert isinstance(event, QHelpEvent)
        link = self._link_at(QPointF(event.pos()))
        if link:
            QToolTip.showText(event.globalPos(), link, self._area.viewport())
        else:
            QToolTip.hideText()
        return True

    def context_menu(self, event: QEvent) -> bool:
        """Offers what can be copied here."""
        assert isinstance(event, QContextMenuEvent)
        index = self._ground.row_at_y(event.pos().y())
        row = self._ground.row_at_index(index) if index >= 0 else None
        if isinstance(row, HeaderRow):
            self.menu_requested.emit(row.execution_id, event.globalPos())
            return True
        menu = Menu(self._area)
        clipboard = QGuiApplication.clipboard()
        copy = menu.addAction(self.tr("Copy"))
        copy.setShortcut(_KEYS.Copy)
        copy.setEnabled(not self.selection.is_empty)
        copy.triggered.connect(self.copy)
        whole = row_text(row, whole_calls=True) if row is not None else ""
        if whole:
            menu.addAction(self.tr("Copy this part"), lambda: clipboard.setText(whole))
        link = self._link_at(QPointF(event.pos()))
        if link:
            menu.addAction(self.tr("Copy link"), lambda: clipboard.setText(link))
        if row is not None:
            copy_all = menu.addAction(self.tr("Copy message and answer as Markdown"))
            copy_all.triggered.connect(lambda _=False: self.copy_requested.emit(row.execution_id))
        everything = menu.addAction(self.tr("Select all"))
        everything.setShortcut(_KEYS.SelectAll)
        everything.triggered.connect(self.selection.select_all)
        menu.popup(event.globalPos())
        return True

    def _select_by(self, event: QKeyEvent) -> bool:
        for sequence, move in _MOVES:
            if event.matches(sequence):
                place = self.selection.move(move)
                if place is not None:
                    self.reveal(place)
                return True
        return False

    def _scroll_by(self, event: QKeyEvent) -> bool:
        bar = self._area.verticalScrollBar()
        actions = QScrollBar.SliderAction
        action = {
            Qt.Key.Key_Home: actions.SliderToMinimum,
            Qt.Key.Key_End: actions.SliderToMaximum,
            Qt.Key.Key_Space: actions.SliderPageStepAdd,
        }.get(cast(Qt.Key, event.key()))
        if action is None:
            return False
        bar.triggerAction(action)
        return True

    def reveal(self, place: TextPlace) -> None:
        """Scrolls as little as it takes for a place in a text to be in sight."""
        index = self._ground.index_of(place.key)
        surfaces = self._ground.surfaces_at(index) if index >= 0 else ()
        if place.surface >= len(surfaces):
            return
        surface = surfaces[place.surface]
        surface.reveal(place.position)
        caret = surface.caret_rect(place.position)
        y = widget_of(surface).mapTo(self._area.viewport(), caret.topLeft()).y()
        bar = self._area.verticalScrollBar()
        if y < 0:
            bar.setValue(bar.value() + y - 8)
        elif y + caret.height() > self._area.viewport().height():
            bar.setValue(bar.value() + y + caret.height() - self._area.viewport().height() + 8)

    def _on_scroll(self) -> None:
        height = self._area.viewport().height()
        beyond = self._last.y() - height if self._last.y() >= height else min(0, self._last.y())
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + max(-60, min(60, beyond)))
        self._extend_to(QPointF(self._last))

    def _on_double_click_over(self) -> None:
        if not self._pressed_key:
            self._double_clicked = False

    def _extend_to(self, point: QPointF) -> None:
        height = self._area.viewport().height()
        inside = QPointF(point.x(), min(max(0.0, point.y()), height - 1.0))
        place = self._place_at(inside)
        if place is not None:
            self.selection.extend(place)
            index = self._ground.index_of(place.key)
            surfaces = self._ground.surfaces_at(index)
            if place.surface < len(surfaces):
                surfaces[place.surface].reveal(place.position)

    def _place_at(self, point: QPointF) -> TextPlace | None:
        index = self._ground.row_at_y(int(point.y()))
        if index < 0 or self._ground.widget_at_index(index) is None:
            return None
        key = self._ground.row_at_index(index).key
        nearest = self._nearest(self._ground.surfaces_at(index), point)
        if nearest is None:
            return TextPlace(key, 0, 0)
        number, surface, area = nearest
        return TextPlace(key, number, surface.position_at(point - QPointF(area.topLeft())))

    def _nearest(
        self, surfaces: Sequence[TextSurface], point: QPointF
    ) -> tuple[int, TextSurface, QRect] | None:
        best: tuple[float, int, TextSurface, QRect] | None = None
        for number, surface in enumerate(surfaces):
            area = self._area_of(surface)
            distance = max(area.top() - point.y(), point.y() - area.bottom(), 0.0)
            if best is None or distance < best[0]:
                best = (distance, number, surface, area)
        return None if best is None else best[1:]

    def _area_of(self, surface: TextSurface) -> QRect:
        widget = widget_of(surface)
        return QRect(widget.mapTo(self._area.viewport(), QPoint(0, 0)), widget.size())

    def _link_at(self, point: QPointF) -> str:
        index = self._ground.row_at_y(int(point.y()))
        if index < 0 or self._ground.widget_at_index(index) is None:
            return ""
        for surface in self._ground.surfaces_at(index):
            area = self._area_of(surface)
            if area.contains(point.toPoint()):
                return surface.link_at(point - QPointF(area.topLeft()))
        return ""


def _open(link: str) -> None:
    """Opens a web or mail address outside; anything else that a model wrote is not opened."""
    url = QUrl(link)
    if link and url.scheme().lower() in _OPENED_SCHEMES:
        QDesktopServices.openUrl(url)
