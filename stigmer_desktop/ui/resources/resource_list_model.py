"""The resources of one kind, newest first, as lists and pickers show them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

_NO_PARENT = QModelIndex()


class ResourceHeader(Protocol):
    """A header of the catalog: its first field is the resource, and it knows its revision."""

    DESCRIPTOR: Any
    revision: int


Header = TypeVar("Header", bound=ResourceHeader)


class ResourceRole(IntEnum):
    """What a row can be asked for besides its name."""

    HEADER = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2


class ResourceListModel(QAbstractListModel, Generic[Header]):
    """Rows are headers, in the order of the server. `loaded` comes with the first answer."""

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers: list[Header] = []
        self._is_loaded = False

    @property
    def is_loaded(self) -> bool:
        """Whether the server has said what there is."""
        return self._is_loaded

    @property
    def headers(self) -> tuple[Header, ...]:
        return tuple(self._headers)

    def header_of(self, resource_id: str) -> Header | None:
        """The header of a resource; None if it is not there."""
        return next((header for header in self._headers if _id_of(header) == resource_id), None)

    def apply(self, headers: Iterable[Header]) -> None:
        """Brings the rows in line with `headers`, which are all that there are, in order."""
        wanted = list(headers)
        if not self._is_loaded:
            self.beginResetModel()
            self._headers = wanted
            self._is_loaded = True
            self.endResetModel()
            self.loaded.emit()
            return
        keep = {_id_of(header) for header in wanted}
        for row in range(len(self._headers) - 1, -1, -1):
            if _id_of(self._headers[row]) not in keep:
                self.beginRemoveRows(_NO_PARENT, row, row)
                del self._headers[row]
                self.endRemoveRows()
        for row, header in enumerate(wanted):
            self._place(row, header)

    def forget(self) -> None:
        """Begins anew: what there is will be another list."""
        self.beginResetModel()
        self._headers = []
        self._is_loaded = False
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not 0 <= index.row() < len(self._headers):
            return None
        header = self._headers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return resource_of(header).metadata.name
        if role == ResourceRole.HEADER:
            return header
        if role == ResourceRole.ID:
            return _id_of(header)
        return None

    def _place(self, row: int, header: Header) -> None:
        known = [_id_of(other) for other in self._headers]
        if _id_of(header) not in known:
            self.beginInsertRows(_NO_PARENT, row, row)
            self._headers.insert(row, header)
            self.endInsertRows()
            return
        before = known.index(_id_of(header))
        if before != row:
            self.beginMoveRows(_NO_PARENT, before, before, _NO_PARENT, row)
            self._headers.insert(row, self._headers.pop(before))
            self.endMoveRows()
        if self._headers[row] != header and header.revision >= self._headers[row].revision:
            self._headers[row] = header
            self.dataChanged.emit(self.index(row), self.index(row))


def resource_of(header: ResourceHeader) -> Any:
    """The resource that a header of the catalog carries."""
    return getattr(header, header.DESCRIPTOR.fields[0].name)


def _id_of(header: ResourceHeader) -> str:
    name = resource_of(header).metadata.id
    return str(name)
