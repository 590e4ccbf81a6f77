"""Keeps the resources of one kind true: loads them when the stream opens and when a change concerns them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import Change, ChangeBatch
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.user_error import UserError

_GATHERING_MILLISECONDS = 60

ListPage = Callable[[str], Operation[Any]]


class ResourceFeed(QObject):
    """Stands between the server and the model. Resources of a kind are few, so they are loaded together.

    Does nothing before `start`, so that what nobody looks at costs nothing.
    """

    failed = Signal(object)  # UserError

    def __init__(
        self,
        list_page: ListPage,
        concerns: Callable[[Change], bool],
        changes: ChangeStream,
        model: ResourceListModel[Any],
        parent: QObject | None = None,
    ) -> None:
        """
        Args:
            list_page: asks for the page that begins at a token.
            concerns: whether a change makes the list stale.
        """
        super().__init__(parent)
        self._list_page = list_page
        self._concerns = concerns
        self._changes = changes
        self._model = model
        self._pages: list[Any] = []
        self._is_started = False
        self._is_loading = False
        self._is_stale = False
        self._is_outdated = False
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING_MILLISECONDS)
        self._gathering.timeout.connect(self._on_gathered)
        changes.opened.connect(self._on_opened)
        changes.stopped.connect(self._on_stopped)
        changes.changes_received.connect(self._on_changes_received)

    def start(self) -> None:
        """Loads once the change stream stands, and follows it; a second call does nothing."""
        if self._is_started:
            return
        self._is_started = True
        if self._changes.is_open:
            self.load()

    @Slot()
    def load(self) -> None:
        """Loads all anew; while that is under way, once more after it."""
        if self._is_loading:
            self._is_stale = True
            return
        self._is_loading = True
        self._pages = []
        self._load_page("")

    def load_other(self) -> None:
        """Loads what is another list from now on; an answer that is under way is about the old one."""
        self._is_outdated = self._is_loading
        self.load()

    def _load_page(self, token: str) -> None:
        self._list_page(token).on_success(self._on_page).on_failure(self._on_failed)

    def _on_page(self, page: Any) -> None:
        self._pages.extend(page.entries)
        if page.next_page_token:
            self._load_page(page.next_page_token)
            return
        if not self._is_outdated:
            self._model.apply(self._pages)
        self._on_over()

    def _on_failed(self, error: UserError) -> None:
        self.failed.emit(error)
        self._on_over()

    def _on_over(self) -> None:
        self._is_loading = self._is_outdated = False
        self._pages = []
        if self._is_stale and self._changes.is_open:
            self._gathering.start()
        self._is_stale = False

    @Slot()
    def _on_opened(self) -> None:
        if self._is_started:
            self.load()

    @Slot()
    def _on_gathered(self) -> None:
        # Timers still go off while a window is taken apart; then there is no loop to ask on.
        if _has_loop():
            self.load()

    @Slot()
    def _on_stopped(self) -> None:
        self._gathering.stop()
        self._is_stale = False

    @Slot(object)
    def _on_changes_received(self, batch: ChangeBatch) -> None:
        if not self._is_started:
            return
        # Every change is looked at: some lists remember what they have seen.
        concerned = [change for change in batch.changes if self._concerns(change)]
        if concerned and not self._gathering.isActive():
            self._gathering.start()


def _has_loop() -> bool:
    with suppress(RuntimeError):
        asyncio.get_running_loop()
        return True
    return False
