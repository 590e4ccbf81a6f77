"""Where programs of one's own reach the server, and whether they need the token."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.fonts import code_font
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.settings.path_label import path_label
from stigmer_desktop.ui.settings.port_note import port_note
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.switch import Switch


class EndpointSection(Section):
    """Shows the address once the server has said it."""

    def __init__(
        self,
        theme: Theme,
        settings: SettingsStore,
        overviews: OverviewFeed,
        data: DataFolder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Endpoint"))
        self._settings = settings
        self.address = ElidedLabel(theme, code_font(12), "second_text", "…")
        self._address_row = self.add_row(
            self.tr("Address"),
            self._purpose(),
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
        self.open_switch = Switch(theme, self.tr("Let programs in without a token"))
        self.open_switch.setChecked(settings.current.open_without_token)
        self.open_switch.toggled.connect(self._on_open_toggled)
        self._open_row = self.add_row(self.tr("Let programs in without a token"), "", self.open_switch)
        self._warn()
        overviews.overview_received.connect(self.show_overview)
        if overviews.current is not None:
            self.show_overview(overviews.current)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """Shows the address that the server answers at."""
        self.address.set_text(overview.address)
        note = port_note(overview.address, self._settings.current.port)
        self._address_row.set_help(f"{self._purpose()} {note}".strip(), "waiting" if note else "third")

    def _purpose(self) -> str:
        return self.tr("gRPC, on this machine only. Runners and scripts of your own connect here.")

    @Slot(bool)
    def _on_open_toggled(self, is_open: bool) -> None:
        self._settings.change(open_without_token=is_open)
        self._warn()

    def _warn(self) -> None:
        if self.open_switch.isChecked():
            words = self.tr(
                "Any program of any user of this machine can now read and change everything here."
            )
            self._open_row.set_help(words, "waiting")
        else:
            self._open_row.set_help(self.tr("Off: every call needs the token."))
