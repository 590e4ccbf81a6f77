"""The inspector's last page: an execution as the server tells it, for those who want the truth."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.amount_text import lines_text
from stigmer_desktop.ui.inspector.code_line import json_spans
from stigmer_desktop.ui.inspector.code_list import CodeList
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.raw_lines import Lines, RawLines, whole_text
from stigmer_desktop.ui.inspector.section_head import SectionHead
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.widgets.copy_button import CopyButton

BUDGET_SECONDS = 0.004
_PAUSE_MS = 1000


class RawPage(QWidget):
    """Shows a growing execution anew about once a second; the first lines of a large one at once."""

    def __init__(self, theme: Theme, session: InspectedSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: AgentExecution | None = None
        self._wanted: AgentExecution | None = None
        self._raw = RawLines()
        self._work: Iterator[Lines] | None = None
        # What is shown, and what is being made.
        self._pieces: list[Lines] = []
        self._fresh: list[Lines] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self.head = SectionHead(theme, self.tr("Execution as JSON"))
        self.copy = CopyButton(theme, self.tr("Copy all of it"), self._text)
        self.list = CodeList(theme, self.tr("Execution as JSON"), spans_of=json_spans)
        note = EmptyNote(theme, "brackets-curly", self.tr("Nothing was asked in this session yet."))
        content = QWidget()
        strip = QHBoxLayout()
        strip.setContentsMargins(0, SPACE_1, SPACE_2, SPACE_1)
        strip.setSpacing(0)
        strip.addWidget(self.head, 1)
        strip.addWidget(self.copy)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(strip)
        rows.addWidget(self.list, 1)
        self.filled = Filled(content, note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.filled)

    def refresh(self, session: InspectedSession) -> bool:
        execution = session.execution
        if execution is None:
            return True
        if self._work is None:
            if execution is self._shown:
                return True
            same = self._shown is not None and self._shown.metadata.id == execution.metadata.id
            if same and self._pause.isActive():
                return True
            self._begin(execution, same=same)
        return self._go_on()

    def _begin(self, execution: AgentExecution, *, same: bool) -> None:
        if not same:
            self._raw = RawLines()
            self.list.set_lines(())
            self.list.scrollToTop()
            self._pieces = []
        self._wanted = execution
        self._work = self._raw.pieces(execution)
        self._fresh = []
        self.filled.set_filled(True)

    def _go_on(self) -> bool:
        """Makes lines for a while; True when that was all."""
        assert self._work is not None
        end = time.perf_counter() + BUDGET_SECONDS
        while True:
            piece = next(self._work, None)
            if piece is None:
                break
            self._fresh.append(piece)
            if time.perf_counter() >= end:
                # What is there already is not taken away while it is made anew.
                if len(self._fresh) > len(self._pieces):
                    self._show(whole=False)
                return False
        self._show(whole=True)
        self.head.set_amount(lines_text(len(self.list.model_of_lines.rows)))
        self._shown, self._wanted, self._work = self._wanted, None, None
        self._pause.start()
        return self._session.execution is self._shown

    def _show(self, *, whole: bool) -> None:
        """Takes in the fresh pieces where they are others; `whole` if there are no more."""
        old, new = self._pieces, self._fresh
        shorter = min(len(old), len(new))
        head = next((at for at in range(shorter) if not _same(old[at], new[at])), shorter)
        tail = 0
        while whole and tail < shorter - head and _same(old[-1 - tail], new[-1 - tail]):
            tail += 1
        start = sum(len(piece) for piece in old[:head])
        end = start + sum(len(piece) for piece in old[head : len(old) - tail])
        lines = [line for piece in new[head : len(new) - tail] for line in piece]
        self.list.set_range(start, end, lines)
        self._pieces = list(new)

    def _text(self) -> str:
        execution = self._session.execution
        return whole_text(execution) if execution is not None else ""

    @Slot()
    def _on_pause_over(self) -> None:
        if self.isVisible():
            # As a change would, so that the inspector finds the time for it.
            self._session.changed.emit()


def _same(one: Lines, other: Lines) -> bool:
    # A long piece that did not change is the same object.
    return one is other or one == other
