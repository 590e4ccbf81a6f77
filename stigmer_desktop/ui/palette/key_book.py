"""Which keys do what: the usual ones of each action, and those that the user has given it instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.settings import Settings
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.settings.settings_store import SettingsStore


class KeyBook(QObject):
    """Reads and changes the setting `keys`; `changed` is emitted when keys differ from what they were."""

    changed = Signal()

    def __init__(self, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._keys = dict(settings.current.keys)
        settings.changed.connect(self._on_settings_changed)

    def shortcut(self, action: WindowAction) -> str:
        """The keys that do `action` now, in Qt's portable form; empty if none do."""
        chosen = self._keys.get(action.identity)
        return chosen if isinstance(chosen, str) else action.shortcut

    def is_usual(self, action: WindowAction) -> bool:
        """Whether `action` has the keys that it has by itself."""
        return self.shortcut(action) == action.shortcut

    def dressed(self, action: WindowAction) -> WindowAction:
        """`action` with the keys that do it now."""
        if self.is_usual(action):
            return action
        return replace(action, shortcut=self.shortcut(action), also=())

    def holder(
        self, shortcut: str, actions: Iterable[WindowAction], other_than: WindowAction
    ) -> WindowAction | None:
        """The one of `actions`, other than `other_than`, that `shortcut` does now."""
        for action in actions:
            now = self.dressed(action)
            if action.identity != other_than.identity and shortcut in (now.shortcut, *now.also):
                return action
        return None

    def give(self, action: WindowAction, shortcut: str, taken_from: WindowAction | None = None) -> None:
        """Lets `shortcut` do `action`, and `taken_from` no more; empty takes the keys of `action` away."""
        keys = dict(self._keys)
        if taken_from is not None:
            keys[taken_from.identity] = ""
        keys[action.identity] = shortcut
        if shortcut == action.shortcut:
            del keys[action.identity]
        self._settings.change(keys=keys)

    def reset_all(self) -> None:
        """Gives every action its usual keys."""
        self._settings.change(keys={})

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        if dict(settings.keys) != self._keys:
            self._keys = dict(settings.keys)
            self.changed.emit()
