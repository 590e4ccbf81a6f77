"""The list of everything that needs the user: what is to be decided, failures, results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from stigmer_desktop.ui.needs_you.need import Need, NeedKind

_NO_PARENT = QModelIndex()


class NeedRole(IntEnum):
    """What a row can be asked for beside its words."""

    NEED = Qt.ItemDataRole.UserRole + 1


class NeedsYouModel(QAbstractListModel):
    """Rows are needs. `count_changed` comes when there are more or fewer of them."""

    count_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._needs: list[Need] = []
        self._leaving: tuple[str, str] | None = None

    @property
    def needs(self) -> tuple[Need, ...]:
        """All of them, in the order of the rows."""
        return tuple(self._needs)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._needs)

    @property
    def told(self) -> str:
        """What is counted, in words: "2: 1 approval, 1 new result"; empty if nothing is."""
        words = {
            NeedKind.APPROVAL: (self.tr("1 approval"), self.tr("%1 approvals")),
            NeedKind.FAILURE: (self.tr("1 failure"), self.tr("%1 failures")),
            NeedKind.RESULT: (self.tr("1 new result"), self.tr("%1 new results")),
        }
        counts = Counter(need.kind for need in self._needs)
        parts = [
            words[kind][counts[kind] > 1].replace("%1", str(counts[kind]))
            for kind in NeedKind
            if counts[kind]
        ]
        return f"{self.count}: {', '.join(parts)}" if parts else ""

    def of(self, execution_id: str) -> list[Need]:
        """What an execution needs."""
        return [need for need in self._needs if need.header.metadata.id == execution_id]

    def lists(self, need: Need) -> bool:
        """Whether it is listed; one that is just being taken away is not."""
        return need.key != self._leaving and any(each.key == need.key for each in self._needs)

    def apply(self, execution_id: str, needs: Sequence[Need]) -> None:
        """Lists `needs` in place of what the execution needed before."""
        before = self._needs
        wanted = {need.key: need for need in needs}
        for row in range(len(before) - 1, -1, -1):
            need = before[row]
            if need.header.metadata.id != execution_id:
                continue
            fresh = wanted.get(need.key)
            if fresh is None or fresh.kind is not need.kind:
                self._remove(row)
                continue
            del wanted[need.key]
            if fresh != need:
                # It stays where it is even if its time is another one now: someone may be at it.
                before[row] = fresh
                self.dataChanged.emit(self.index(row), self.index(row))
        for need in wanted.values():
            self._insert(need)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._needs)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not 0 <= index.row() < len(self._needs):
            return None
        need = self._needs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return need.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{need.kind_words}: {need.title}, {need.words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{need.title}\n{need.words}"
        return need if role == NeedRole.NEED else None

    def _remove(self, row: int) -> None:
        self._leaving = self._needs[row].key
        self.beginRemoveRows(_NO_PARENT, row, row)
        del self._needs[row]
        self.endRemoveRows()
        self._leaving = None
        self.count_changed.emit()

    def _insert(self, need: Need) -> None:
        row = next((row for row, each in enumerate(self._needs) if each.place > need.place), self.count)
        self.beginInsertRows(_NO_PARENT, row, row)
        self._needs.insert(row, need)
        self.endInsertRows()
        self.count_changed.emit()
