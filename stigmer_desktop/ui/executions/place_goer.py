"""Goes to a very place of a session, however far back, folded or elsewhere it is."""

from __future__ import annotations

from grpc import StatusCode
from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.execution_feed import ExecutionFeed
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.part_finder import has_part, shown_row
from stigmer_desktop.ui.executions.session_page import SessionPage
from stigmer_desktop.ui.executions.spot_words import SpotWords
from stigmer_desktop.ui.session_spot import SessionSpot
from stigmer_desktop.ui.user_error import UserError


class PlaceGoer(QObject):
    """`elsewhere` carries a place in another session than the one that is shown; `missed` says, in words
    for people, that a place is not there any more."""

    elsewhere = Signal(object)
    missed = Signal(object)

    def __init__(
        self,
        page: SessionPage,
        feed: ExecutionFeed,
        model: ExecutionModel,
        operations: ExecutionOperations,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._feed = feed
        self._model = model
        self._operations = operations
        self._spot: SessionSpot | None = None
        self.words = SpotWords(page.transcript)
        feed.sought.connect(self._on_sought)

    @property
    def is_on_the_way(self) -> bool:
        """Whether a place is being gone to that is not there yet."""
        return self._spot is not None

    def stay(self) -> None:
        """Goes nowhere any more."""
        self._spot = None
        self.words.clear()

    def go_to(self, spot: SessionSpot) -> None:
        """Goes to a place of the session that is shown, loading what comes before it."""
        if spot.execution_id:
            self._spot = spot
            self._feed.seek(spot.execution_id)

    @Slot(object, object)
    def go_to_execution(self, execution_id: str, part: str = "") -> None:
        """Goes to a part of an execution, in whichever session it is."""
        self._page.leave_comparison()
        if self._model.snapshot(execution_id) is not None:
            self.go_to(SessionSpot(self._feed.session_id, execution_id, part))
            return

        def found(execution: AgentExecution) -> None:
            spot = SessionSpot(execution.spec.session_id, execution_id, part)
            if spot.session_id == self._feed.session_id:
                self.go_to(spot)
            else:
                self.elsewhere.emit(spot)

        def not_found(error: UserError) -> None:
            gone = error.code is StatusCode.NOT_FOUND
            self.missed.emit(self._sentence("") if gone else error.sentence)

        self._operations.get(execution_id=execution_id).on_success(found).on_failure(not_found)

    @Slot(object)
    def _on_sought(self, execution_id: str) -> None:
        spot, self._spot = self._spot, None
        if spot is None or spot.execution_id != execution_id:
            return
        if not self._model.rowCount():
            # The pane itself says why there is nothing.
            return
        if not has_part(self._model, execution_id, spot.part):
            known = self._model.snapshot(execution_id) is not None
            self.missed.emit(self._sentence(spot.part if known else ""))
        row = shown_row(self._model, execution_id, spot.part, spot.words)
        if row and self._page.transcript.show_row(row) and not self._page.find_bar.isVisible():
            self.words.mark(row, spot.words)

    def _sentence(self, part: str) -> str:
        """What is told of a part that is gone; an empty one is the execution itself."""
        if "/sub-agent/" in part:
            return self.tr("That sub-agent is no longer there. This is its execution.")
        if "/call/" in part:
            return self.tr("That tool call is no longer there. This is its execution.")
        if part.endswith("/error"):
            return self.tr("That failure is no longer there: it was run again since.")
        if part:
            return self.tr("That part of the answer is no longer there. This is its execution.")
        return self.tr("That message is no longer there. It was deleted.")
