"""Keeps the banner in step with how server, runner and database are."""

from __future__ import annotations

import grpc
from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.trouble import (
    RUNNER_FINE,
    RUNNER_STARTING,
    Trouble,
    database_trouble,
    trouble_of,
)
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.banner import Banner


class TroubleWatch(QObject):
    """Hears of everything that may be wrong, and shows what weighs most.

    `mend_wanted` carries a Mend when the banner's button was clicked, `details_wanted` comes with the
    button beside it.
    """

    mend_wanted = Signal(object)
    details_wanted = Signal()

    def __init__(self, banner: Banner, *, owns_server: bool, parent: QObject | None = None) -> None:
        """`owns_server` tells whether this program may start the runner and mend the database."""
        super().__init__(parent)
        self._banner = banner
        self._owns_server = owns_server
        self._connection = ConnectionState(ConnectionPhase.CONNECTING)
        self._failure: Trouble | None = None
        self._database: Trouble | None = None
        self._overview: Overview | None = None
        self._runner_failure = ""
        self._shown: Trouble | None = None
        banner.mend_clicked.connect(self._on_mend_clicked)
        banner.details_clicked.connect(self.details_wanted)

    @property
    def shown(self) -> Trouble | None:
        """What the banner tells now; None while it is hidden."""
        return self._shown

    def set_failure(self, failure: Trouble | None) -> None:
        """Says why there is no server to work with, or that this is not known any more."""
        self._failure = failure
        if failure is None:
            self._database = None
        self._show()

    @Slot(object)
    def show_connection(self, state: ConnectionState) -> None:
        """Takes in whether the server answers."""
        self._connection = state
        if state.phase is ConnectionPhase.CONNECTED:
            self._failure = None
        self._show()

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Takes in how the server says things are."""
        self._overview = overview
        if overview.own_runner not in RUNNER_FINE:
            self._runner_failure = overview.own_runner
        elif overview.own_runner != RUNNER_STARTING:
            self._runner_failure = ""
        self._show()

    def hear_of(self, error: UserError) -> bool:
        """Takes in that a call failed; True if it was for the database, which the banner then tells."""
        if error.code is not grpc.StatusCode.INTERNAL:
            return False
        self._database = database_trouble(error, can_repair=self._owns_server)
        self._show()
        return True

    def _show(self) -> None:
        trouble = trouble_of(
            self._connection,
            self._failure or self._database,
            self._overview,
            can_start_runner=self._owns_server,
            runner_failure=self._runner_failure,
        )
        self._shown = trouble
        if trouble is None:
            self._banner.hide()
        else:
            self._banner.tell(trouble.words, trouble.button, with_details=True)

    @Slot()
    def _on_mend_clicked(self) -> None:
        if self._shown is not None:
            self.mend_wanted.emit(self._shown.mend)
