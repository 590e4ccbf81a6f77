"""The place of the agents: all of them, or one in the editor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from stigmer_desktop.ui.agents.agent_editor import AgentEditor
from stigmer_desktop.ui.agents.agent_page import AgentPage
from stigmer_desktop.ui.place import Navigator
from stigmer_desktop.ui.session_pane import Surroundings


class AgentsPlace(QStackedWidget):
    """Goes from the list to the editor and back."""

    def __init__(self, around: Surroundings, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = AgentPage(around.theme, around.agents)
        self.editor = AgentEditor(around.theme, around.operations)
        self.addWidget(self.list)
        self.addWidget(self.editor)
        self.list.open_wanted.connect(self.edit)
        self.list.new_wanted.connect(lambda: self.edit(""))
        self.list.session_wanted.connect(navigator.show_new_session)
        self.editor.close_wanted.connect(self._on_close_wanted)
        self.editor.deleted.connect(self.enter)

    @Slot(object)
    def edit(self, agent_id: str) -> None:
        """Opens an agent; an empty id begins a new one."""
        self.setCurrentWidget(self.editor)
        if agent_id:
            self.editor.edit(agent_id)
        else:
            self.editor.edit_new()

    @Slot()
    def enter(self) -> None:
        """Shows all agents."""
        self.setCurrentWidget(self.list)

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is unsaved, when the user has decided about it."""
        if self.currentWidget() is self.editor:
            self.editor.ask_to_leave(then)
        else:
            then()

    @Slot()
    def _on_close_wanted(self) -> None:
        self.editor.ask_to_leave(self.enter)
