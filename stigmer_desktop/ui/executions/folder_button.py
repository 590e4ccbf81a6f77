"""The button that shows and changes the folder that a session works in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.menu import Menu


class FolderButton(ChoiceButton):
    """`folder_chosen` carries a path, or an empty text for a folder that the runner makes."""

    folder_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        label = QCoreApplication.translate("FolderButton", "Workspace folder")
        super().__init__(theme, label, parent, icon_name="folder")
        self._folder = ""
        self.set_folder("")

    @property
    def folder(self) -> str:
        """The folder that was chosen; empty for none."""
        return self._folder

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
        own = menu.addAction(icon("x", tokens.second_text, 15), self.tr("A folder of its own"))
        own.setEnabled(bool(self._folder))
        own.triggered.connect(lambda _=False: self.choose(""))
        return menu

    def choose(self, folder: str) -> None:
        """Takes `folder` as if it had been picked."""
        self.set_folder(folder)
        self.folder_chosen.emit(folder)

    @Slot()
    def ask(self) -> None:
        """Opens the dialog that asks for a folder."""
        dialog = QFileDialog(self.window(), self.tr("Workspace folder"), self._folder)
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
