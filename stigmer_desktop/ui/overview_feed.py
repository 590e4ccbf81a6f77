"""The counts and states that the status bar shows, asked for when something changed, never by the clock."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.trouble import RUNNER_STARTING
from stigmer_desktop.ui.user_error import UserError

_SHORTEST_PAUSE = 1000


class OverviewFeed(QObject):
    """Asks for the overview when the stream opens and after changes, at most once a second."""

    overview_received = Signal(object)  # Overview

    def __init__(
        self,
        operations: Operations,
        changes: ChangeStream,
        parent: QObject | None = None,
        *,
        pause: int = _SHORTEST_PAUSE,
    ) -> None:
        """`pause` is the shortest time between two questions, in milliseconds."""
        super().__init__(parent)
        self._operations = operations
        self._current: Overview | None = None
        self._runner_since: float | None = None
        self._asked_again = False
        self._pause = QTimer(self, singleShot=True, interval=pause)
        self._pause.timeout.connect(self._on_pause_over)
        changes.opened.connect(self.ask)
        changes.stopped.connect(self._pause.stop)
        changes.changes_received.connect(self._on_changes_received)

    @property
    def current(self) -> Overview | None:
        """The newest overview; None until the server has answered for the first time."""
        return self._current

    @property
    def runner_since(self) -> float | None:
        """Since when our own runner has been in its state, in seconds since 1970, as far as it was seen."""
        return self._runner_since

    @Slot()
    def ask(self) -> None:
        """Asks now, or as soon as the pause since the last question is over."""
        if self._pause.isActive():
            self._asked_again = True
            return
        self._pause.start()
        self._operations.get_overview().on_success(self._on_overview).on_failure(self._on_failed)

    def _on_overview(self, overview: Overview) -> None:
        # A runner that comes up changes nothing in the store, so no change would tell of it.
        if overview.own_runner == RUNNER_STARTING:
            self._asked_again = True
            if not self._pause.isActive():
                self._pause.start()
        if self._current is None or overview.own_runner != self._current.own_runner:
            self._runner_since = time.time()
        self._current = overview
        self.overview_received.emit(overview)

    @Slot(object)
    def _on_changes_received(self, batch: object) -> None:
        self.ask()

    @Slot()
    def _on_pause_over(self) -> None:
        if self._asked_again:
            self._asked_again = False
            self.ask()

    def _on_failed(self, error: UserError) -> None:
        """The banner speaks for a server that does not answer; a count needs no message of its own."""
