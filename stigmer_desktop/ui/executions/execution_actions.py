"""What is offered for each execution: in the menu of its header, and in the palette for the newest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_FAILED,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    AgentExecution,
)
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.ui.archives.archive_desk import JSON, MARKDOWN, ArchiveDesk
from stigmer_desktop.ui.archives.archive_markdown import execution_markdown
from stigmer_desktop.ui.executions.deed import PAUSABLE, STOPPABLE, Deed, go_on_words
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.execution_operations import ExecutionOperations
from stigmer_desktop.ui.executions.order import AGAIN_OF
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.menu import Menu
from stigmer_desktop.ui.widgets.question import Answer, Question

_MOST_COMPARED = 12
_LINE = 48
_FORMS = {Deed.EXPORT_MARKDOWN: MARKDOWN, Deed.EXPORT_JSON: JSON}


class ExecutionActions(QObject):
    """Does each Deed, or asks the pane for it.

    `answered` carries the execution that the server gave back, `deleted` the id of one that is gone;
    the others carry the execution that is meant, `compare_wanted` two ids: the earlier one first.
    """

    answered = Signal(object)
    deleted = Signal(object)
    edit_wanted = Signal(object)
    repeat_wanted = Signal(object)
    again_wanted = Signal(object)
    other_model_wanted = Signal(object)
    original_wanted = Signal(object)
    compare_wanted = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        model: ExecutionModel,
        operations: ExecutionOperations,
        archives: ArchiveDesk,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._theme = theme
        self._model = model
        self._operations = operations
        self._archives = archives
        self._page = page

    def offered(self, execution: AgentExecution) -> list[tuple[Deed, WindowAction]]:
        """Everything that the execution's phase allows, in the order of the menu."""
        phase = execution.status.phase
        found: list[tuple[Deed, str, str]] = []
        if phase == EXECUTION_PENDING:
            found += [
                (Deed.EDIT, self.tr("Edit the queued message"), "pencil-simple"),
                (Deed.REMOVE, self.tr("Remove from the queue"), "x"),
            ]
        if phase in PAUSABLE:
            found.append((Deed.PAUSE, self.tr("Pause"), "pause"))
        if phase == EXECUTION_PAUSED:
            found.append((Deed.RESUME, self.tr("Resume"), "play"))
        if phase == EXECUTION_FAILED:
            found.append((Deed.RECOVER, go_on_words(), "arrow-u-up-left"))
            found.append((Deed.REPEAT, self.tr("Send again"), "arrow-clockwise"))
        if phase in STOPPABLE:
            if phase != EXECUTION_PENDING:
                found.append((Deed.CANCEL, self.tr("Cancel"), "prohibit"))
            found.append((Deed.TERMINATE, self.tr("Terminate at once"), "stop"))
        found.append((Deed.AGAIN, self.tr("Run again with changes…"), "arrows-clockwise"))
        if execution.metadata.labels.get(AGAIN_OF):
            found.append((Deed.ORIGINAL, self.tr("Show the original"), "arrow-bend-up-left"))
            found.append((Deed.COMPARE, self.tr("Compare with the original"), "git-diff"))
        found.append((Deed.COPY, self.tr("Copy as Markdown"), "copy"))
        found.append((Deed.EXPORT_MARKDOWN, self.tr("Export as Markdown…"), "file-text"))
        found.append((Deed.EXPORT_JSON, self.tr("Export as JSON…"), "brackets-curly"))
        if is_terminal(phase):
            found.append((Deed.DELETE, self.tr("Delete…"), "trash"))
        execution_id = execution.metadata.id
        return [
            (deed, WindowAction(words, icon_name, partial(self.do, execution_id, deed)))
            for deed, words, icon_name in found
        ]

    def for_palette(self) -> list[WindowAction]:
        """What can be done with the newest execution of the session that is shown."""
        shown = self._model.snapshots()
        actions = [action for _, action in self.offered(shown[-1])] if shown else []
        if len(shown) > 1:
            ids = [execution.metadata.id for execution in shown[-2:]]
            words = self.tr("Compare with the message before")
            actions.append(WindowAction(words, "git-diff", partial(self.compare_wanted.emit, *ids)))
        return actions

    def menu_for(self, execution: AgentExecution) -> Menu:
        """The menu of an execution."""
        menu = Menu(self._page)
        tokens = self._theme.tokens
        for deed, action in self.offered(execution):
            if deed in (Deed.AGAIN, Deed.DELETE) and menu.actions():
                menu.addSeparator()
            color = tokens.red if deed is Deed.DELETE else tokens.second_text
            shown = menu.addAction(icon(action.icon_name, color, 15), action.name)
            shown.setData(deed)
            shown.triggered.connect(lambda _=False, call=action.call: call())
            if deed is Deed.AGAIN:
                self._offer_comparisons(menu, execution)
        return menu

    def open_menu(self, execution_id: str, position: QPoint) -> None:
        """Shows the menu with its corner at a point of the screen."""
        execution = self._model.snapshot(execution_id)
        if execution is not None:
            self.menu_for(execution).popup(position)

    def do(self, execution_id: str, deed: Deed) -> None:
        """Does it at once, or asks first where something would be lost."""
        execution = self._model.snapshot(execution_id)
        if execution is None:
            return
        operations = self._operations
        commands: dict[Deed, Callable[..., Operation[AgentExecution]]] = {
            Deed.CANCEL: operations.stop,
            Deed.PAUSE: operations.pause,
            Deed.RESUME: operations.resume,
            Deed.TERMINATE: operations.terminate,
            Deed.RECOVER: operations.recover,
        }
        wishes = {
            Deed.EDIT: self.edit_wanted,
            Deed.REPEAT: self.repeat_wanted,
            Deed.AGAIN: self.again_wanted,
            Deed.OTHER_MODEL: self.other_model_wanted,
            Deed.ORIGINAL: self.original_wanted,
        }
        if deed in commands:
            commands[deed](execution_id=execution_id).on_success(self.answered.emit)
        elif deed in wishes:
            wishes[deed].emit(execution)
        elif deed is Deed.COMPARE:
            self.compare_wanted.emit(execution.metadata.labels.get(AGAIN_OF, ""), execution_id)
        elif deed is Deed.COPY:
            QGuiApplication.clipboard().setText(execution_markdown(execution))
        elif deed in _FORMS:
            title = execution.spec.message.strip().partition("\n")[0]
            self._archives.export_execution(execution_id, title, _FORMS[deed])
        elif deed is Deed.REMOVE:
            operations.remove_queued(execution_id=execution_id).on_success(self._on_taken_back)
        else:
            self._ask_to_delete(execution_id)

    def _offer_comparisons(self, menu: Menu, execution: AgentExecution) -> None:
        others = [each for each in self._model.snapshots() if each.metadata.id != execution.metadata.id]
        if not others:
            return
        choice = menu.addMenu(icon("git-diff", self._theme.tokens.second_text, 15), self.tr("Compare with"))
        for other in reversed(others[-_MOST_COMPARED:]):
            words = " ".join(other.spec.message.split())
            short = words if len(words) <= _LINE else f"{words[: _LINE - 1]}…"
            first, second = sorted((other.metadata.id, execution.metadata.id))
            entry = choice.addAction(short.replace("&", "&&"))
            entry.triggered.connect(lambda _=False, a=first, b=second: self.compare_wanted.emit(a, b))

    def _ask_to_delete(self, execution_id: str) -> None:
        Question(
            self._theme,
            self._page.window(),
            self.tr("Delete this message and its answer?"),
            self.tr("Everything that was said and done in this run will be gone for good."),
            [
                Answer(self.tr("Keep it")),
                Answer(self.tr("Delete"), lambda: self._delete(execution_id), "danger"),
            ],
        ).open()

    def _delete(self, execution_id: str) -> None:
        operation = self._operations.delete(execution_id=execution_id)
        operation.on_success(lambda _: self.deleted.emit(execution_id))

    def _on_taken_back(self, execution: AgentExecution) -> None:
        if execution.status.started_at:
            # It had begun meanwhile: cancelled, and still there.
            self.answered.emit(execution)
        else:
            self.deleted.emit(execution.metadata.id)
