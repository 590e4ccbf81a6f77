"""How the window looks: light or dark, how large text is, whether anything moves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from stigmer_desktop.settings import Settings
from stigmer_desktop.ui.fonts import TEXT_SIZES
from stigmer_desktop.ui.settings.section import Section
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.segmented_control import SegmentedControl
from stigmer_desktop.ui.widgets.switch import Switch


class AppearanceSection(Section):
    """Each choice holds at once, and follows what the palette or a key chose."""

    def __init__(self, theme: Theme, settings: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Appearance"))
        self._theme = theme
        self._settings = settings
        self.look = SegmentedControl(
            theme,
            self.tr("Theme"),
            [
                Choice("system", self.tr("System")),
                Choice("light", self.tr("Light")),
                Choice("dark", self.tr("Dark")),
            ],
        )
        self.look.chosen.connect(self._on_look_chosen)
        self.add_row(self.tr("Theme"), self.tr("“System” follows your desktop, at once."), self.look)
        sizes = [Choice(str(size), f"{size} %") for size in TEXT_SIZES]
        self.text_size = SegmentedControl(theme, self.tr("Text size"), sizes)
        self.text_size.chosen.connect(self._on_size_chosen)
        self._size_row = self.add_row(self.tr("Text size"), "", self.text_size)
        self.motion = Switch(theme, self.tr("Reduce motion"))
        self.motion.toggled.connect(self._on_motion_toggled)
        self.add_row(
            self.tr("Reduce motion"),
            self.tr("Nothing turns or slides. Where your desktop asks for it, this holds anyway."),
            self.motion,
        )
        settings.changed.connect(self._on_settings_changed)
        self._on_settings_changed(settings.current)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Names the keys that change the size of text."""
        named = [keys.get(action, "") for action in ("larger-text", "smaller-text", "usual-text")]
        words = ", ".join(each for each in named if each)
        self._size_row.set_help(self.tr("By key: %1.").replace("%1", words) if words else "")

    @Slot(object)
    def _on_look_chosen(self, mode: str) -> None:
        self._theme.set_mode(mode)
        self._settings.change(theme=mode)

    @Slot(object)
    def _on_size_chosen(self, size: str) -> None:
        self._settings.change(text_size=int(size))

    @Slot(bool)
    def _on_motion_toggled(self, reduced: bool) -> None:
        self._settings.change(reduced_motion=reduced)

    @Slot(object)
    def _on_settings_changed(self, changed: Settings) -> None:
        self.look.set_key(changed.theme if changed.theme in self.look.buttons else "system")
        self.motion.setChecked(changed.reduced_motion)
        nearest = min(TEXT_SIZES, key=lambda size: abs(size - changed.text_size))
        self.text_size.set_key(str(nearest))
