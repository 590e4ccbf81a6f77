"""The sessions that the sidebar lists, newest activity first, loaded page by page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.api.execution import EXECUTION_COMPLETED
from stigmer_desktop.ui.sessions.session_order import (
    Group,
    SessionFilter,
    id_of,
    key_of,
)
from stigmer_desktop.ui.sessions.session_rows import SessionRows, title_of

_NO_PARENT = QModelIndex()


class SessionRole(IntEnum):
    """What a row can be asked for besides its title."""

    HEADER = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2
    UNSEEN = Qt.ItemDataRole.UserRole + 3


class SessionListModel(QAbstractListModel):
    """Rows are session headers. `more_wanted` asks for the next page of the server's list.

    `page_added` comes even if the filter lets nothing of the page through. `filter_changed` comes when
    other sessions are to be listed than before.
    """

    more_wanted = Signal()
    page_added = Signal()
    filter_changed = Signal()
    unseen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = SessionRows()
        self._unseen: set[str] = set()
        # The tags of which every session is loaded.
        self._complete_tags: set[str] = set()
        self._has_more = False
        self._is_loading = False
        self._is_loaded = False

    # What the sidebar is told

    def load(self, headers: Iterable[SessionHeader], *, has_more: bool) -> None:
        """Shows the first page in place of everything that was there."""
        self.beginResetModel()
        self._rows.headers = {id_of(header): header for header in headers}
        self._complete_tags.clear()
        self._has_more = has_more
        self._is_loading = False
        self._is_loaded = True
        self._rows.sort()
        self.endResetModel()

    def append(self, headers: Iterable[SessionHeader], *, has_more: bool) -> None:
        """Adds a further page."""
        self._has_more = has_more
        self._is_loading = False
        self.merge(headers)

    def merge(self, headers: Iterable[SessionHeader]) -> None:
        """Adds sessions out of turn, and brings those up to date that are there."""
        page = list(headers)
        if below := self._rows.end_of(page):
            end = len(self._rows.keys)
            self._rows.headers.update((id_of(header), header) for header in page)
            self.beginInsertRows(_NO_PARENT, end, end + len(below) - 1)
            self._rows.keys.extend(below)
            self.endInsertRows()
        else:
            self.apply(page)
        self.page_added.emit()

    def apply(self, headers: Iterable[SessionHeader]) -> None:
        """Brings the rows up to date with `headers`; one that is older than its row is ignored."""
        for header in headers:
            known = self._rows.headers.get(id_of(header))
            if known is None:
                self._add(header)
            elif header.revision >= known.revision and header != known:
                self._replace(known, header)

    def remove(self, session_id: str) -> None:
        """Takes a session out of the list."""
        header = self._rows.headers.get(session_id)
        if header is None:
            return
        row = self.row_of(session_id)
        if row >= 0:
            self.beginRemoveRows(_NO_PARENT, row, row)
            del self._rows.keys[row]
        del self._rows.headers[session_id]
        if row >= 0:
            self.endRemoveRows()
        self.set_unseen(session_id, False)

    def set_filter(self, text: str) -> None:
        """Lists only sessions whose title or agent has every word of `text`."""
        self._set_filter(replace(self._rows.filter, words=tuple(text.casefold().split())))

    def set_tag(self, tag: str) -> None:
        """Lists only sessions that have `tag`; empty lists all."""
        self._set_filter(replace(self._rows.filter, tag=tag))

    def set_archived_shown(self, shown: bool) -> None:
        """Lists archived sessions too, below all others, or leaves them out."""
        self._set_filter(replace(self._rows.filter, archived=shown))

    def set_tag_complete(self, tag: str) -> None:
        """Every session with `tag` is loaded: a list of those has no further page."""
        self._complete_tags.add(tag)
        self.page_added.emit()

    def set_hidden(self, session_id: str, hidden: bool) -> None:
        """Takes a session out of sight while it is still there, or brings it back."""
        if hidden == (session_id in self._rows.hidden):
            return
        header = self._rows.headers.get(session_id)
        row = self.row_of(session_id)
        (self._rows.hidden.add if hidden else self._rows.hidden.discard)(session_id)
        if header is not None:
            self._after_replace(row, header)

    def stop_loading(self) -> None:
        """The page that was asked for did not come; it may be asked for again."""
        self._is_loading = False

    def _set_filter(self, chosen: SessionFilter) -> None:
        if chosen != self._rows.filter:
            self.beginResetModel()
            self._rows.filter = chosen
            self._rows.sort()
            self.endResetModel()
            self.filter_changed.emit()

    # What ended while nobody looked

    @property
    def unseen(self) -> frozenset[str]:
        """The sessions in which something was completed while another one was open."""
        return frozenset(self._unseen)

    def set_unseen(self, session_id: str, unseen: bool) -> None:
        """Marks a session as holding something new, or takes the mark away."""
        if unseen == (session_id in self._unseen):
            return
        (self._unseen.add if unseen else self._unseen.discard)(session_id)
        row = self.row_of(session_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row), [SessionRole.UNSEEN])
        self.unseen_changed.emit()

    # What the view asks

    @property
    def filter(self) -> SessionFilter:
        """What is listed."""
        return self._rows.filter

    @property
    def tags(self) -> list[str]:
        """Every tag of the loaded sessions, in the order of the alphabet."""
        return self._rows.tags

    @property
    def is_known_empty(self) -> bool:
        """Whether the server has said that there is nothing to list."""
        return self._is_loaded and not self._rows.keys and not self._may_have_more

    @property
    def is_loaded(self) -> bool:
        """Whether the server has said anything yet."""
        return self._is_loaded

    def header_of(self, session_id: str) -> SessionHeader | None:
        """The header of a session, listed or filtered out; None if it is not loaded."""
        return self._rows.headers.get(session_id)

    def newest(self, count: int) -> list[SessionHeader]:
        """At most `count` loaded sessions, filtered out or not, newest activity first; no hidden ones."""
        return self._rows.newest(count)

    def ids_of_agent(self, agent_id: str) -> list[str]:
        """The loaded sessions with this agent."""
        return self._rows.ids_of_agent(agent_id)

    def row_of(self, session_id: str) -> int:
        """The row of a session; -1 if it is not listed."""
        return self._rows.row_of(session_id)

    def groups(self, now: datetime | None = None) -> list[Group]:
        """The headings: pinned, then by the local day of `now` today and earlier, archived."""
        return self._rows.groups(now)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows.keys)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not 0 <= index.row() < len(self._rows.keys):
            return None
        session_id = self._rows.keys[index.row()][2]
        header = self._rows.headers[session_id]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return title_of(header)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (title_of(header), header.agent_name) if part)
        if role == SessionRole.HEADER:
            return header
        if role == SessionRole.ID:
            return session_id
        if role == SessionRole.UNSEEN:
            return session_id in self._unseen and header.last_phase == EXECUTION_COMPLETED
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self._may_have_more and not self._is_loading

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        if self.canFetchMore(parent):
            self._is_loading = True
            self.more_wanted.emit()

    def roleNames(self) -> dict[int, QByteArray]:
        return {**super().roleNames(), SessionRole.HEADER: QByteArray(b"header")}

    # How rows come about

    @property
    def _may_have_more(self) -> bool:
        return self._has_more and self._rows.filter.tag not in self._complete_tags

    def _add(self, header: SessionHeader) -> None:
        key = key_of(header)
        self._rows.headers[key[2]] = header
        if self._rows.fits(header):
            row = bisect_left(self._rows.keys, key)
            self.beginInsertRows(_NO_PARENT, row, row)
            self._rows.keys.insert(row, key)
            self.endInsertRows()

    def _replace(self, known: SessionHeader, header: SessionHeader) -> None:
        before = self.row_of(id_of(known))
        if before < 0 or not self._rows.fits(header) or key_of(header) == key_of(known):
            self._rows.headers[id_of(header)] = header
            self._after_replace(before, header)
            return
        key = key_of(header)
        after = bisect_left(self._rows.keys, key)
        if after in (before, before + 1):
            self._rows.keys[before] = key
            self._rows.headers[key[2]] = header
        else:
            self.beginMoveRows(_NO_PARENT, before, before, _NO_PARENT, after)
            del self._rows.keys[before]
            self._rows.keys.insert(after - (after > before), key)
            self._rows.headers[key[2]] = header
            self.endMoveRows()
        row = self.row_of(key[2])
        self.dataChanged.emit(self.index(row), self.index(row))

    def _after_replace(self, row: int, header: SessionHeader) -> None:
        if row >= 0 and self._rows.fits(header):
            self.dataChanged.emit(self.index(row), self.index(row))
        elif row >= 0:
            self.beginRemoveRows(_NO_PARENT, row, row)
            del self._rows.keys[row]
            self.endRemoveRows()
        elif self._rows.fits(header):
            del self._rows.headers[id_of(header)]
            self._add(header)
