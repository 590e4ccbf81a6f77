"""The page that makes an agent, or changes one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.ui.agents.agent_draft import AgentDraft, blank_agent
from stigmer_desktop.ui.agents.agent_form import AgentForm
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.question import Answer, Question


class AgentEditor(QWidget):
    """Holds one agent at a time. What was typed and not saved is never dropped without a question.

    `saved` is emitted with the stored agent, `deleted` with the id; `close_wanted` when the user is done.
    """

    saved = Signal(object)
    deleted = Signal(object)
    close_wanted = Signal()

    def __init__(self, theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._operations = operations
        self._agent = blank_agent()
        self._stored = AgentDraft()
        self.form = AgentForm()
        self.form.edited.connect(self._on_edited)
        self.header = PageHeader(theme, "")
        back = IconButton(theme, "arrow-left", self.tr("Back"), shortcut=self.tr("Esc"))
        back.clicked.connect(self.close_wanted)
        self.header.add_leading(back)
        self.delete_button = PushButton(theme, self.tr("Delete…"), kind="danger", icon_name="trash")
        self.delete_button.clicked.connect(self.ask_to_delete)
        self.save_button = PushButton(theme, self.tr("Save"), kind="primary")
        self.save_button.setToolTip(self.tr("Ctrl+S"))
        self.save_button.clicked.connect(self.save)
        self.header.add(self.delete_button)
        self.header.add(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.form, 1)
        self._add_shortcut(QKeySequence(QKeySequence.StandardKey.Save), self.save)
        self._add_shortcut(QKeySequence(Qt.Key.Key_Escape), self.close_wanted.emit)

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.form.draft != self._stored

    def edit_new(self) -> None:
        """Begins a new agent."""
        self._show(blank_agent())
        self.form.name.input.setFocus()

    def edit(self, agent_id: str) -> None:
        """Loads an agent and shows it."""
        self._show(blank_agent())
        self.header.title.set_text(self.tr("Loading…"))
        self.setEnabled(False)
        self._operations.load_agent(agent_id=agent_id).on_success(self._show).on_failure(
            self._on_not_loaded
        ).on_end(self._on_load_over)

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is unsaved, when the user has decided about it."""
        if not self.has_unsaved:
            then()
            return

        def discard() -> None:
            self._show(self._agent)
            then()

        Question(
            self._theme,
            self.window(),
            self.tr("Save the changes to this agent?"),
            self.tr("What you typed is not saved yet."),
            [
                Answer(self.tr("Discard"), discard, "danger"),
                Answer(self.tr("Keep editing")),
                Answer(self.tr("Save"), lambda: self._save(then), "primary"),
            ],
        ).open()

    @Slot()
    def save(self) -> None:
        """Saves what is typed, if nothing is wrong with it."""
        self._save(None)

    @Slot()
    def ask_to_delete(self) -> None:
        """Asks, and deletes the agent unless sessions still use it."""
        Question(
            self._theme,
            self.window(),
            self.tr("Delete “%1”?").replace("%1", self._stored.name),
            self.tr("The agent will be gone for good. An agent that has sessions is kept."),
            [Answer(self.tr("Keep it")), Answer(self.tr("Delete"), self._delete, "danger")],
        ).open()

    def _save(self, then: Callable[[], None] | None) -> None:
        if not self.save_button.isEnabled() or not self.form.check():
            return
        self.form.tell("")

        def stored(agent: Agent) -> None:
            typed_since = self.form.draft
            self._show(agent)
            if typed_since != draft:
                self.form.show_draft(typed_since)
            self.saved.emit(agent)
            if then is not None:
                then()

        draft = self.form.draft
        self._operations.save_agent(agent=draft.on(self._agent)).shown_on(self.save_button).on_success(
            stored
        ).on_failure(self.form.show_error).on_end(self._on_edited)

    def _delete(self) -> None:
        agent_id = self._agent.metadata.id

        def gone(_: Agent) -> None:
            self._show(blank_agent())
            self.deleted.emit(agent_id)

        self._operations.delete_agent(agent_id=agent_id).shown_on(self.delete_button).on_success(
            gone
        ).on_failure(self.form.show_error)

    def _show(self, agent: Agent) -> None:
        self._agent = agent
        self._stored = AgentDraft.of(agent)
        self.form.show_draft(self._stored)
        is_new = not agent.metadata.id
        self.header.title.set_text(self.tr("New agent") if is_new else agent.metadata.name)
        self.delete_button.setVisible(not is_new)
        self._on_edited()

    def _on_not_loaded(self, error: UserError) -> None:
        self.header.title.set_text(self.tr("Agent"))
        self.form.tell(error.sentence)

    def _on_load_over(self) -> None:
        self.setEnabled(True)
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self.header.detail.set_text(self.tr("Not saved") if self.has_unsaved else "")

    def _add_shortcut(self, keys: QKeySequence, slot: Callable[[], None]) -> None:
        action = QAction(self)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.addAction(action)
