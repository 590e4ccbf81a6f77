"""What can be done with a session, by its menu, by keys in the list, and by the palette."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import ListSessionHeadersResponse, SessionHeader
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.api.session import Session
from stigmer_desktop.ui.archives.archive_desk import JSON, MARKDOWN, ArchiveDesk
from stigmer_desktop.ui.open_session import OpenSession
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.pending_deletions import PendingDeletions
from stigmer_desktop.ui.sessions.session_labels import ARCHIVED, PINNED, is_archived, is_pinned
from stigmer_desktop.ui.sessions.session_operations import SessionOperations
from stigmer_desktop.ui.sessions.session_rows import title_of
from stigmer_desktop.ui.sessions.session_tags import SessionTags
from stigmer_desktop.ui.sessions.tag_dialog import TagDialog
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.question import Answer, Question


@dataclass(frozen=True)
class SessionCommand:
    """One of the things that can be done with a session as it stands.

    Attributes:
        words: what it does.
        icon_name: a Phosphor icon.
        key: the key in the list, in Qt's portable form; empty if it has none.
        call: does it.
        parted: whether a line stands above it in the menu.
        loses: whether something is lost by it.
    """

    words: str
    icon_name: str
    key: str
    call: Callable[[], object]
    parted: bool = False
    loses: bool = False


class SessionCommands(QObject):
    """`rename_wanted` asks for the title's editor: id and title; `changed` and `left` carry a session's id.

    `left` comes when a session went out of sight, because it was deleted or archived; `archived` carries
    the id and the title of one that is archived now.
    """

    rename_wanted = Signal(object, object)
    changed = Signal(object)
    left = Signal(object)
    archived = Signal(object, object)
    failed = Signal(object)  # UserError

    def __init__(
        self,
        around: Surroundings,
        deletions: PendingDeletions,
        archives: ArchiveDesk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._around = around
        self._operations = SessionOperations(around.client, around.scope)
        self._window = window
        self.tags = SessionTags(self._operations, around.sessions, self)
        self.deletions = deletions
        self.archives = archives
        deletions.refused.connect(self._on_refused)

    def of(self, header: SessionHeader) -> list[SessionCommand]:
        """Everything that can be done with a session, in the order of its menu."""
        session_id, title = header.session.metadata.id, title_of(header)
        pinned, archived = is_pinned(header), is_archived(header)
        export = self.archives.export_session
        return [
            SessionCommand(
                self.tr("Unpin") if pinned else self.tr("Pin"),
                "push-pin-slash" if pinned else "push-pin",
                "P",
                partial(self._set_label, session_id, PINNED, not pinned),
            ),
            SessionCommand(
                self.tr("Rename"), "pencil-simple", "F2", partial(self.rename_wanted.emit, session_id, title)
            ),
            SessionCommand(self.tr("Tags…"), "tag", "T", partial(self._ask_for_tags, header)),
            SessionCommand(
                self.tr("Take out of the archive") if archived else self.tr("Archive"),
                "archive",
                "A",
                partial(self.archive, session_id, title, not archived),
            ),
            SessionCommand(
                self.tr("Export as Markdown…"),
                "file-text",
                "M",
                partial(export, session_id, title, MARKDOWN),
                parted=True,
            ),
            SessionCommand(
                self.tr("Export as JSON…"), "brackets-curly", "J", partial(export, session_id, title, JSON)
            ),
            SessionCommand(
                self.tr("Delete"), "trash", "Del", partial(self.delete, session_id), parted=True, loses=True
            ),
        ]

    def press(self, session_id: str, key: str) -> None:
        """Does what `key` stands for in the list, if it stands for anything."""

        def chosen(header: SessionHeader) -> None:
            for command in self.of(header):
                if command.key == key:
                    command.call()

        self._with_header(session_id, chosen)

    def actions(self, shown: OpenSession) -> list[WindowAction]:
        """The same for the palette; they are about the session that is open."""

        def on_open(key: str) -> Callable[[], None]:
            return lambda: self.press(shown.id, key)

        undo, bring_back = self.tr("Undo deleting sessions"), "arrow-counter-clockwise"

        actions = [
            (self.tr("Pin or unpin this session"), "push-pin", "P"),
            (self.tr("Rename this session"), "pencil-simple", "F2"),
            (self.tr("Tags of this session"), "tag", "T"),
            (self.tr("Archive this session, or take it out"), "archive", "A"),
            (self.tr("Export this session as Markdown"), "file-text", "M"),
            (self.tr("Export this session as JSON"), "brackets-curly", "J"),
            (self.tr("Delete this session"), "trash", "Del"),
        ]
        return [
            *(
                # One who sees F2 in the menu presses it wherever the keyboard is, with a title to type.
                WindowAction(
                    words, icon_name, on_open(key), "F2" if key == "F2" else "", obstacle=shown.obstacle
                )
                for words, icon_name, key in actions
            ),
            WindowAction(undo, bring_back, self.undo, obstacle=self._nothing_to_undo),
            WindowAction(self.tr("Import a session"), "download-simple", self.archives.import_session),
        ]

    def delete(self, session_id: str) -> None:
        """Takes a session out of sight, and deletes it when the time for an undo is over.

        One with an execution that has not ended is only deleted when its user wants that stopped.
        """

        def chosen(header: SessionHeader) -> None:
            if header.execution_count and not is_terminal(header.last_phase):
                self._ask_to_stop(session_id, title_of(header))
            else:
                self._begin_to_delete(session_id)

        self._with_header(session_id, chosen)

    def archive(self, session_id: str, title: str, on: bool) -> None:
        """Puts a session into the archive, or takes it out."""
        operation = self._set_label(session_id, ARCHIVED, on)
        if on:
            operation.on_success(lambda _: self.archived.emit(session_id, title))
        if on and not self._around.sessions.filter.archived:
            self.left.emit(session_id)

    def undo(self) -> None:
        """Brings back what was deleted just now."""
        self.deletions.undo()

    def _nothing_to_undo(self) -> str:
        return "" if self.deletions.ids else self.tr("No session was deleted a moment ago.")

    def _with_header(self, session_id: str, then: Callable[[SessionHeader], None]) -> None:
        header = self._around.sessions.header_of(session_id)
        if header is not None:
            then(header)
        elif session_id:

            def found(page: ListSessionHeadersResponse) -> None:
                if page.entries:
                    then(page.entries[0])
                else:
                    self.failed.emit(UserError(self.tr("This session is not there any more.")))

            self._around.operations.list_sessions(ids=[session_id]).on_success(found)

    def _set_label(self, session_id: str, label: str, on: bool) -> Operation[Session]:
        operation = self._operations.set_label(session_id=session_id, label=label, on=on)
        return operation.on_success(lambda _: self.changed.emit(session_id))

    def _ask_for_tags(self, header: SessionHeader) -> None:
        session_id = header.session.metadata.id

        def save(tags: list[str]) -> None:
            self._operations.set_tags(session_id=session_id, tags=tags).on_success(
                lambda _: self.changed.emit(session_id)
            )

        tags = list(header.session.metadata.tags)
        TagDialog(self._around.theme, self._window, tags, self.tags, save).open()

    def _begin_to_delete(self, session_id: str) -> None:
        self.deletions.begin(session_id)
        self.left.emit(session_id)

    def _ask_to_stop(self, session_id: str, title: str) -> None:
        def stop() -> None:
            self._operations.stop_executions(session_id=session_id).on_success(
                lambda _: self._begin_to_delete(session_id)
            )

        Question(
            self._around.theme,
            self._window,
            self.tr("It has not ended yet"),
            self.tr(
                "“%1” still works, waits or is queued. To delete it, it must be stopped. "
                "What was stopped stays stopped, even if you bring the session back."
            ).replace("%1", title),
            [Answer(self.tr("Keep it")), Answer(self.tr("Stop and delete"), stop, "danger")],
        ).open()

    def _on_refused(self, session_id: str, error: UserError) -> None:
        def chosen(header: SessionHeader) -> None:
            self._ask_to_stop(session_id, title_of(header))

        self._with_header(session_id, chosen)
