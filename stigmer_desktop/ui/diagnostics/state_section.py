"""How server, runner, database, backups and search index are, with the buttons that do something about it."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.diagnostics.backups_row import BackupsRow
from stigmer_desktop.ui.diagnostics.diagnostics_operations import DiagnosticsOperations
from stigmer_desktop.ui.diagnostics.fact import Fact
from stigmer_desktop.ui.diagnostics.moment_text import moment_text
from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.fonts import code_font, number_font
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.settings.path_label import path_label
from stigmer_desktop.ui.settings.port_note import port_note
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.status_bar import size_text
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.trouble import RUNNER_FINE
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.push_button import PushButton


class StateSection(Section):
    """Shows the newest overview; `runner_wanted` asks to start the runner."""

    runner_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        operations: DiagnosticsOperations,
        overviews: OverviewFeed,
        data: DataFolder,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("State"))
        self._operations = operations
        self._overviews = overviews
        self._settings = settings
        self._overview: Overview | None = None
        self._connection = ConnectionState(ConnectionPhase.CONNECTING)
        self._index_words = ""
        self.address = ElidedLabel(theme, code_font(12), "second_text", "…")
        copy = CopyButton(theme, self.tr("Copy the address"), lambda: self.address.text)
        self._server = self.add_row(self.tr("Server"), "…", self.address, copy)
        self._since = ElidedLabel(theme, number_font(12), "second_text", "…")
        self._runner = self.add_row(self.tr("Agent-runner"), "…", self._since)
        self._amount = ElidedLabel(theme, number_font(12), "second_text", "…")
        words = self.tr("Sessions, agents and all that happened. Nothing in it is ever deleted by itself.")
        self.add_row(self.tr("Database"), words, self._amount)
        self.backups = BackupsRow(theme, self, operations, overviews, data.backups)
        self.rebuild = PushButton(theme, self.tr("Rebuild"), icon_name="arrows-clockwise")
        self.rebuild.setAccessibleName(self.tr("Rebuild the search index"))
        self.rebuild.clicked.connect(self._on_rebuild_clicked)
        self._index = self.add_row(self.tr("Search index"), "…", self.rebuild)
        folder = IconButton(theme, "folder-open", self.tr("Open the data folder"))
        root = str(data.root)
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(root)))
        copy_path = CopyButton(theme, self.tr("Copy the path of the data folder"), lambda: root)
        self.add_row(self.tr("Data folder"), "", path_label(theme, root), copy_path, folder)
        overviews.overview_received.connect(self.show_overview)

    def enter(self) -> None:
        """Asks for what no change would tell."""
        if self._overviews.current is not None:
            self.show_overview(self._overviews.current)
        self._overviews.ask()
        self.backups.enter()
        self._operations.index_lags().on_success(self._on_index_lags).on_failure(self._on_index_failed)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Shows the states and sizes of `overview`."""
        self._overview = overview
        self._show()

    @Slot(object)
    def show_connection(self, state: ConnectionState) -> None:
        """Shows whether the server answers."""
        self._connection = state
        self._show()

    def facts(self) -> list[Fact]:
        """What is shown, for the report."""
        overview = self._overview or Overview()
        counts = ", ".join(
            f"{phase_style(entry.phase).words.lower()}: {entry.count}" for entry in overview.executions
        )
        return [
            Fact("Connection", self._connection.phase.value),
            Fact("Endpoint", overview.address or "unknown"),
            Fact("Without a token", "allowed" if overview.open_without_token else "refused"),
            Fact("Agent-runner", f"{overview.own_runner or 'unknown'}, {self._since.text}"),
            *(Fact("Runner", f"{each.runner_name}, heard {each.heard_at}") for each in overview.runners),
            Fact("Sessions", str(overview.session_count)),
            Fact("Executions", counts or "none"),
            Fact("Database", f"{overview.database_bytes} bytes, revision {overview.revision}"),
            Fact("Last backup", overview.last_backup_at or "never"),
            Fact("Search index", self._index_words or "unknown"),
        ]

    def _show(self) -> None:
        lost = self._connection.phase is ConnectionPhase.LOST
        overview = self._overview
        if lost:
            self._server.set_help(self._connection.sentence, "error")
        if overview is None:
            return
        if not lost:
            self._show_server(overview)
        self._show_runner(overview)
        self._show_database(overview)

    def _show_server(self, overview: Overview) -> None:
        self.address.set_text(overview.address)
        if overview.open_without_token:
            words = self.tr("Answers. Any program on this machine may call without the token.")
            self._server.set_help(words, "waiting")
        else:
            words = self.tr("Answers, on this machine only, to who sends the token.")
            note = port_note(overview.address, self._settings.current.port)
            self._server.set_help(f"{words} {note}".strip())

    def _show_runner(self, overview: Overview) -> None:
        state = overview.own_runner
        words = {
            "ready": self.tr("Ready for work."),
            "starting": self.tr("Starting…"),
            "stopped": self.tr("Stopped."),
            "none": self.tr("This program starts none; runners of your own may connect."),
        }.get(state, state)
        others = len(overview.runners)
        if others:
            connected = self.tr("1 connected") if others == 1 else self.tr("%1 connected")
            words = f"{words} {connected.replace('%1', count_text(others))}."
        self._runner.set_help(words, "third" if state in RUNNER_FINE else "error")
        since = self._overviews.runner_since
        text = self.tr("since %1").replace("%1", moment_text(since)) if since else ""
        self._since.set_text(text)

    def _show_database(self, overview: Overview) -> None:
        total = sum(entry.count for entry in overview.executions)
        words = self.tr("%1 · %2 executions").replace("%1", size_text(overview.database_bytes))
        self._amount.set_text(words.replace("%2", count_text(total)))

    # The search index

    def _on_index_lags(self, lags: bool) -> None:
        self._index_words = self.tr("Catching up…") if lags else self.tr("Up to date.")
        self._index.set_help(self._index_words)

    def _on_index_failed(self, error: UserError) -> None:
        self._index_words = error.sentence
        self._index.set_help(error.sentence, "error")

    @Slot()
    def _on_rebuild_clicked(self) -> None:
        self._on_progress(0, 0)
        rebuilding = self._operations.rebuild_index(on_progress=self._on_progress)
        rebuilding.shown_on(self.rebuild).on_success(self._on_rebuilt).on_failure(self._on_index_failed)

    def _on_progress(self, done: int, total: int) -> None:
        words = self.tr("Rebuilding… Searches go on meanwhile.")
        if total:
            words = self.tr("Rebuilding: %1 of %2. Searches go on meanwhile.")
            words = words.replace("%1", count_text(done)).replace("%2", count_text(total))
        self._index.set_help(words)

    def _on_rebuilt(self, _: None) -> None:
        self._index_words = self.tr("Rebuilt just now.")
        self._index.set_help(self._index_words, "good")
