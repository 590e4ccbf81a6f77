"""The button that shows and changes the folder that a session works in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.menu import Menu

_MOST_RECENT = 6


class FolderButton(ChoiceButton):
    """`folder_chosen` carries a path, or an empty text for a folder that the runner makes."""

    folder_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        label = QCoreApplication.translate("FolderButton", "Workspace folder")
        super().__init__(theme, label, parent, icon_name="folder")
        self._folder = ""
        self._chosen: list[str] = []
        self._recent: Callable[[], Iterable[str]] = tuple
        self.set_folder("")

    @property
    def folder(self) -> str:
        """The folder that was chosen; empty for none."""
        return self._folder

    def set_recent(self, recent: Callable[[], Iterable[str]]) -> None:
        """`recent` gives the folders that sessions work in, the newest first; asked when they are offered."""
        self._recent = recent

    @property
    def recent(self) -> list[str]:
        """Folders to offer: those that were chosen last, then those of sessions, as far as they are there."""
        known = dict.fromkeys([*reversed(self._chosen), *self._recent()])
        offered = (folder for folder in known if folder and folder != self._folder)
        return list(islice((folder for folder in offered if Path(folder).is_dir()), _MOST_RECENT))

    @property
    def start(self) -> str:
        """Where a dialog begins: in the folder that is chosen, else in the last one, else at home."""
        return self._folder or next(iter(self.recent), "") or str(Path.home())

    def set_folder(self, folder: str) -> None:
        """Shows `folder`."""
        self._folder = folder
        name = short_folder(folder) if folder else self.tr("No folder")
        self.set_choices([Choice(folder, name)], folder)
        words = (
            self.tr("Works in %1").replace("%1", folder)
            if folder
            else self.tr("Works in a folder of its own. Choose one to let the agent work on your files.")
        )
        self.setToolTip(words)
        self.setAccessibleDescription(words)

    def menu_of_choices(self) -> Menu:
        menu = Menu(self)
        tokens = self._theme.tokens
        choose = menu.addAction(icon("folder-open", tokens.second_text, 15), self.tr("Choose a folder…"))
        choose.triggered.connect(lambda _=False: self.ask())
        recent = self.recent
        if recent:
            menu.addSeparator()
        for folder in recent:
            name = short_folder(folder)
            note = "" if name.startswith("~") or name == folder else str(Path(folder).parent)
            action = menu.add_noted(icon("folder", tokens.second_text, 15), name, note, tokens.second_text)
            action.setToolTip(folder)
            action.triggered.connect(lambda _=False, folder=folder: self.choose(folder))
        menu.addSeparator()
        own = menu.addAction(icon("x", tokens.second_text, 15), self.tr("A folder of its own"))
        own.setEnabled(bool(self._folder))
        own.triggered.connect(lambda _=False: self.choose(""))
        return menu

    def choose(self, folder: str) -> None:
        """Takes `folder` as if it had been picked."""
        if folder:
            self._chosen = [*(each for each in self._chosen if each != folder), folder]
        self.set_folder(folder)
        self.folder_chosen.emit(folder)

    @Slot()
    def ask(self) -> None:
        """Opens the dialog that asks for a folder."""
        dialog = QFileDialog(self.window(), self.tr("Workspace folder"), self.start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def short_folder(folder: str) -> str:
    """A path as short as it is clear: the home folder as ~, and of a long one its last two names."""
    path = Path(folder)
    try:
        shown = Path("~") / path.relative_to(Path.home())
    except ValueError:
        shown = path
    return str(shown) if len(str(shown)) <= 28 else str(Path("…", *shown.parts[-2:]))
