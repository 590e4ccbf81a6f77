"""The page that says what runs here, where it is and how it is; with a report to send to others."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.diagnostics.diagnostics_operations import DiagnosticsOperations
from stigmer_desktop.ui.diagnostics.fact import path_facts, version_facts
from stigmer_desktop.ui.diagnostics.fact_grid import FactGrid
from stigmer_desktop.ui.diagnostics.log_panel import LogPanel
from stigmer_desktop.ui.diagnostics.log_tail import last_lines
from stigmer_desktop.ui.diagnostics.masking import Masking, secrets_on_disk
from stigmer_desktop.ui.diagnostics.report import REPORT_LINES, report
from stigmer_desktop.ui.diagnostics.state_section import StateSection
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.resources.page_keys import add_page_keys
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2, SPACE_6
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 860
_PROGRAM, _RUNNER = "program", "runner"


class DiagnosticsPage(QWidget):
    """State, logs, versions and paths, one below the other. `close_wanted` leads back to Settings."""

    close_wanted = Signal()

    def __init__(self, around: Surroundings, data: DataFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._data = data
        self._operations = DiagnosticsOperations(around.client, around.scope)
        self.state = StateSection(around.theme, self._operations, around.overviews, data, around.settings)
        self.state.show_connection(around.client.state)
        around.client.state_changed.connect(self.state.show_connection)
        self.logs = LogPanel(
            around.theme,
            {
                _PROGRAM: (self.tr("Program"), data.program_log),
                _RUNNER: (self.tr("Agent-runner"), data.runner_log),
            },
        )
        self.copy = PushButton(around.theme, self.tr("Copy report"), kind="primary", icon_name="copy")
        self.copy.setToolTip(self.tr("Copies all of this and the end of both logs, without secrets"))
        self.copy.clicked.connect(self._on_copy_clicked)
        header = PageHeader(around.theme, self.tr("Diagnostics"))
        self.back = IconButton(
            around.theme, "arrow-left", self.tr("Back to Settings"), shortcut=self.tr("Esc")
        )
        self.back.clicked.connect(self.close_wanted)
        header.add_leading(self.back)
        header.add(self.copy)
        add_page_keys(self, close=self.close_wanted.emit)
        page = CentredColumn(_WIDTH)
        page.column.setSpacing(SPACE_6)
        page.column.addWidget(self.state)
        page.column.addWidget(_titled(self.tr("Logs"), self.logs))
        versions = FactGrid(around.theme, version_facts())
        page.column.addWidget(_titled(self.tr("Versions"), versions))
        page.column.addWidget(_titled(self.tr("Paths"), FactGrid(around.theme, path_facts(data))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(page, 1)

    def enter(self) -> None:
        """Asks how everything is now."""
        self.state.enter()

    @Slot()
    def _on_copy_clicked(self) -> None:
        scope = self._around.scope
        scope.start(self._report()).shown_on(self.copy).on_success(self._on_report)

    async def _report(self) -> str:
        """Gathers what must not be in it first; where that cannot be known, the logs stay out."""
        secrets = await self._around.scope.in_thread(secrets_on_disk, self._data)
        logs: dict[str, list[str]] = {}
        try:
            secrets += await self._operations.environment_values().on_failure(lambda _: None)
        except asyncio.CancelledError:
            raise
        except Exception:
            note = "(left out: the server does not say which values of environments to take out of it)"
            logs = {"Program log": [note], "Runner log": [note]}
        if not logs:
            for name, file in (
                ("Program log", self._data.program_log),
                ("Runner log", self._data.runner_log),
            ):
                logs[name] = await self._around.scope.in_thread(last_lines, file, REPORT_LINES)
        sections = {
            "Versions": version_facts(),
            "State": self.state.facts(),
            "Paths": path_facts(self._data),
        }
        return await self._around.scope.in_thread(report, sections, logs, Masking(secrets), Path.home())

    def _on_report(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copy.setText(self.tr("Report copied"))


def _titled(title: str, content: QWidget) -> QWidget:
    heading = QLabel(title)
    heading.setFont(text_font(13, SEMIBOLD))
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE_2)
    column.addWidget(heading)
    column.addWidget(content)
    return holder
