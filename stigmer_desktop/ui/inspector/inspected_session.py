"""What the inspector looks at: the executions of the session that is shown, and which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.api.execution import EXECUTION_PENDING, AgentExecution
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.execution_model import ExecutionModel

# What the user may mean instead of one certain execution.
CURRENT, IN_VIEW, WHOLE = "", "in view", "whole session"


class InspectedSession(QObject):
    """Reads the snapshots of the transcript's model; it asks the server for nothing.

    `changed` comes with every snapshot, `execution_chosen` when another execution is meant, and
    `place_wanted` carries the execution's id and the key of the transcript's row that is to be shown.
    """

    changed = Signal()
    execution_chosen = Signal()
    place_wanted = Signal(object, object)

    def __init__(self, model: ExecutionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._chosen = CURRENT
        self._in_view = ""
        self._agent_name = ""
        self._workspace_folder = ""
        model.modelReset.connect(self._on_reset)
        model.snapshot_changed.connect(self._on_snapshot_changed)

    @property
    def executions(self) -> list[AgentExecution]:
        """The newest snapshots, oldest execution first."""
        return self._model.snapshots()

    @property
    def execution(self) -> AgentExecution | None:
        """The newest snapshot of the execution that is meant; None if the session has none.

        While the whole session is meant, this is the current one, for what can be said of one only.
        """
        wanted = self._in_view if self._chosen == IN_VIEW else self._chosen
        chosen = self._model.snapshot(wanted) if wanted not in (CURRENT, WHOLE) else None
        return chosen if chosen is not None else current_of(self._model.snapshots())

    @property
    def scope(self) -> list[AgentExecution]:
        """All executions that are meant, oldest first: one, or those of the whole session."""
        if self._chosen == WHOLE:
            return self._model.snapshots()
        execution = self.execution
        return [execution] if execution is not None else []

    @property
    def chosen(self) -> str:
        """The id of the execution that the user chose, or CURRENT, IN_VIEW or WHOLE."""
        return self._chosen

    @property
    def agent_name(self) -> str:
        """The agent of the session; empty while that is not known."""
        return self._agent_name

    @property
    def workspace_folder(self) -> str:
        """Where the paths of changed files begin; empty if the session has no folder."""
        return self._workspace_folder

    def choose(self, execution_id: str) -> None:
        """Means that execution from now on, the current one, the one that is being read, or all of them."""
        if execution_id != self._chosen:
            self._chosen = execution_id
            self.execution_chosen.emit()

    def set_in_view(self, execution_id: str) -> None:
        """Says which execution is being read."""
        if execution_id != self._in_view:
            self._in_view = execution_id
            if self._chosen == IN_VIEW:
                self.execution_chosen.emit()

    def set_about(self, agent_name: str, workspace_folder: str) -> None:
        """Says whose session it is, and where its files are."""
        self._agent_name = agent_name
        self._workspace_folder = workspace_folder

    def want_place(self, execution_id: str, part: str) -> None:
        """Asks for a place of the transcript to be shown."""
        self.place_wanted.emit(execution_id, part)

    @Slot()
    def _on_reset(self) -> None:
        self._chosen = CURRENT
        self.execution_chosen.emit()
        self.changed.emit()

    @Slot(object)
    def _on_snapshot_changed(self, execution_id: str) -> None:
        if execution_id == self._chosen and self._model.snapshot(execution_id) is None:
            self.choose(CURRENT)
        self.changed.emit()


def current_of(executions: Sequence[AgentExecution]) -> AgentExecution | None:
    """The one that is worked on or waits for the user; where there is none, the newest."""
    for execution in reversed(executions):
        phase = execution.status.phase
        # One that only waits for its turn has nothing to show.
        if phase != EXECUTION_PENDING and not is_terminal(phase):
            return execution
    return executions[-1] if executions else None
