"""Finds words in everything that a session holds, whether it is drawn, folded or not."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.shown_words import ShownWords

# What one turn of the event loop may spend on looking.
_BUDGET_SECONDS = 0.004


@dataclass(frozen=True)
class Match:
    """One occurrence: the execution, the key of the row that has it, and its number within that row."""

    execution_id: str
    key: str
    number: int


class SessionFinder(QObject):
    """Looks through one execution after the other, a little at a time. `changed` comes as matches do."""

    changed = Signal()

    def __init__(self, model: ExecutionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._words = ShownWords()
        self._found: dict[str, tuple[AgentExecution, list[Match]]] = {}
        self._waiting: list[str] = []
        self._under_way: Iterator[list[Match] | None] | None = None
        self._all: list[Match] = []
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._look)
        for signal in (model.rowsInserted, model.rowsRemoved, model.dataChanged, model.modelReset):
            signal.connect(self._on_model_changed)

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What is looked for; None for nothing."""
        return self._words.pattern

    @property
    def matches(self) -> list[Match]:
        """What was found until now, in the order of the transcript."""
        return self._all

    @property
    def is_looking(self) -> bool:
        """Whether there is more to look through."""
        return bool(self._waiting)

    def look_for(self, words: str) -> None:
        """Looks for `words`, whatever their case; empty looks for nothing and forgets everything."""
        self._words.look_for(words)
        self._found.clear()
        self._all = []
        if self.pattern is None:
            self._waiting = []
            self._under_way = None
            self._turn.stop()
        else:
            self._begin()
        self.changed.emit()

    def _begin(self) -> None:
        """Queues what is new or has changed since it was looked through, the newest first."""
        shown = self._model.snapshots()
        there = {each.metadata.id for each in shown}
        for gone in self._found.keys() - there:
            del self._found[gone]
            self._words.forget(gone)
        self._waiting = [each.metadata.id for each in shown if self._is_stale(each)]
        self._under_way = None
        self._turn.start()

    def _is_stale(self, execution: AgentExecution) -> bool:
        known = self._found.get(execution.metadata.id)
        return known is None or known[0] is not execution

    @Slot()
    def _look(self) -> None:
        deadline = time.perf_counter() + _BUDGET_SECONDS
        while self._waiting and time.perf_counter() < deadline:
            self._look_on(self._waiting[-1], deadline)
        order = [each.metadata.id for each in self._model.snapshots()]
        self._all = [match for each in order if each in self._found for match in self._found[each][1]]
        if self._waiting:
            self._turn.start()
        self.changed.emit()

    def _look_on(self, execution_id: str, deadline: float) -> None:
        """Goes on with one execution until it is looked through, or the time is over."""
        execution = self._model.snapshot(execution_id)
        if execution is None:
            self._waiting.pop()
            return
        if self._under_way is None:
            self._under_way = self._look_through(execution)
        for found in self._under_way:
            if found is not None:
                self._found[execution_id] = (execution, found)
                self._waiting.pop()
                self._under_way = None
                return
            if time.perf_counter() >= deadline:
                return

    def _look_through(self, execution: AgentExecution) -> Iterator[list[Match] | None]:
        """Gives None after each row, and what was found after the last."""
        execution_id = execution.metadata.id
        matches: list[Match] = []
        for row in self._model.each_row(execution_id):
            count = self._words.count(row)
            matches += [Match(execution_id, row.key, number) for number in range(count)]
            yield None
        yield matches

    @Slot()
    def _on_model_changed(self) -> None:
        if self.pattern is not None:
            self._begin()
