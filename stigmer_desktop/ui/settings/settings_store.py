"""The settings as the window holds them: changed at once, written behind its back."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from stigmer_desktop.settings import Settings, SettingsFile
from stigmer_desktop.ui.user_error import user_error


class SettingsStore(QObject):
    """`changed` carries the Settings that now hold; `failed` says that they could not be written."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, file: SettingsFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._current = file.load()
        # One thread, so that changes are written in their order.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="settings")

    @property
    def current(self) -> Settings:
        return self._current

    def change(self, **changes: Any) -> None:
        """Takes over `changes` (fields of Settings) and writes them."""
        changed = replace(self._current, **changes)
        if changed == self._current:
            return
        self._current = changed
        self._writer.submit(self._file.save, **changes).add_done_callback(self._on_written)
        self.changed.emit(changed)

    def close(self) -> None:
        """Waits until everything is written."""
        self._writer.shutdown()

    def _on_written(self, written: Future[Settings]) -> None:
        error = written.exception()
        if error is not None:
            self.failed.emit(user_error(error))
