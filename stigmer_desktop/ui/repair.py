"""Asks what to do about a damaged database, and has it done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from PySide6.QtCore import QDateTime, QLocale, QObject
from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.question import Answer, Question


class RepairDoor(Protocol):
    """What the composition root can do about a damaged database; both may take a while."""

    def backup_time(self) -> Awaitable[float | None]:
        """When the newest good backup was made, in seconds since 1970; None if there is none."""

    def repair(self) -> Awaitable[str]:
        """Sets the damaged file aside, and puts that backup in its place; gives where the file is now."""


class Repair(QObject):
    """Calls `then` with what to tell once the way is free for another start."""

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        scope: OperationScope,
        door: RepairDoor,
        then: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._scope = scope
        self._door = door
        self._then = then
        self._chosen = ""

    def ask(self) -> None:
        """Says what would be done and does it if that is wanted."""

        async def look() -> float | None:
            return await self._door.backup_time()

        self._scope.start(look()).on_success(self._on_looked)

    def _on_looked(self, made: float | None) -> None:
        if made is None:
            title = self.tr("Begin with an empty database?")
            text = self.tr(
                "There is no backup. The damaged file is kept in the data folder, in “damaged”, "
                "where tools for SQLite may still read parts of it."
            )
            words = self.tr("Begin anew")
        else:
            moment = QDateTime.fromSecsSinceEpoch(int(made))
            time = QLocale().toString(moment, "d MMM yyyy HH:mm")
            self._chosen = time
            title = self.tr("Go back to the backup of %1?").replace("%1", time)
            text = self.tr(
                "What came after it is missing then. The damaged file is kept in the data folder, "
                "in “damaged”."
            )
            words = self.tr("Restore the backup")
        answers = [Answer(self.tr("Cancel")), Answer(words, self._repair, "primary")]
        Question(self._theme, self._window, title, text, answers).open()

    def _repair(self) -> None:
        async def work() -> str:
            return await self._door.repair()

        self._scope.start(work()).on_success(self._on_repaired).on_failure(self._on_failed)

    def _on_repaired(self, place: str) -> None:
        kept = self.tr("The damaged database is kept in %1.").replace("%1", place)
        if self._chosen:
            put_back = self.tr("The backup of %1 is in place.").replace("%1", self._chosen)
            kept = f"{put_back} {kept}"
        self._then(kept)

    def _on_failed(self, error: UserError) -> None:
        self._then(error.sentence)
