"""Stops what is under way in the session that is shown: by Esc, or by the button beside Send."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stigmer_desktop.api.execution import EXECUTION_CANCELLED, EXECUTION_PAUSED, AgentExecution
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.deed import STOPPABLE
from stigmer_desktop.ui.executions.execution_feed import ExecutionFeed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations


class StopDesk(QObject):
    """Shows the button while something could be stopped. What waits in the queue is left alone."""

    def __init__(
        self,
        composer: Composer,
        feed: ExecutionFeed,
        model: ExecutionModel,
        operations: ExecutionOperations,
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._feed = feed
        self._model = model
        self._operations = operations
        self._is_wanted = False
        composer.buttons.stop.clicked.connect(self.stop)
        feed.changed.connect(self._show)
        feed.loaded.connect(self._show)
        model.modelReset.connect(self._show)

    @Slot()
    def stop(self) -> bool:
        """Cancels what is under way, or what is being sent right now; False if nothing is."""
        if self._composer.waits:
            self._composer.stop_waiting()
            return True
        execution = self._under_way()
        if execution is None:
            self._is_wanted = self._composer.is_under_way
            return self._is_wanted
        # A click shows at once that it is under way; the next snapshot hides the button.
        self._composer.buttons.stop.setEnabled(False)
        self._cancel(execution.metadata.id)
        return True

    def _cancel(self, execution_id: str) -> None:
        def stopped(latest: AgentExecution) -> None:
            self._feed.add(latest)
            after = self._under_way()
            # It had ended by itself in the moment before: what came after it is what was meant.
            if latest.status.phase != EXECUTION_CANCELLED and after and after.metadata.id != execution_id:
                self._cancel(after.metadata.id)

        self._operations.stop(execution_id=execution_id).on_success(stopped).on_end(self._show)

    def _under_way(self) -> AgentExecution | None:
        """A session runs one at a time, in order: the oldest that has not ended, unless it rests."""
        for execution in self._model.snapshots():
            phase = execution.status.phase
            if not is_terminal(phase):
                return execution if phase in STOPPABLE and phase != EXECUTION_PAUSED else None
        return None

    @Slot()
    def _show(self) -> None:
        execution = self._under_way()
        button = self._composer.buttons.stop
        button.setEnabled(True)
        button.setVisible(execution is not None)
        if self._is_wanted:
            self._is_wanted = self._composer.is_under_way and execution is None
            if execution is not None:
                self.stop()
