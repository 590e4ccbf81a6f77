"""The tags that sessions have, also those that are not loaded."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from stigmer_desktop.api.desktop import ListTagsResponse
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.sessions.session_operations import SessionOperations


class SessionTags(QObject):
    """Knows what the server said last, and what the loaded sessions have had since."""

    changed = Signal()

    def __init__(
        self, operations: SessionOperations, model: SessionListModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._model = model
        self._counts: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        """Every tag in use, in the order of the alphabet."""
        return sorted({*self._counts, *self._model.tags}, key=str.casefold)

    @property
    def most_used(self) -> list[str]:
        """Every tag in use, those that most sessions have first."""
        return [*self._counts, *(tag for tag in self._model.tags if tag not in self._counts)]

    def count(self, tag: str) -> int:
        """How many sessions have `tag`; 0 where the server has not said."""
        return self._counts.get(tag, 0)

    def ask(self) -> None:
        """Asks the server; `changed` comes if it says something new."""
        # Without the server, what is loaded has to do; the banner says the rest.
        self._operations.list_tags().on_success(self._on_listed).on_failure(lambda _: None)

    def _on_listed(self, answer: ListTagsResponse) -> None:
        counts = {entry.tag: entry.count for entry in answer.entries}
        if counts != self._counts:
            self._counts = counts
            self.changed.emit()
