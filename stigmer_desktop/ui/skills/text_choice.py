"""Selects in a Markdown text that stands by itself, across its blocks, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.text_surface import CaretMove, TextSurface, TextUnit, widget_of
from stigmer_desktop.ui.executions.transcript_row import AnswerRow, TranscriptRow
from stigmer_desktop.ui.executions.transcript_selection import TextPlace, TranscriptSelection

_KEY = "text"
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


class ShownText(Protocol):
    """The text as it is shown now."""

    @property
    def markdown(self) -> str: ...

    def surfaces(self) -> Sequence[TextSurface]:
        """Its blocks, top to bottom."""
        ...


class TextChoice:
    """What is selected in `text`, which `view` shows; points are those of `view`.

    For the transcript's selection the text is a transcript of one row.
    """

    def __init__(self, text: ShownText, view: QWidget) -> None:
        self._text = text
        self._view = view
        self._pressed = False
        self._by_word = False
        self.selection = TranscriptSelection(self)

    # A SelectionGround of one row

    def row_count(self) -> int:
        return 1

    def row_at_index(self, index: int) -> TranscriptRow:
        return AnswerRow(_KEY, "", text=self._text.markdown)

    def index_of(self, key: str) -> int:
        return 0

    def surfaces_at(self, index: int) -> Sequence[TextSurface]:
        return self._text.surfaces()

    def drawn_rows(self) -> Iterable[int]:
        return (0,)

    # What the user does

    def press(self, event: QMouseEvent) -> None:
        """Begins a selection, or extends it while Shift is held; a third click selects the line."""
        place = self._place_at(event.position())
        if place is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pressed = True
        if self._by_word:
            self.selection.select_unit(place, TextUnit.LINE)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.selection.extend(place)
        else:
            self.selection.begin(place)

    def move(self, event: QMouseEvent) -> None:
        """Extends the selection while the button is held."""
        place = self._place_at(event.position())
        if self._pressed and not self._by_word and place is not None:
            self.selection.extend(place)
            self._text.surfaces()[place.surface].reveal(place.position)

    def release(self, event: QMouseEvent) -> str:
        """The link that was clicked; puts what was selected where a middle click takes it from."""
        self._pressed = self._by_word = False
        if event.button() is not Qt.MouseButton.LeftButton:
            return ""
        if self.selection.is_empty:
            return self.link_at(event.position())
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection():
            clipboard.setText(self.selection.text(), clipboard.Mode.Selection)
        return ""

    def double_click(self, event: QMouseEvent) -> None:
        """Selects the word."""
        place = self._place_at(event.position())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self.selection.select_unit(place, TextUnit.WORD)
            self._pressed = self._by_word = True

    def key(self, event: QKeyEvent) -> bool:
        """Does what a key asks for; False if it asks for nothing here."""
        if event.matches(_KEYS.Copy):
            self.copy()
        elif event.matches(_KEYS.SelectAll):
            self.selection.select_all()
        elif event.key() == Qt.Key.Key_Escape and not self.selection.is_empty:
            self.selection.clear()
        else:
            moves = [move for sequence, move in _MOVES if event.matches(sequence)]
            if moves and self.selection.focus is None:
                self.selection.begin(TextPlace(_KEY, 0, 0))
            for move in moves:
                self.selection.move(move)
            return bool(moves)
        return True

    def copy(self) -> None:
        """Puts the selected text on the clipboard."""
        if text := self.selection.text():
            QGuiApplication.clipboard().setText(text)

    def link_at(self, point: QPointF) -> str:
        """The address of the link at `point`; empty where there is none."""
        for surface in self._text.surfaces():
            area = self._area_of(surface)
            if area.contains(point.toPoint()):
                return surface.link_at(point - QPointF(area.topLeft()))
        return ""

    def _place_at(self, point: QPointF) -> TextPlace | None:
        best: tuple[float, int] | None = None
        surfaces = self._text.surfaces()
        for number, surface in enumerate(surfaces):
            area = self._area_of(surface)
            distance = max(area.top() - point.y(), point.y() - area.bottom(), 0.0)
            if best is None or distance < best[0]:
                best = (distance, number)
        if best is None:
            return None
        surface = surfaces[best[1]]
        inside = point - QPointF(self._area_of(surface).topLeft())
        return TextPlace(_KEY, best[1], surface.position_at(inside))

    def _area_of(self, surface: TextSurface) -> QRect:
        widget = widget_of(surface)
        return QRect(widget.mapTo(self._view, QPoint(0, 0)), widget.size())
