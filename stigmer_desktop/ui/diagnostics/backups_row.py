"""The row of the state section that says which backups there are, and makes one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from stigmer_desktop.api.desktop import Backup, ListBackupsResponse
from stigmer_desktop.ui.diagnostics.diagnostics_operations import DiagnosticsOperations
from stigmer_desktop.ui.diagnostics.moment_text import moment_text
from stigmer_desktop.ui.executions.amount_text import count_text
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.status_bar import size_text
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.push_button import PushButton


class BackupsRow(QObject):
    """Says of each kind of backup whether it stays, before anybody relies on one."""

    def __init__(
        self,
        theme: Theme,
        section: Section,
        operations: DiagnosticsOperations,
        overviews: OverviewFeed,
        folder: Path,
    ) -> None:
        super().__init__(section)
        self._operations = operations
        self._overviews = overviews
        self.button = PushButton(theme, self.tr("Back up now"), icon_name="archive-box")
        self.button.clicked.connect(self._on_clicked)
        self.folder = IconButton(theme, "folder-open", self.tr("Open the folder of the backups"))
        self.folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self.folder.hide()
        self._row = section.add_row(self.tr("Backups"), "…", self.folder, self.button)

    @property
    def text(self) -> str:
        """What it says."""
        return self._row.help.text()

    def enter(self) -> None:
        """Asks which there are."""
        self._operations.list_backups().on_success(self._show).on_failure(self._on_failed)

    def _show(self, listed: ListBackupsResponse) -> None:
        words = self.tr(
            "None yet. One is made before each upgrade of the database; of those the newest %1 stay. "
            "One that you make stays until you remove it."
        )
        if listed.entries:
            words = self._stay(listed)
        self._row.set_help(words.replace("%1", str(listed.kept_before_upgrades)))
        self.folder.setVisible(bool(listed.entries))

    def _stay(self, listed: ListBackupsResponse) -> str:
        entries = listed.entries
        by_hand = sum(not each.before_upgrade for each in entries)
        words = [
            self.tr("The newest is of %1, of %2 in all (%3).")
            .replace("%1", moment_text(seconds_of(entries[0].made_at)))
            .replace("%2", count_text(len(entries)))
            .replace("%3", size_text(sum(each.bytes for each in entries)))
        ]
        if by_hand:
            words.append(
                self.tr("The one that you made stays until you remove it.")
                if by_hand == 1
                else self.tr("The %2 that you made stay until you remove them.").replace(
                    "%2", count_text(by_hand)
                )
            )
        words.append(self.tr("Of those made before upgrades the newest %1 stay."))
        return " ".join(words)

    @Slot()
    def _on_clicked(self) -> None:
        self._row.set_help(self.tr("Copying the database; everything else goes on meanwhile…"))
        self._operations.back_up().shown_on(self.button).on_success(self._on_made).on_failure(self._on_failed)

    def _on_made(self, made: Backup) -> None:
        words = self.tr("Made and checked: %1, %2. It stays until you remove it.")
        name = Path(made.path).name
        self._row.set_help(words.replace("%1", name).replace("%2", size_text(made.bytes)), "good")
        self.folder.show()
        self._overviews.ask()

    def _on_failed(self, error: UserError) -> None:
        self._row.set_help(error.sentence, "error")
