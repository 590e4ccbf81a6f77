"""What the palette offers for the letters that are typed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stigmer_desktop.ui.palette.ranking import Found, ranked
from stigmer_desktop.ui.palette.window_action import WindowAction

MOST_ROWS = 60
# Sessions that are offered before anything is typed.
RECENT_SESSIONS = 6

_NO_PARENT = QModelIndex()


class PaletteRole(IntEnum):
    """What a row can be asked for besides its name."""

    FOUND = Qt.ItemDataRole.UserRole + 1


class PaletteModel(QAbstractListModel):
    """Rows are what fits, best first; actions come before sessions that fit as well."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Found] = []

    def fill(self, typed: str, actions: Sequence[WindowAction], sessions: Sequence[WindowAction]) -> None:
        """Shows what of `actions` and `sessions` fits the letters `typed`."""
        offered = sessions if typed.strip() else sessions[:RECENT_SESSIONS]
        rows = ranked(typed, [*actions, *offered])[:MOST_ROWS]
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def found(self, row: int) -> Found:
        """What stands in a row.

        Raises:
            IndexError: there is no such row.
        """
        return self._rows[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        found = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return found.action.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (found.action.name, found.action.detail, "+".join(found.action.keys))
            return ", ".join(part for part in parts if part)
        if role == PaletteRole.FOUND:
            return found
        return None
