"""The settings, each kept at the moment it is changed."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.settings.appearance_section import AppearanceSection
from stigmer_desktop.ui.settings.endpoint_section import EndpointSection
from stigmer_desktop.ui.settings.model_section import ModelSection
from stigmer_desktop.ui.settings.path_label import path_label
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.settings.work_section import WorkSection
from stigmer_desktop.ui.theme import SPACE_6
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton


class SettingsPage(QWidget):
    """Appearance, model, work, endpoint and data folder, one below the other.

    `diagnostics_wanted` asks for the page that says how everything is.
    """

    diagnostics_wanted = Signal()

    def __init__(
        self,
        around: Surroundings,
        data: DataFolder,
        credentials: Credentials,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme, settings = around.theme, around.settings
        self._theme = theme
        self.appearance = AppearanceSection(theme, settings)
        self.model = ModelSection(around, credentials, self.tr("Model"))
        self.work = WorkSection(theme, settings)
        self.endpoint = EndpointSection(theme, settings, around.overviews, data)
        page = CentredColumn()
        page.column.setSpacing(SPACE_6)
        sections = (self.appearance, self.model, self.work, self.endpoint, self._data_section(data))
        for section in sections:
            page.column.addWidget(section)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(theme, self.tr("Settings")))
        column.addWidget(page, 1)

    def enter(self) -> None:
        """The page is shown: what can be found on this machine is looked for."""
        self.model.enter()

    def _data_section(self, data: DataFolder) -> Section:
        section = Section(self.tr("Data"))
        path = str(data.root)
        open_folder = IconButton(self._theme, "folder-open", self.tr("Open the data folder"))
        open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        section.add_row(
            self.tr("Data folder"),
            self.tr("Sessions, agents, settings and logs. Keys for models may lie in the system's keyring."),
            path_label(self._theme, path),
            CopyButton(self._theme, self.tr("Copy the path of the data folder"), lambda: path),
            open_folder,
        )
        look = PushButton(self._theme, self.tr("Diagnostics"), icon_name="heartbeat")
        look.clicked.connect(self.diagnostics_wanted)
        words = self.tr("How server, runner and database are, their logs, and a report to send to others.")
        section.add_row(self.tr("When something is wrong"), words, look)
        return section
