"""The hits of one search, best first, loaded page by page."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from stigmer_desktop.api.desktop import SearchHit
from stigmer_desktop.ui.search.search_place import place_words

_NO_PARENT = QModelIndex()


class HitRole(IntEnum):
    """What a row can be asked for besides its title."""

    HIT = Qt.ItemDataRole.UserRole + 1


class HitListModel(QAbstractListModel):
    """Rows are hits, in the order of the server. `more_wanted` asks for the next page."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []
        self._has_more = False
        self._is_loading = False

    def load(self, hits: Iterable[SearchHit], *, has_more: bool) -> None:
        """Shows the first page in place of what was there; the same hits again move nothing."""
        wanted = list(hits)
        self._has_more = has_more
        self._is_loading = False
        if wanted == self._hits:
            return
        self.beginResetModel()
        self._hits = wanted
        self.endResetModel()

    def append(self, hits: Iterable[SearchHit], *, has_more: bool) -> None:
        """Adds a further page, which may be empty."""
        page = list(hits)
        self._has_more = has_more
        self._is_loading = False
        if page:
            end = len(self._hits)
            self.beginInsertRows(_NO_PARENT, end, end + len(page) - 1)
            self._hits.extend(page)
            self.endInsertRows()

    def stop_loading(self) -> None:
        """The page that was asked for did not come; nothing more is asked for until `load_again`."""
        self._is_loading = False
        self._has_more = False

    def load_again(self) -> None:
        """Asks for the page that did not come."""
        self._has_more = True
        self.fetchMore(_NO_PARENT)

    def hit(self, row: int) -> SearchHit:
        """The hit of a row.

        Raises:
            IndexError: there is no such row.
        """
        return self._hits[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not 0 <= index.row() < len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{place_words(hit.place)}, {hit.title}: {hit.excerpt}"
        if role == HitRole.HIT:
            return hit
        return None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self._has_more and not self._is_loading

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        if self.canFetchMore(parent):
            self._is_loading = True
            self.more_wanted.emit()
