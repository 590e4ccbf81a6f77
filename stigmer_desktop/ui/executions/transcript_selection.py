"""Text that is selected across the rows of a transcript, whether they are drawn at the moment or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from stigmer_desktop.ui.executions.text_surface import CaretMove, TextSurface, TextUnit
from stigmer_desktop.ui.executions.transcript_row import TranscriptRow
from stigmer_desktop.ui.executions.transcript_text import joined, row_text

_END = 10**12


@dataclass(frozen=True)
class TextPlace:
    """A place in a transcript: a row by its key, one of its texts, a position in that."""

    key: str
    surface: int
    position: int


class SelectionGround(Protocol):
    """The rows that a selection lies on."""

    def row_count(self) -> int: ...

    def row_at_index(self, index: int) -> TranscriptRow: ...

    def index_of(self, key: str) -> int:
        """Where the row named `key` stands; -1 if it is gone."""
        ...

    def surfaces_at(self, index: int) -> Sequence[TextSurface]:
        """The texts of a row, which is drawn for it where it is not."""
        ...

    def drawn_rows(self) -> Iterable[int]:
        """The rows that are drawn now."""
        ...


class TranscriptSelection:
    """Reaches from an anchor to a focus, which the mouse and the keyboard move."""

    def __init__(self, ground: SelectionGround) -> None:
        self._ground = ground
        self._anchor: TextPlace | None = None
        self._focus: TextPlace | None = None

    @property
    def focus(self) -> TextPlace | None:
        """Where the moving end is."""
        return self._focus

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self._anchor is None or self._anchor == self._focus

    def clear(self) -> None:
        """Selects nothing, from nowhere."""
        self._anchor = self._focus = None
        self.refresh()

    def begin(self, place: TextPlace) -> None:
        """Starts anew at `place`."""
        self._anchor = self._focus = place
        self.refresh()

    def extend(self, place: TextPlace) -> None:
        """Moves the end to `place`."""
        if self._anchor is None:
            self._anchor = place
        if place != self._focus:
            self._focus = place
            self.refresh()

    def select_unit(self, place: TextPlace, unit: TextUnit) -> None:
        """Selects the word or line at `place`."""
        surfaces = self._ground.surfaces_at(self._ground.index_of(place.key))
        if place.surface < len(surfaces):
            start, end = surfaces[place.surface].unit_at(place.position, unit)
            self._anchor = TextPlace(place.key, place.surface, start)
            self._focus = TextPlace(place.key, place.surface, end)
            self.refresh()

    def select_all(self) -> None:
        """Selects everything there is."""
        count = self._ground.row_count()
        if count:
            self._anchor = TextPlace(self._ground.row_at_index(0).key, 0, 0)
            self._focus = TextPlace(self._ground.row_at_index(count - 1).key, _END, _END)
            self.refresh()

    def move(self, move: CaretMove) -> TextPlace | None:
        """Moves the end by the keyboard, into the next text where this one ends; returns the new end."""
        if self._focus is None:
            return None
        index = self._ground.index_of(self._focus.key)
        if index < 0:
            return None
        surfaces = self._ground.surfaces_at(index)
        number = min(self._focus.surface, max(0, len(surfaces) - 1))
        if surfaces:
            surface = surfaces[number]
            position = surface.moved(min(self._focus.position, surface.length), move)
            if position is not None:
                self.extend(TextPlace(self._focus.key, number, position))
                return self._focus
        forward = move in (CaretMove.RIGHT, CaretMove.WORD_RIGHT, CaretMove.DOWN)
        beyond = self._neighbour(index, number, forward)
        if beyond is not None:
            self.extend(beyond)
        return self._focus

    def refresh(self) -> None:
        """Shows the selection on all rows that are drawn."""
        for index in self._ground.drawn_rows():
            self.show_on(index, self._ground.surfaces_at(index))

    def show_on(self, index: int, surfaces: Sequence[TextSurface]) -> None:
        """Shows what of the selection lies on one row."""
        ends = self._ordered()
        for number, surface in enumerate(surfaces):
            start, end = (0, 0) if ends is None else _share(ends, index, number, surface.length)
            surface.set_selection(start, end)

    def text(self) -> str:
        """What is selected, as plain text; rows that are selected whole as they were written."""
        ends = self._ordered()
        if ends is None:
            return ""
        (first, *_), (last, *_) = ends
        return joined([self._row_text(ends, index) for index in range(first, last + 1)])

    def _row_text(self, ends: _Ends, index: int) -> str:
        (first, first_surface, first_position), (last, last_surface, last_position) = ends
        from_start = index > first or (first_surface == 0 and first_position == 0)
        to_end = index < last or last_surface == last_position == _END
        if from_start and to_end:
            return row_text(self._ground.row_at_index(index))
        pieces = []
        for number, surface in enumerate(self._ground.surfaces_at(index)):
            start, end = _share(ends, index, number, surface.length)
            if end > start:
                pieces.append(surface.text_between(start, end))
        return "\n".join(pieces)

    def _ordered(self) -> _Ends | None:
        if self._anchor is None or self._focus is None or self._anchor == self._focus:
            return None
        places = []
        for place in (self._anchor, self._focus):
            index = self._ground.index_of(place.key)
            if index < 0:
                return None
            places.append((index, place.surface, place.position))
        places.sort()
        return places[0], places[1]

    def _neighbour(self, index: int, number: int, forward: bool) -> TextPlace | None:
        """The nearest place in the next or the previous text."""
        step = 1 if forward else -1
        surfaces = self._ground.surfaces_at(index)
        number += step
        while not 0 <= number < len(surfaces):
            index += step
            if not 0 <= index < self._ground.row_count():
                return None
            surfaces = self._ground.surfaces_at(index)
            number = 0 if forward else len(surfaces) - 1
        position = 0 if forward else surfaces[number].length
        return TextPlace(self._ground.row_at_index(index).key, number, position)


_Ends = tuple[tuple[int, int, int], tuple[int, int, int]]


def _share(ends: _Ends, row: int, surface: int, length: int) -> tuple[int, int]:
    """What part of a text of `length` lies between the ends of a selection."""
    first, last = ends
    start = 0
    if (row, surface) == first[:2]:
        start = min(first[2], length)
    elif (row, surface) < first[:2]:
        start = length
    end = length
    if (row, surface) == last[:2]:
        end = min(last[2], length)
    elif (row, surface) > last[:2]:
        end = 0
    return (start, end) if start < end else (0, 0)
