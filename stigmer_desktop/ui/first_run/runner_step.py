"""The second of the first steps: what does the work, and where programs of one's own reach it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.fonts import code_font
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.settings.path_label import path_label
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.icon_label import IconLabel

_READY, _STARTING = "ready", "starting"
_NONE = ("", "none")


class RunnerStep(Section):
    """Follows the overview."""

    def __init__(
        self, theme: Theme, overviews: OverviewFeed, data: DataFolder, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.sign = IconLabel(theme, "clock", "third_text", 18)
        self._runner_row = self.add_row(self.tr("Agent-runner"), self.tr("Starting…"), self.sign)
        self.address = ElidedLabel(theme, code_font(12), "second_text", "…")
        self.add_row(
            self.tr("Address"),
            self.tr("gRPC, on this machine only. Runners and scripts of your own connect here."),
            self.address,
            CopyButton(theme, self.tr("Copy the address"), lambda: self.address.text),
        )
        token_file = str(data.token_file)
        self.add_row(
            self.tr("Token file"),
            self.tr("Holds what a program sends as its bearer token. Only you can read it."),
            path_label(theme, token_file),
            CopyButton(theme, self.tr("Copy the path of the token file"), lambda: token_file),
        )
        overviews.overview_received.connect(self.show_overview)
        if overviews.current is not None:
            self.show_overview(overviews.current)

    @property
    def runner_words(self) -> str:
        """What it says about the runner."""
        return self._runner_row.help.text()

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Says how the runner is, and where the server answers."""
        self.address.set_text(overview.address)
        state = overview.own_runner
        if state == _READY:
            self.sign.set_icon("check-circle", "green")
            words = self.tr("Running. It turns messages into work, in a process of its own.")
            self._runner_row.set_help(words, "good")
        elif state == _STARTING:
            self.sign.set_icon("clock", "third_text")
            self._runner_row.set_help(self.tr("Starting…"))
        elif state in _NONE:
            self.sign.set_icon("cpu", "second_text")
            self._runner_row.set_help(self.tr("None of ours: the work is left to a runner of your own."))
        else:
            self.sign.set_icon("warning", "red")
            self._runner_row.set_help(state, "error")
