"""How agents work: how many executions at the same time, and whether notes tell of them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.settings import Settings
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.segmented_control import SegmentedControl
from stigmer_desktop.ui.widgets.switch import Switch

COUNTS = (1, 2, 4, 8, 16)


class WorkSection(Section):
    """The runner looks at the choice before it takes more work, so it needs no restart."""

    def __init__(self, theme: Theme, settings: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Work"))
        self._settings = settings
        name = self.tr("Executions at the same time")
        self.parallel = SegmentedControl(theme, name, [Choice(str(count), str(count)) for count in COUNTS])
        self.parallel.chosen.connect(self._on_count_chosen)
        words = self.tr("Further ones wait their turn. A session works on one message at a time.")
        self.add_row(name, words, self.parallel)
        notes = self.tr("Notifications")
        self.notes = Switch(theme, notes)
        self.notes.toggled.connect(self._on_notes_switched)
        words = self.tr("When a run waits for you, ends or fails, and this window is not in front.")
        self.add_row(notes, words, self.notes)
        settings.changed.connect(self._on_settings_changed)
        self._on_settings_changed(settings.current)

    @Slot(object)
    def _on_count_chosen(self, count: str) -> None:
        self._settings.change(parallel_executions=int(count))

    @Slot(bool)
    def _on_notes_switched(self, on: bool) -> None:
        if on != self._settings.current.notifications:
            self._settings.change(notifications=on)

    @Slot(object)
    def _on_settings_changed(self, changed: Settings) -> None:
        self.parallel.set_key(str(min(COUNTS, key=lambda count: abs(count - changed.parallel_executions))))
        self.notes.setChecked(changed.notifications)
