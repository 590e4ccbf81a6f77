"""Asks the user for files, without blocking the window's loop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[Path], None]


class FileDialogs(Protocol):
    """How a file is asked for; nothing is called when the user changes their mind."""

    def ask_where_to_save(self, title: str, name: str, kinds: str, then: Chosen) -> None:
        """Asks where to save a file that would be called `name`; `kinds` is in Qt's form."""

    def ask_what_to_open(self, title: str, kinds: str, then: Chosen) -> None:
        """Asks for a file that is there."""


class SystemFileDialogs:
    """The dialogs of the system, or Qt's own where there are none."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def ask_where_to_save(self, title: str, name: str, kinds: str, then: Chosen) -> None:
        dialog = self._dialog(title, kinds, then)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(str(Path.home() / name))
        dialog.open()

    def ask_what_to_open(self, title: str, kinds: str, then: Chosen) -> None:
        dialog = self._dialog(title, kinds, then)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def _dialog(self, title: str, kinds: str, then: Chosen) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setNameFilter(kinds)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        return dialog
