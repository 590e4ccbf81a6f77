"""Keeps widgets for the rows that are near the visible part, and the heights of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.item_factory import as_item, make_item
from stigmer_desktop.ui.executions.row_heights import RowHeights
from stigmer_desktop.ui.executions.row_space import BOTTOM, probable_height, space_before
from stigmer_desktop.ui.executions.text_surface import SearchedText, TextSurface
from stigmer_desktop.ui.executions.transcript_item import ItemContext
from stigmer_desktop.ui.executions.transcript_row import TranscriptRow
from stigmer_desktop.ui.fonts import text_percent

INDENT = 26


class RowStage:
    """Rows are named by index; heights include the space above the row."""

    def __init__(self, model: ExecutionModel, context: ItemContext, ground: QWidget) -> None:
        self._model = model
        self._context = context
        self._ground = ground
        self._percent = text_percent()
        self._width = 0
        self._heights = RowHeights()
        self._widgets: dict[str, QWidget] = {}
        self._measured: set[str] = set()
        self._index: dict[str, int] | None = None

    @property
    def heights(self) -> RowHeights:
        return self._heights

    @property
    def total(self) -> int:
        """The height of the whole transcript."""
        return self._heights.total + (BOTTOM if len(self._heights) else 0)

    def set_width(self, width: int) -> None:
        """Sets the width of the column; another one makes all heights guesses again."""
        if width != self._width:
            self._width = width
            self._measured.clear()
            self._heights.reset(self._guesses(range(self._model.rowCount())))

    def redraw(self) -> None:
        """Lets go of all widgets; heights stay as they are known, unless text has another size now."""
        if text_percent() != self._percent:
            self._percent = text_percent()
            self.reset()
            return
        self.release(self._widgets.keys())

    def reset(self) -> None:
        """Begins anew with the rows that the model has now."""
        self.release(self._widgets.keys())
        self._measured.clear()
        self._index = None
        self._heights.reset(self._guesses(range(self._model.rowCount())))

    def insert(self, first: int, last: int) -> None:
        """Takes in rows that the model has inserted."""
        self._index = None
        self._heights.insert(first, self._guesses(range(first, last + 1)))
        self._space_anew(last + 1)

    def remove(self, first: int, last: int) -> None:
        """Lets go of rows that the model has removed."""
        self._index = None
        self._heights.remove(first, last)
        left = {row.key for row in self._model.rows()}
        self.release([key for key in self._widgets if key not in left])
        self._measured &= left
        self._space_anew(first)

    def change(self, index: int) -> None:
        """Shows what changed in a row."""
        row = self._model.row(index)
        widget = self._widgets.get(row.key)
        self._measured.discard(row.key)
        if widget is None:
            self._heights.set(index, self._guess(index))
        else:
            as_item(widget).set_row(row)
            self.measure(index)

    def measure(self, index: int) -> None:
        """Makes the row's widget if it has none, lays it out and takes its height."""
        row = self._model.row(index)
        widget = self._widgets.get(row.key)
        if widget is None:
            widget = make_item(self._context, row, self._ground)
            self._widgets[row.key] = widget
        width = self._width - row.depth * INDENT
        height = as_item(widget).arrange(width)
        widget.resize(width, height)
        self._heights.set(index, height + self.space(index))
        self._measured.add(row.key)

    def is_drawn(self, index: int) -> bool:
        """Whether the row has a widget."""
        return self._model.row(index).key in self._widgets

    def is_ready(self, index: int) -> bool:
        """Whether the row has a widget that is laid out for the width of the column."""
        key = self._model.row(index).key
        return key in self._measured and key in self._widgets

    def is_measured(self, index: int) -> bool:
        """Whether the row's height is known and no guess."""
        return self._model.row(index).key in self._measured

    def place(self, index: int, left: int, top: int) -> None:
        """Shows the row's widget with the row's top at `top`."""
        row = self._model.row(index)
        widget = self._widgets[row.key]
        widget.move(left + row.depth * INDENT, top + self.space(index))
        if not widget.isVisible():
            widget.show()

    def space(self, index: int) -> int:
        """The space above a row."""
        previous = self._model.row(index - 1) if index else None
        return space_before(self._model.row(index), previous)

    def release(self, keys: Iterable[str]) -> None:
        """Deletes the widgets of these rows."""
        for key in list(keys):
            widget = self._widgets.pop(key)
            let_go = getattr(widget, "release", None)
            if let_go is not None:
                let_go()
            self._save_focus(widget)
            widget.hide()
            widget.deleteLater()

    def _save_focus(self, widget: QWidget) -> None:
        """Keeps the keyboard here; else it would go to whatever comes next, anywhere in the window."""
        focused, area = QApplication.focusWidget(), self._ground.parentWidget()
        if focused is not None and area is not None and (focused is widget or widget.isAncestorOf(focused)):
            area.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_only(self, first: int, last: int, also: frozenset[str]) -> None:
        """Deletes the widgets of all rows outside `first` to `last`, save those named by `also`."""
        away = [key for key in self._widgets if key not in also and not first <= self.index_of(key) <= last]
        self.release(away)

    def drawn(self) -> Iterator[int]:
        """The rows that have widgets."""
        for key in list(self._widgets):
            yield self.index_of(key)

    @property
    def drawn_count(self) -> int:
        """How many rows have widgets."""
        return len(self._widgets)

    def widget(self, index: int) -> QWidget | None:
        """The row's widget, if it has one."""
        return self._widgets.get(self._model.row(index).key)

    def surfaces(self, index: int) -> Sequence[TextSurface]:
        """The selectable texts of a row, which gets a widget if it has none."""
        if not self.is_drawn(index):
            self.measure(index)
        return as_item(self._widgets[self._model.row(index).key]).surfaces()

    def heads(self, index: int) -> Sequence[SearchedText]:
        """What of a row can be found without unfolding it; the row gets a widget if it has none."""
        if not self.is_drawn(index):
            self.measure(index)
        heads = getattr(self._widgets[self._model.row(index).key], "heads", None)
        return heads() if heads is not None else ()

    def searched(self, index: int) -> Sequence[SearchedText]:
        """All that can be found in a row, top to bottom."""
        return (*self.heads(index), *self.surfaces(index))

    def index_of(self, key: str) -> int:
        """Where the row named `key` stands; -1 if it is gone."""
        if self._index is None:
            self._index = {row.key: index for index, row in enumerate(self._model.rows())}
        return self._index.get(key, -1)

    def _space_anew(self, index: int) -> None:
        """The row below a change may need more or less space above it."""
        if index < self._model.rowCount():
            if self.is_drawn(index):
                self.measure(index)
            else:
                self._heights.set(index, self._guess(index))
                self._measured.discard(self._model.row(index).key)

    def _guesses(self, indexes: range) -> list[int]:
        percent = text_percent()
        return [self._guess(index, percent) for index in indexes]

    def _guess(self, index: int, percent: int = 0) -> int:
        row: TranscriptRow = self._model.row(index)
        return probable_height(row, self._width or 720, percent or text_percent()) + self.space(index)
