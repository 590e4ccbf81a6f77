"""What rows may ask of their transcript, and what the user has folded and unfolded."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal

from stigmer_desktop.ui.executions.deed import Deed


class RowActions(QObject):
    """Remembers folds by key for as long as the pane lives; passes everything else on."""

    resized = Signal(object)
    sub_agent_toggled = Signal(object, bool)
    # The execution's id, and a Deed.
    deed_requested = Signal(object, object)
    # The execution's id, and a point of the screen.
    menu_requested = Signal(object, object)
    # The execution's id, the tool call's id, a number of ApprovalAction, the user's words.
    decision_made = Signal(object, object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folds: dict[str, bool] = {}
        self._revealed: set[str] = set()

    def is_open(self, key: str, by_itself: bool) -> bool:
        return self._folds.get(key, by_itself or any(key.startswith(f"{row}/") for row in self._revealed))

    def reveal_all_of(self, key: str) -> None:
        """Unfolds the long texts of a row too, whatever the user had chosen about them."""
        self._revealed.add(key)
        for text in [each for each in self._folds if each.startswith(f"{key}/")]:
            del self._folds[text]

    def set_open(self, key: str, opened: bool) -> None:
        self._folds[key] = opened

    def set_sub_agent_open(self, key: str, opened: bool) -> None:
        self.sub_agent_toggled.emit(key, opened)

    def do(self, execution_id: str, deed: Deed) -> None:
        self.deed_requested.emit(execution_id, deed)

    def open_menu(self, execution_id: str, position: QPoint) -> None:
        self.menu_requested.emit(execution_id, position)

    def decide(self, execution_id: str, tool_call_id: str, action: int, comment: str) -> None:
        self.decision_made.emit(execution_id, tool_call_id, action, comment)

    def item_resized(self, key: str) -> None:
        self.resized.emit(key)
