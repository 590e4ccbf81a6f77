"""The agents, newest first, as lists and pickers show them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from stigmer_desktop.api.desktop import AgentHeader

_NO_PARENT = QModelIndex()


class AgentRole(IntEnum):
    """What a row can be asked for besides its name."""

    HEADER = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2


class AgentListModel(QAbstractListModel):
    """Rows are agent headers, in the order of the server. `loaded` comes with the first answer."""

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers: list[AgentHeader] = []
        self._is_loaded = False

    @property
    def is_loaded(self) -> bool:
        """Whether the server has said which agents there are."""
        return self._is_loaded

    @property
    def headers(self) -> tuple[AgentHeader, ...]:
        return tuple(self._headers)

    def header_of(self, agent_id: str) -> AgentHeader | None:
        """The header of an agent; None if it is not there."""
        return next((header for header in self._headers if _id_of(header) == agent_id), None)

    def apply(self, headers: Iterable[AgentHeader]) -> None:
        """Brings the rows in line with `headers`, which are all agents there are, in order."""
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
            return header.agent.metadata.name
        if role == AgentRole.HEADER:
            return header
        if role == AgentRole.ID:
            return _id_of(header)
        return None

    def _place(self, row: int, header: AgentHeader) -> None:
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


def _id_of(header: AgentHeader) -> str:
    return header.agent.metadata.id
