"""The place of one kind of resource: all of them, or one in the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from stigmer_desktop.ui.place import Holding
from stigmer_desktop.ui.resources.resource_editor import ResourceEditor
from stigmer_desktop.ui.resources.resource_feed import ResourceFeed
from stigmer_desktop.ui.resources.resource_page import ResourcePage


class ResourcePlace(QStackedWidget):
    """Goes from the list to the editor and back. Further pages may be put beside them."""

    def __init__(
        self,
        page: ResourcePage,
        editor: ResourceEditor,
        feed: ResourceFeed | None = None,
        new: Callable[[], Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            feed: what fills the page; started when somebody comes here.
            new: makes the resource with which a new one begins; without it, a blank one.
        """
        super().__init__(parent)
        self.list = page
        self.editor = editor
        self._feed = feed
        self._new = new
        self.addWidget(page)
        self.addWidget(editor)
        page.open_wanted.connect(self.edit)
        page.new_wanted.connect(lambda: self.edit(""))
        editor.close_wanted.connect(self._on_close_wanted)
        editor.deleted.connect(self.enter)
        if feed is not None:
            feed.failed.connect(page.show_failure)
            page.retry_wanted.connect(feed.load)

    @Slot(object)
    def edit(self, resource_id: str) -> None:
        """Opens a resource; an empty id begins a new one."""
        self._start()
        self.setCurrentWidget(self.editor)
        if resource_id:
            self.editor.edit(resource_id)
        else:
            self.editor.edit_new(self._new() if self._new is not None else None)

    def begin_new(self) -> None:
        """Begins a new one."""
        self.edit("")

    def begin(self, resource: Any) -> None:
        """Begins a new resource that is made already; the user looks at it and saves it."""
        self._start()
        self.setCurrentWidget(self.editor)
        self.editor.edit_new()
        self.editor.form.show_resource(resource)
        self.editor.form.edited.emit()

    @Slot()
    def enter(self) -> None:
        """Shows all of them."""
        self._start()
        self.setCurrentWidget(self.list)

    def ask_to_leave(self, then: Callable[[], None]) -> None:
        """Calls `then` at once or, where something is unsaved, when the user has decided about it."""
        shown = self.currentWidget()
        if isinstance(shown, Holding):
            shown.ask_to_leave(then)
        else:
            then()

    def _start(self) -> None:
        if self._feed is not None:
            self._feed.start()

    @Slot()
    def _on_close_wanted(self) -> None:
        self.editor.ask_to_leave(self.enter)
