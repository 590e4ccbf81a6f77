"""What is done from within a transcript: deciding, comparing, going to the original, stopping."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.comparison.comparison_page import Comparison
from stigmer_desktop.ui.executions.execution_actions import ExecutionActions
from stigmer_desktop.ui.executions.execution_feed import ExecutionFeed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.find_desk import FindDesk
from stigmer_desktop.ui.executions.message_desk import MessageDesk
from stigmer_desktop.ui.executions.order import AGAIN_OF
from stigmer_desktop.ui.executions.place_goer import PlaceGoer
from stigmer_desktop.ui.executions.session_page import SessionPage
from stigmer_desktop.ui.executions.stop_desk import StopDesk
from stigmer_desktop.ui.operations import Operations


class TranscriptDesk(QObject):
    """Joins the transcript's signals with those who do what they ask for."""

    def __init__(
        self,
        page: SessionPage,
        feed: ExecutionFeed,
        model: ExecutionModel,
        *,
        operations: ExecutionOperations,
        decisions: Operations,
        actions: ExecutionActions,
        desk: MessageDesk,
        finding: FindDesk,
        goer: PlaceGoer,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._feed = feed
        self._operations = operations
        self._decisions = decisions
        self._actions = actions
        self._desk = desk
        self._finding = finding
        self._goer = goer
        self._stopping = StopDesk(page.composer, feed, model, operations)
        page.transcript.deed_requested.connect(actions.do)
        page.transcript.menu_requested.connect(actions.open_menu)
        page.transcript.decision_made.connect(self._on_decision_made)
        page.step_chosen.connect(goer.go_to_execution)
        actions.answered.connect(feed.add)
        actions.deleted.connect(model.remove)
        actions.edit_wanted.connect(desk.edit)
        actions.repeat_wanted.connect(desk.repeat)
        actions.again_wanted.connect(desk.run_again)
        actions.other_model_wanted.connect(desk.run_with_other_model)
        actions.original_wanted.connect(self._on_original_wanted)
        actions.compare_wanted.connect(self._on_compare_wanted)
        desk.changed.connect(feed.add)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)

    @Slot(object, object, object, object)
    def _on_decision_made(self, execution_id: str, tool_call_id: str, action: int, comment: str) -> None:
        operation = self._decisions.submit_approval(
            execution_id=execution_id, tool_call_id=tool_call_id, action=action, comment=comment
        )
        operation.on_success(self._feed.add)

    @Slot()
    def _on_escape(self) -> None:
        """Closes the bar, or leaves what was begun in the composer; else stops what is under way."""
        if self._page.leave_comparison():
            return
        if self._finding.is_open:
            self._finding.close()
            return
        if self._desk.leave_intent():
            return
        self._stopping.stop()

    @Slot(object, object)
    def _on_compare_wanted(self, first_id: str, second_id: str) -> None:
        session_id = self._feed.session_id

        def compared(comparison: Comparison) -> None:
            if self._feed.session_id == session_id:
                self._finding.close()
                self._page.show_comparison(comparison)

        self._operations.compare(first_id=first_id, second_id=second_id).on_success(compared)

    @Slot(object)
    def _on_original_wanted(self, execution: AgentExecution) -> None:
        self._goer.go_to_execution(execution.metadata.labels.get(AGAIN_OF, ""))
