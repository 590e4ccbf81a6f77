"""The page that makes a resource, or changes one; every kind brings its form and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.page_keys import add_page_keys
from stigmer_desktop.ui.resources.resource_desk import ResourceDesk
from stigmer_desktop.ui.resources.resource_form import ResourceForm
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel, resource_of
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.question import Answer, Question


@dataclass(frozen=True)
class EditorWords:
    """What the editor of one kind says.

    Attributes:
        one: the kind ("Agent").
        new: the title of one that is not stored yet ("New agent").
        save: asked before something typed is left ("Save the changes to this agent?").
        delete: told before one is deleted ("The agent will be gone for good. …").
    """

    one: str
    new: str
    save: str
    delete: str


class ResourceEditor(QWidget):
    """Holds one resource at a time. What was typed and not saved is never dropped without a question.

    `saved` is emitted with what is stored, `deleted` with the id; `close_wanted` when the user is done.
    """

    saved = Signal(object)
    deleted = Signal(object)
    close_wanted = Signal()
    shown = Signal(object)  # the resource, each time that another one is shown

    def __init__(
        self,
        theme: Theme,
        form: ResourceForm,
        desk: ResourceDesk,
        words: EditorWords,
        model: ResourceListModel[Any],
        parent: QWidget | None = None,
        *,
        held: Callable[[Any], Operation[str]] | None = None,
    ) -> None:
        """
        Args:
            model: tells of what others change and delete.
            held: says why a resource cannot be deleted now, and what one can do; empty if it can.
        """
        super().__init__(parent)
        self._theme = theme
        self._desk = desk
        self._words = words
        self._model = model
        self._held = held
        self._resource = desk.blank()
        self._unedited = desk.blank()
        self._is_saved = False
        self.form = form
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
        add_page_keys(self, close=self.close_wanted.emit, save=self.save)
        model.dataChanged.connect(self._on_rows_changed)
        model.rowsRemoved.connect(self._on_rows_removed)
        self._show(self._resource)

    def add_button(self, button: PushButton) -> None:
        """Puts a button for something else that can be done with the resource before the others."""
        self.header.insert(button, self.delete_button)

    @property
    def resource(self) -> Any:
        """What is stored, as far as this editor knows; without id if it is new."""
        return self._resource

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return bool(self.form.filled(self._resource) != self._unedited)

    def edit_new(self, resource: Any = None) -> None:
        """Begins a new resource, from `resource` if that is given."""
        self._show(self._desk.blank() if resource is None else resource)
        first = self.form.first_input()
        if first is not None:
            first.setFocus()

    def edit(self, resource_id: str) -> None:
        """Loads a resource and shows it."""
        self._show(self._desk.blank())
        self.header.title.set_text(self.tr("Loading…"))
        self.setEnabled(False)
        self._desk.load(resource_id=resource_id).on_success(self._show).on_failure(
            self._on_not_loaded
        ).on_end(self._on_load_over)

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is unsaved, when the user has decided about it."""
        if not self.has_unsaved:
            then()
            return

        def discard() -> None:
            self._show(self._resource)
            then()

        Question(
            self._theme,
            self.window(),
            self._words.save,
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
        """Asks, and deletes the resource; where it is known that others need it, says that in place of it."""
        if self._held is None:
            self._ask_to_delete("")
            return
        # Where that cannot be found out, the server still refuses.
        self._held(self._resource).shown_on(self.delete_button).on_success(self._ask_to_delete).on_failure(
            lambda _: self._ask_to_delete("")
        )

    def _ask_to_delete(self, held: str) -> None:
        if held:
            title = self.tr("“%1” is still in use").replace("%1", self._resource.metadata.name)
            Question(self._theme, self.window(), title, held, [Answer(self.tr("Keep it"))]).open()
            return
        Question(
            self._theme,
            self.window(),
            self.tr("Delete “%1”?").replace("%1", self._resource.metadata.name),
            self._words.delete,
            [Answer(self.tr("Keep it")), Answer(self.tr("Delete"), self._delete, "danger")],
        ).open()

    def _save(self, then: Callable[[], None] | None) -> None:
        if not self.save_button.isEnabled() or not self.form.check():
            return
        self.form.tell("")
        sent = self.form.filled(self._resource)

        def stored(resource: Any) -> None:
            typed_since = self.form.filled(sent)
            if typed_since == sent:
                self._show(resource, keep_view=True)
            else:
                self._keep_typed(resource, sent)
            self._is_saved = True
            self._on_edited()
            self.saved.emit(resource)
            if then is not None:
                then()

        self._desk.save(resource=sent).shown_on(self.save_button).on_success(stored).on_failure(
            self.form.show_error
        ).on_end(self._show_state)

    def _keep_typed(self, resource: Any, sent: Any) -> None:
        """Takes `resource` as what is stored, and leaves what was typed since `sent` was sent."""
        self._resource = resource
        self._unedited = type(resource)()
        self._unedited.CopyFrom(resource)
        self._unedited.spec.CopyFrom(sent.spec)
        self._show_title()

    def _delete(self, *, force: bool = False) -> None:
        resource_id = self._resource.metadata.id

        def gone(_: Any) -> None:
            self._show(self._desk.blank())
            self.deleted.emit(resource_id)

        self._desk.delete(resource_id=resource_id, force=force).shown_on(self.delete_button).on_success(
            gone
        ).on_failure(self._on_not_deleted)

    def _on_not_deleted(self, error: UserError) -> None:
        if not self._desk.can_force or error.code is not grpc.StatusCode.FAILED_PRECONDITION:
            self.form.show_error(error)
            return
        self.form.tell(
            error.sentence.replace(", or delete with force", ""),
            self.tr("Delete anyway"),
            lambda: self._delete(force=True),
        )

    def _show(self, resource: Any, *, keep_view: bool = False) -> None:
        place = self.form.verticalScrollBar().value() if keep_view else 0
        self._resource = resource
        self._is_saved = False
        # What the form shows already stays as it is, with the cursor where it stands.
        if not keep_view or self.form.filled(resource) != resource:
            self.form.show_resource(resource)
        self.form.tell("")
        self._unedited = self.form.filled(resource)
        self.form.verticalScrollBar().setValue(place)
        self._show_title()
        self._show_state()
        self.shown.emit(resource)

    def _show_title(self) -> None:
        is_new = not self._resource.metadata.id
        self.header.title.set_text(self._words.new if is_new else self._resource.metadata.name)
        self.delete_button.setVisible(not is_new)

    def _on_not_loaded(self, error: UserError) -> None:
        self.header.title.set_text(self._words.one)
        self.form.tell(error.sentence)

    def _on_load_over(self) -> None:
        self.setEnabled(True)
        self._show_state()

    @Slot()
    def _on_edited(self) -> None:
        if self.has_unsaved:
            self._is_saved = False
        self._show_state()

    def _show_state(self) -> None:
        detail = self.header.detail
        if self.has_unsaved:
            detail.set_token("second_text")
            detail.set_text(self.tr("Not saved"))
        else:
            detail.set_token("green")
            detail.set_text(self.tr("✓ Saved") if self._is_saved else "")

    @Slot(QModelIndex, QModelIndex)
    def _on_rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        headers = self._model.headers[first.row() : last.row() + 1]
        shown = self._resource.metadata.id
        if shown and any(resource_of(header).metadata.id == shown for header in headers):
            self._desk.load(resource_id=shown).on_success(self._on_loaded_again).on_failure(lambda _: None)

    def _on_loaded_again(self, resource: Any) -> None:
        known = self._resource
        if resource.metadata.id != known.metadata.id or not self.save_button.isEnabled():
            return
        if resource.spec == known.spec and resource.metadata == known.metadata:
            return
        if not self.has_unsaved:
            self._show(resource, keep_view=True)
            return
        self.form.tell(
            self.tr("This was changed elsewhere meanwhile. Saving puts what you typed over that."),
            self.tr("Show the other version"),
            lambda: self._show(resource),
        )

    @Slot()
    def _on_rows_removed(self) -> None:
        shown = self._resource.metadata.id
        if shown and self.delete_button.isEnabled() and self._model.header_of(shown) is None:
            self.form.tell(self.tr("This was deleted elsewhere. What you see is not stored any more."))
