"""Keeps the list of sessions true: loads pages when they are wanted, and what the change stream names."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import Change, ChangeBatch, ListSessionHeadersResponse, SessionHeader
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, SESSION
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.sessions.session_labels import ARCHIVED, PINNED
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.user_error import UserError

_GATHERING_MILLISECONDS = 60
_TYPING_MILLISECONDS = 150
_MOST_IDS = 500


class SessionFeed(QObject):
    """Stands between the server and the model; the list's view knows nothing of it.

    Where the list is narrowed, it asks for what fits beside the pages that it goes through anyway, so that
    nobody waits for sessions of long ago.
    """

    loaded = Signal()
    failed = Signal(object)  # UserError

    def __init__(
        self,
        operations: Operations,
        changes: ChangeStream,
        model: SessionListModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._model = model
        self._next_page = ""
        self._changed: set[str] = set()
        self._left_out: tuple[str, ...] = (ARCHIVED,)
        self._pinned: list[SessionHeader] = []
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING_MILLISECONDS)
        self._gathering.timeout.connect(self._load_changed)
        changes.opened.connect(self.load)
        changes.stopped.connect(self._gathering.stop)
        changes.changes_received.connect(self._on_changes_received)
        model.more_wanted.connect(self._on_more_wanted)
        self._is_open = False
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._look_for_words)
        model.filter_changed.connect(self._on_filter_changed)

    @Slot()
    def load(self) -> None:
        """Loads the first page anew, and all that is pinned, however long ago something happened in it."""
        self._is_open = True
        self._pinned = []
        self._operations.list_sessions(labels=[PINNED], without_labels=self._left_out).on_success(
            self._on_pinned
        ).on_failure(self.failed.emit)
        self._operations.list_sessions(without_labels=self._left_out).on_success(
            self._on_first_page
        ).on_failure(self.failed.emit)

    def show_archived(self, shown: bool) -> None:
        """Loads archived sessions too, or leaves them out."""
        self._left_out = () if shown else (ARCHIVED,)
        self._model.set_archived_shown(shown)
        if self._is_open:
            self.load()

    def refresh(self, session_id: str) -> None:
        """Loads one session anew: it was changed just now."""
        self._operations.list_sessions(ids=[session_id]).on_success(self._on_changed_loaded)

    def _on_pinned(self, page: ListSessionHeadersResponse) -> None:
        self._pinned = list(page.entries)
        self._model.apply(self._pinned)

    def _on_first_page(self, page: ListSessionHeadersResponse) -> None:
        self._next_page = page.next_page_token
        self._model.load([*self._pinned, *page.entries], has_more=bool(page.next_page_token))
        self.loaded.emit()
        self._on_filter_changed()

    @Slot()
    def _on_more_wanted(self) -> None:
        self._operations.list_sessions(page_token=self._next_page, without_labels=self._left_out).on_success(
            self._on_page
        ).on_failure(self._on_page_failed)

    def _on_page(self, page: ListSessionHeadersResponse) -> None:
        self._next_page = page.next_page_token
        self._model.append(page.entries, has_more=bool(page.next_page_token))

    def _on_page_failed(self, error: UserError) -> None:
        self._model.stop_loading()
        self.failed.emit(error)

    # What a narrow list asks for

    @Slot()
    def _on_filter_changed(self) -> None:
        chosen = self._model.filter
        if self._is_open and chosen.tag:
            self._load_tag(chosen.tag)
        if self._is_open and chosen.words:
            self._typing.start()
        else:
            self._typing.stop()

    def _load_tag(self, tag: str, page_token: str = "") -> None:
        def loaded(page: ListSessionHeadersResponse) -> None:
            self._model.merge(page.entries)
            if not page.next_page_token:
                self._model.set_tag_complete(tag)
            elif self._model.filter.tag == tag:
                self._load_tag(tag, page.next_page_token)

        self._operations.list_sessions(
            tags=[tag], without_labels=self._left_out, page_token=page_token
        ).on_success(loaded).on_failure(self.failed.emit)

    @Slot()
    def _look_for_words(self) -> None:
        # Tags that are only begun are found in the pages that come anyway.
        words = " ".join(word for word in self._model.filter.words if word[0] != "#")
        if not words:
            return
        self._operations.list_sessions(text=words, without_labels=self._left_out).on_success(
            lambda page: self._model.merge(page.entries)
        ).on_failure(self.failed.emit)

    @Slot(object)
    def _on_changes_received(self, batch: ChangeBatch) -> None:
        for change in batch.changes:
            self._take(change)
        if self._changed and not self._gathering.isActive():
            self._gathering.start()

    def _take(self, change: Change) -> None:
        if change.kind == SESSION.number and change.deleted:
            self._changed.discard(change.id)
            self._model.remove(change.id)
        elif change.kind == SESSION.number:
            self._changed.add(change.id)
        elif change.kind == AGENT_EXECUTION.number and change.session_id:
            self._changed.add(change.session_id)
        elif change.kind == AGENT.number and not change.deleted:
            # A session's header carries its agent's name.
            self._changed.update(self._model.ids_of_agent(change.id))

    @Slot()
    def _load_changed(self) -> None:
        ids = sorted(self._changed)[:_MOST_IDS]
        self._changed.difference_update(ids)
        if self._changed:
            self._gathering.start()
        if ids:
            self._operations.list_sessions(ids=ids).on_success(self._on_changed_loaded).on_failure(
                self.failed.emit
            )

    def _on_changed_loaded(self, page: ListSessionHeadersResponse) -> None:
        self._model.apply(page.entries)
