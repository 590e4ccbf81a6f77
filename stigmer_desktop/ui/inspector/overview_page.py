"""The inspector's first page: the plan of an execution with its progress, and what is known of it."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.inspector.empty_note import EmptyNote, Filled
from stigmer_desktop.ui.inspector.fact_list import FactList
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.inspector_list import InspectorList
from stigmer_desktop.ui.inspector.progress_line import ProgressLine
from stigmer_desktop.ui.inspector.row_list_model import RowListModel
from stigmer_desktop.ui.inspector.section_head import SectionHead
from stigmer_desktop.ui.inspector.timeline_glance import TimelineGlance
from stigmer_desktop.ui.inspector.timeline_row import TimelineRow
from stigmer_desktop.ui.inspector.todo_painter import TodoPainter
from stigmer_desktop.ui.inspector.todo_row import TodoRow, progress, todo_rows, todo_words
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme

_NOTE_HEIGHT = 130


class OverviewPage(QWidget):
    """Todos above, then the last of the timeline where there is room, then facts."""

    def __init__(self, theme: Theme, session: InspectedSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: AgentExecution | None = None
        self._glanced: AgentExecution | None = None
        self.model: RowListModel[TodoRow] = RowListModel(lambda row: row.key, _name_of, self)
        self._painter = TodoPainter(theme)
        self.head = SectionHead(theme, self.tr("Todos"))
        self.progress = ProgressLine(theme)
        self.list = InspectorList(
            theme, self.model, self._painter, self.tr("Todos"), uniform=False, clickable=False
        )
        note = EmptyNote(
            theme, "list-bullets", self.tr("No plan. Agents write one when there are several things to do.")
        )
        self.filled = Filled(self.list, note)
        self.facts = FactList(theme)
        self.glance = TimelineGlance(theme)
        self.glance.row_chosen.connect(self._on_row_chosen)
        self._glance_line = _hairline()
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._on_second_passed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.progress)
        column.addWidget(self.filled, 1000)
        column.addSpacing(SPACE_3)
        column.addWidget(self._glance_line)
        column.addWidget(self.glance)
        column.addSpacing(SPACE_2)
        column.addWidget(_hairline())
        column.addSpacing(SPACE_2)
        self._facts_head = SectionHead(theme, self.tr("Execution"))
        column.addWidget(self._facts_head)
        column.addWidget(self.facts)
        column.addStretch(1)

    def refresh(self, session: InspectedSession) -> bool:
        execution = session.execution
        if execution is None:
            return True
        if execution is self._shown:
            self._show_glance()
            return True
        self._shown = execution
        rows = todo_rows(execution)
        done = progress(rows)
        self.head.set_amount(
            self.tr("%1 of %2").replace("%1", str(done.done)).replace("%2", str(done.total)) if rows else ""
        )
        self.progress.setVisible(bool(rows))
        self.progress.set_progress(done)
        self.model.set_rows(rows)
        self.filled.set_filled(bool(rows))
        self._fit()
        self.facts.show_execution(execution, time.time())
        self._run_clock()
        # The timeline is made in a turn of its own.
        return False

    def _show_glance(self) -> None:
        if self._shown is not None and self._shown is not self._glanced:
            self._glanced = self._shown
            self.glance.show_execution(self._shown)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        # What is in sight follows the height, not the other way round.
        return QSize(200, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _fit(self) -> None:
        """The list is as tall as its rows, so that the facts follow the last of them."""
        rows = self.model.rows
        note = max(_NOTE_HEIGHT, self.filled.note.whole_height(self.width()))
        height = sum(self._painter.height(row, self.width()) for row in rows) + 2 if rows else note
        self.filled.setMaximumHeight(height)
        heads = (self.head, self._facts_head, self.facts, *((self.progress,) if rows else ()))
        taken = sum(part.sizeHint().height() for part in heads) + 3 * SPACE_2 + SPACE_3 + 2
        room = self.height() - taken
        # Without a plan, its words are what cannot give way.
        self.filled.setMinimumHeight(0 if rows else max(0, min(height, room)))
        self.glance.set_room(room - height)
        wanted = self.glance.is_filled
        for part in (self.glance, self._glance_line):
            if part.isHidden() == wanted:
                part.setVisible(wanted)

    def _run_clock(self) -> None:
        runs = self._shown is not None and not is_terminal(self._shown.status.phase)
        if not (runs and self.isVisible()):
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()

    @Slot()
    def _on_second_passed(self) -> None:
        if self._shown is not None and not self.window().isMinimized():
            self.facts.show_execution(self._shown, time.time())
            self.glance.grow()

    @Slot(object)
    def _on_row_chosen(self, row: TimelineRow) -> None:
        if self._shown is not None:
            self._session.want_place(self._shown.metadata.id, row.part)


def _hairline() -> QFrame:
    line = QFrame()
    line.setProperty("surface", "hairline")
    return line


def _name_of(row: TodoRow) -> str:
    return row.content if row.is_heading else f"{row.content}, {todo_words(row.status)}"
