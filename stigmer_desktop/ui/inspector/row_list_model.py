"""A list model for rows that are plain values: brought up to date by whole lists, told by few signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

ROW_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()

Row = TypeVar("Row")


class RowListModel(QAbstractListModel, Generic[Row]):
    """Holds rows of one type, each named by a key that stays the same while the row changes."""

    def __init__(
        self,
        key_of: Callable[[Row], object],
        name_of: Callable[[Row], str],
        parent: QObject | None = None,
    ) -> None:
        """`name_of` gives what a screen reader says of a row."""
        super().__init__(parent)
        self._key_of = key_of
        self._name_of = name_of
        self._rows: list[Row] = []

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, top to bottom."""
        return self._rows

    def row(self, number: int) -> Row:
        """The row at `number`, from 0."""
        return self._rows[number]

    def set_rows(self, new: Sequence[Row]) -> None:
        """Shows exactly `new`: by one removal, one insertion and changes in place, or by nothing at all."""
        self.set_range(0, len(self._rows), new)

    def set_range(self, start: int, end: int, new: Sequence[Row]) -> None:
        """Shows `new` in place of the rows from `start` to before `end`, in the same few steps.

        The other rows are not even looked at, so that adding to a long list costs only what is added.
        """
        old, key = self._rows[start:end], self._key_of
        shorter = min(len(old), len(new))
        head = 0
        while head < shorter and (old[head] is new[head] or key(old[head]) == key(new[head])):
            head += 1
        tail = 0
        while tail < shorter - head and (
            old[-1 - tail] is new[-1 - tail] or key(old[-1 - tail]) == key(new[-1 - tail])
        ):
            tail += 1
        self._remove(start + head, end - tail)
        self._insert(start + head, new[head : len(new) - tail])
        self._replace(start, new)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._name_of(row)
        return None

    def _remove(self, start: int, end: int) -> None:
        if end > start:
            self.beginRemoveRows(_NO_PARENT, start, end - 1)
            del self._rows[start:end]
            self.endRemoveRows()

    def _insert(self, start: int, added: Sequence[Row]) -> None:
        if added:
            self.beginInsertRows(_NO_PARENT, start, start + len(added) - 1)
            self._rows[start:start] = added
            self.endInsertRows()

    def _replace(self, start: int, new: Sequence[Row]) -> None:
        old = self._rows[start : start + len(new)]
        self._rows[start : start + len(new)] = new
        first = last = -1
        for number, (before, after) in enumerate(zip(old, new, strict=True), start):
            if before is after or before == after:
                continue
            if last < 0:
                first = number
            elif last != number - 1:
                self._tell(first, last)
                first = number
            last = number
        if last >= 0:
            self._tell(first, last)

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))
