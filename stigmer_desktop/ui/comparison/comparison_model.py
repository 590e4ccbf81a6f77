"""The list model of a comparison: its rows, all of them or only those that differ."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from stigmer_desktop.ui.comparison.comparison import Change, StepPair
from stigmer_desktop.ui.comparison.difference_text import step_amount
from stigmer_desktop.ui.comparison.step import Step

SIGNS = {Change.SAME: "=", Change.CHANGED: "~", Change.REMOVED: "\N{MINUS SIGN}", Change.ADDED: "+"}
_NO_PARENT = QModelIndex()


class PairRole(IntEnum):
    """What a delegate may ask for."""

    PAIR = Qt.ItemDataRole.UserRole


class ComparisonModel(QAbstractListModel):
    """Rows of one comparison."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._all: list[StepPair] = []
        self._shown: list[StepPair] = []
        self._only_changes = False

    def load(self, pairs: Sequence[StepPair]) -> None:
        """Shows these, in place of what was there."""
        self._all = list(pairs)
        self._choose()

    def set_only_changes(self, only: bool) -> None:
        """Leaves out what is the same on both sides."""
        if only != self._only_changes:
            self._only_changes = only
            self._choose()

    @property
    def counts(self) -> dict[Change, int]:
        """How many rows there are of each kind, those that are left out too."""
        return {change: sum(pair.change is change for pair in self._all) for change in Change}

    def pair(self, row: int) -> StepPair:
        """What a row shows."""
        return self._shown[row]

    def first_change(self) -> int:
        """The first row that differs; -1 if none does."""
        changes = (row for row, pair in enumerate(self._shown) if pair.change is not Change.SAME)
        return next(changes, -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        pair = self._shown[index.row()]
        if role == PairRole.PAIR:
            return pair
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            steps = [step for step in (pair.first, pair.second) if step is not None]
            said = [words for step in steps for words in (step_words(step), step_amount(step)) if words]
            return ", ".join([pair.change.value, *said])
        return None

    def _choose(self) -> None:
        self.beginResetModel()
        self._shown = [pair for pair in self._all if not self._only_changes or pair.change is not Change.SAME]
        self.endResetModel()


def step_words(step: Step) -> str:
    """A step in one line."""
    return f"{step.name} {step.line}".strip()
