"""What everything that shows selectable text in a transcript has in common."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QTextLine
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.theme import Tokens


class TextUnit(Enum):
    """What a double or triple click takes in."""

    WORD = "word"
    LINE = "line"


class CaretMove(Enum):
    """Where the keyboard takes the end of a selection."""

    LEFT = "left"
    RIGHT = "right"
    WORD_LEFT = "word left"
    WORD_RIGHT = "word right"
    UP = "up"
    DOWN = "down"
    LINE_START = "line start"
    LINE_END = "line end"


class SearchedText(Protocol):
    """Words that are shown, and in which some can be shown as found."""

    @property
    def length(self) -> int:
        """How many positions the text has, less one."""
        ...

    def text_between(self, start: int, end: int) -> str:
        """The characters between two positions, with line feeds between lines."""
        ...

    def set_found(self, ranges: Sequence[tuple[int, int]], current: tuple[int, int] | None) -> None:
        """Shows rising `ranges` of positions as found, and `current` as the one that is looked at."""
        ...


class TextSurface(SearchedText, Protocol):
    """A widget with text in it that can be selected together with that of other widgets.

    Positions count from 0 to `length`; points are in the widget's own coordinates.
    """

    def position_at(self, point: QPointF) -> int:
        """The position nearest to `point`, which may lie outside."""
        ...

    def unit_at(self, position: int, unit: TextUnit) -> tuple[int, int]:
        """First and last position of the word or line around `position`."""
        ...

    def moved(self, position: int, move: CaretMove) -> int | None:
        """Where `move` leads from `position`; None where it leads out of this text."""
        ...

    def caret_rect(self, position: int) -> QRect:
        """Where a caret at `position` would stand."""
        ...

    def set_selection(self, start: int, end: int) -> None:
        """Shows what lies between two positions as selected; nothing where they are equal."""
        ...

    def reveal(self, position: int) -> None:
        """Scrolls sideways, where that can be, until `position` is in sight."""
        ...

    def link_at(self, point: QPointF) -> str:
        """The address of the link at `point`; empty where there is none."""
        ...


def widget_of(surface: TextSurface) -> QWidget:
    """The surface as the widget that it is."""
    assert isinstance(surface, QWidget)
    return surface


def selected_fill(tokens: Tokens) -> QColor:
    """The colour beneath selected text; what lies under it stays visible."""
    fill = QColor(tokens.accent)
    fill.setAlphaF(0.26)
    return fill


def cursor_x(line: QTextLine, column: int) -> float:
    """Where in its layout a column of a line stands."""
    found: object = line.cursorToX(column)
    # PySide gives the place and the column that it was found for.
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
