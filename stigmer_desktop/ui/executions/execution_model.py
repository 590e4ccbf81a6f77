"""The list model of one session's transcript: pulls its rows from execution snapshots."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.execution_rows import each_row_of, rows_of
from stigmer_desktop.ui.executions.markdown_part import MessageChunks
from stigmer_desktop.ui.executions.transcript_row import SubAgentRow, TranscriptRow

ROW_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


class ExecutionModel(QAbstractListModel):
    """Rows of all executions of a session, oldest first; brought up to date by whole snapshots.

    `snapshot_changed` carries the id of an execution whose snapshot was replaced, added or taken away, also
    where no row looks different for it; a first load tells of itself by `modelReset` only.
    """

    snapshot_changed = Signal(object)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._order: list[tuple[int, str]] = []
        self._snapshots: dict[str, AgentExecution] = {}
        self._rows: dict[str, list[TranscriptRow]] = {}
        self._flat: list[TranscriptRow] = []
        self._chosen: dict[str, bool] = {}
        self._chunks = MessageChunks()

    def load(self, executions: Iterable[AgentExecution]) -> None:
        """Shows exactly `executions`, in one reset; for a session's first page."""
        self.beginResetModel()
        self._chunks = MessageChunks()
        self._snapshots = {execution.metadata.id: execution for execution in executions}
        self._order = sorted(_place_of(execution) for execution in self._snapshots.values())
        self._rows = {key: self._build(execution) for key, execution in self._snapshots.items()}
        self._flat = [row for _, execution_id in self._order for row in self._rows[execution_id]]
        self.endResetModel()

    def apply(self, execution: AgentExecution) -> bool:
        """Brings the rows of `execution` up to date, adding it in its place if it is new.

        Returns:
            False if a snapshot at least as new was applied before, so that nothing was done.
        """
        execution_id = execution.metadata.id
        known = self._snapshots.get(execution_id)
        if known is not None and not _is_newer(execution, known):
            return False
        rows = self._build(execution, known)
        if known is None:
            place = _place_of(execution)
            self._order.insert(bisect_left(self._order, place), place)
            self._rows[execution_id] = []
        self._snapshots[execution_id] = execution
        self._update(execution_id, rows)
        self.snapshot_changed.emit(execution_id)
        return True

    def remove(self, execution_id: str) -> None:
        """Takes away the rows of an execution that was deleted; does nothing if it is not shown."""
        known = self._snapshots.get(execution_id)
        if known is None:
            return
        self._update(execution_id, [])
        del self._snapshots[execution_id], self._rows[execution_id]
        self._order.remove(_place_of(known))
        self.snapshot_changed.emit(execution_id)

    def set_opened(self, key: str, opened: bool) -> None:
        """Opens or folds the sub-agent block whose row has `key`."""
        self._chosen[key] = opened
        for row in self._flat:
            if row.key == key and isinstance(row, SubAgentRow) and row.opened != opened:
                self._update(row.execution_id, self._build(self._snapshots[row.execution_id]))
                return

    def snapshot(self, execution_id: str) -> AgentExecution | None:
        """The newest snapshot of an execution that is shown."""
        return self._snapshots.get(execution_id)

    def snapshots(self) -> list[AgentExecution]:
        """The newest snapshots, oldest execution first."""
        return [self._snapshots[execution_id] for _, execution_id in self._order]

    def every_row(self, execution_id: str) -> list[TranscriptRow]:
        """All rows of an execution, as they would be with every sub-agent unfolded."""
        return list(self.each_row(execution_id))

    def each_row(self, execution_id: str) -> Iterator[TranscriptRow]:
        """The same, one after the other: making all of a long execution takes a while."""
        return each_row_of(self._snapshots[execution_id], self._chunks.of)

    def row(self, index: int) -> TranscriptRow:
        """The row at `index`, from 0."""
        return self._flat[index]

    def rows(self) -> Sequence[TranscriptRow]:
        """All rows, top to bottom."""
        return self._flat

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._flat)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._flat):
            return None
        row = self._flat[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return getattr(row, "text", row.key)
        return None

    def _build(self, execution: AgentExecution, before: AgentExecution | None = None) -> list[TranscriptRow]:
        rows = self._rows.get(execution.metadata.id, ())
        return rows_of(execution, self._chosen.get, self._chunks.of, before, rows)

    def _first_row(self, execution_id: str) -> int:
        first = 0
        for _, other in self._order:
            if other == execution_id:
                break
            first += len(self._rows[other])
        return first

    def _update(self, execution_id: str, new: list[TranscriptRow]) -> None:
        """Moves an execution's rows to `new` by one removal, one insertion and changes in place."""
        first, old = self._first_row(execution_id), self._rows[execution_id]
        head = 0
        while head < min(len(old), len(new)) and old[head].key == new[head].key:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail].key == new[-1 - tail].key:
            tail += 1
        self._remove_rows(execution_id, first, head, len(old) - tail)
        self._insert_rows(execution_id, first, head, new[head : len(new) - tail])
        self._replace_rows(execution_id, first, new, range(head), range(len(new) - tail, len(new)))

    def _remove_rows(self, execution_id: str, first: int, start: int, end: int) -> None:
        if end > start:
            self.beginRemoveRows(_NO_PARENT, first + start, first + end - 1)
            del self._flat[first + start : first + end]
            del self._rows[execution_id][start:end]
            self.endRemoveRows()

    def _insert_rows(self, execution_id: str, first: int, start: int, added: list[TranscriptRow]) -> None:
        if added:
            self.beginInsertRows(_NO_PARENT, first + start, first + start + len(added) - 1)
            self._flat[first + start : first + start] = added
            self._rows[execution_id][start:start] = added
            self.endInsertRows()

    def _replace_rows(self, execution_id: str, first: int, new: list[TranscriptRow], *ranges: range) -> None:
        rows = self._rows[execution_id]
        changed = [
            at for places in ranges for at in places if rows[at] is not new[at] and rows[at] != new[at]
        ]
        # Equal rows are replaced as well: a tool call of an old snapshot would keep all of it in memory.
        rows[:] = new
        self._flat[first : first + len(new)] = new
        for start, end in _runs(changed):
            self.dataChanged.emit(self.index(first + start), self.index(first + end))


def _place_of(execution: AgentExecution) -> tuple[int, str]:
    """What executions are ordered by: when they were made, then their id, which grows with time."""
    created = execution.status.audit.spec_audit.created_at
    return created.ToNanoseconds(), execution.metadata.id


def _is_newer(execution: AgentExecution, known: AgentExecution) -> bool:
    # A server that knows no revisions sends 0 always; its word is taken as it comes.
    revision = execution.status.revision
    return revision > known.status.revision or revision == known.status.revision == 0


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Groups rising `numbers` into first and last of each run without a gap."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
