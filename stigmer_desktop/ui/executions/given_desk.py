"""Files and folders that go along with a message, and the chips that say so."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.composer_chips import Chip
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.open_draft import OpenDraft
from stigmer_desktop.ui.executions.order import GivenPath, words_of_left_out
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.menu import Menu


class GivenDesk(QObject):
    """`intent_left` comes when the user closes the chip that says what the draft is about."""

    intent_left = Signal()

    def __init__(
        self, theme: Theme, composer: Composer, operations: ExecutionOperations, open_draft: OpenDraft
    ) -> None:
        super().__init__(composer)
        self._theme = theme
        self._composer = composer
        self._operations = operations
        self._open = open_draft
        composer.paths_given.connect(self._on_paths_given)

    @Slot(object, object)
    def _on_paths_given(self, paths: list[str], position: QPoint | None) -> None:
        key = self._open.key

        def looked_at(found: list[GivenPath]) -> None:
            if key != self._open.key:
                return
            self._composer.show_error(words_of_left_out(paths, found))
            found = [path for path in found if path.is_readable]
            if position is not None and not key and len(found) == 1 and found[0].is_folder:
                self.menu_for_folder(found[0]).popup(position)
            else:
                self.give(found)

        self._operations.look_at(paths=paths).on_success(looked_at)

    def menu_for_folder(self, folder: GivenPath) -> Menu:
        """Asks what a folder is for that was dropped on a session that is about to begin."""
        menu = Menu(self._composer)
        color = self._theme.tokens.second_text
        work = menu.addAction(icon("folder", color, 15), self.tr("Work in this folder"))
        work.triggered.connect(lambda _=False: self._composer.folder.choose(folder.path))
        attach = menu.addAction(icon("paperclip", color, 15), self.tr("Attach it to the message"))
        attach.triggered.connect(lambda _=False: self.give([folder]))
        return menu

    def give(self, paths: list[GivenPath]) -> None:
        """Lets these go along with the message, each once."""
        known = self._open.draft.attachments
        fresh = [path for path in paths if path not in known]
        self._open.change(attachments=(*known, *dict.fromkeys(fresh)))
        self.show()

    def _take_away(self, path: GivenPath) -> None:
        left = tuple(each for each in self._open.draft.attachments if each != path)
        self._open.change(attachments=left)
        self.show()

    def show(self) -> None:
        """Shows what the message is about and what goes along with it, each with a way to take it away."""
        draft = self._open.draft
        chips = []
        if draft.intent is not None:
            editing = self._open.is_edit
            words = self.tr("Editing the queued message") if editing else self.tr("Run again with changes")
            chips.append(
                Chip(
                    "pencil-simple" if editing else "arrows-clockwise",
                    words,
                    lambda: self.intent_left.emit(),
                    self.tr("Leave it as it was"),
                    draft.intent.words,
                    strong=True,
                )
            )
        for path in draft.attachments:
            name = f"{path.name}/" if path.is_folder else path.name
            remove = self.tr("Remove %1").replace("%1", name)
            chips.append(
                Chip(
                    "folder" if path.is_folder else "file-text",
                    name,
                    partial(self._take_away, path),
                    remove,
                    path.path,
                )
            )
        self._composer.chips.set_chips(chips)
