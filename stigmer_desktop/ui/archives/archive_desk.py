"""Exports sessions and executions into files the user names, and imports sessions from files."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import grpc
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import (
    ImportSessionRequest,
    ImportSessionResponse,
    ListSessionHeadersRequest,
    ListSessionHeadersResponse,
    SessionArchive,
)
from stigmer_desktop.settings import write_atomically
from stigmer_desktop.ui.archives.agent_question import AgentQuestion
from stigmer_desktop.ui.archives.archive_copy import copy_of
from stigmer_desktop.ui.archives.archive_json import NotAnArchive, archive_of, json_of
from stigmer_desktop.ui.archives.archive_markdown import markdown_of
from stigmer_desktop.ui.archives.archive_reader import read_execution, read_session
from stigmer_desktop.ui.archives.file_dialogs import FileDialogs, SystemFileDialogs
from stigmer_desktop.ui.client import LARGEST_MESSAGE
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.session_rows import title_of
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.question import Answer, Question

# Of a subject, so that it can be told from the whole one in lists.
_COPIED_SUBJECT = 60


@dataclass(frozen=True)
class ArchiveForm:
    """One form of file: how it is called, its suffix, and what makes its text."""

    kind: str
    suffix: str
    text_of: Callable[[SessionArchive], str]


MARKDOWN = ArchiveForm(str(QT_TRANSLATE_NOOP("Archive", "Markdown (*.md)")), ".md", markdown_of)
JSON = ArchiveForm(str(QT_TRANSLATE_NOOP("Archive", "JSON (*.json)")), ".json", json_of)


class ArchiveDesk(QObject):
    """Anyone who has a window may make one.

    `session_imported` carries the id of a session that came back, `exported` the file that was written.
    `began` carries what is under way, in words; `ended` comes when it is over, before its result is told.
    """

    session_imported = Signal(object)
    exported = Signal(object)  # Path
    began = Signal(object)
    ended = Signal()

    def __init__(self, around: Surroundings, window: QWidget, dialogs: FileDialogs | None = None) -> None:
        """`dialogs` asks for files; the system's own where none are given."""
        super().__init__(window)
        self._around = around
        self._window = window
        self._dialogs = dialogs or SystemFileDialogs(window)

    def export_session(self, session_id: str, title: str, form: ArchiveForm) -> None:
        """Asks for a file, and writes the whole session into it."""
        self._ask(title, form, partial(read_session, self._around.client, session_id))

    def export_execution(self, execution_id: str, title: str, form: ArchiveForm) -> None:
        """Asks for a file, and writes one execution into it, with its session around it."""
        self._ask(title, form, partial(read_execution, self._around.client, execution_id))

    def import_session(self) -> None:
        """Asks for a file, and stores the session that was exported into it."""
        self._dialogs.ask_what_to_open(
            self.tr("Import a session"), QCoreApplication.translate("Archive", JSON.kind), self.import_file
        )

    def write(
        self,
        path: Path,
        form: ArchiveForm,
        read: Callable[[], Coroutine[Any, Any, SessionArchive]],
    ) -> Operation[Path]:
        """Writes what `read` gives into `path`; gives the path once all of it is there."""

        async def work() -> Path:
            archive = await read()

            def write() -> None:
                write_atomically(path, form.text_of(archive))

            await self._around.scope.in_thread(write)
            return path

        return self._around.scope.start(work())

    def _ask(
        self, title: str, form: ArchiveForm, read: Callable[[], Coroutine[Any, Any, SessionArchive]]
    ) -> None:
        self._dialogs.ask_where_to_save(
            self.tr("Export"),
            file_name(title) + form.suffix,
            QCoreApplication.translate("Archive", form.kind),
            lambda path: self._write(path, form, read),
        )

    def _write(
        self,
        path: Path,
        form: ArchiveForm,
        read: Callable[[], Coroutine[Any, Any, SessionArchive]],
    ) -> None:
        self.began.emit(self.tr("Exporting to %1…").replace("%1", path.name))
        self.write(path, form, read).on_end(self.ended.emit).on_success(self.exported.emit)

    def import_file(self, path: Path) -> None:
        """Stores the session that was exported into `path`."""

        async def work() -> SessionArchive:
            data = await self._around.scope.in_thread(path.read_bytes)
            archive = await self._around.scope.in_thread(archive_of, data)
            if archive.ByteSize() > LARGEST_MESSAGE - 1024:
                raise NotAnArchive(
                    self.tr("This session is larger than 64 MB, which is more than can be imported.")
                )
            return archive

        self.began.emit(self.tr("Reading %1…").replace("%1", path.name))
        self._around.scope.start(work()).on_end(self.ended.emit).on_success(self._import)

    def _import(self, archive: SessionArchive, agent_id: str = "") -> None:
        async def work() -> ImportSessionResponse:
            request = ImportSessionRequest(archive=archive, agent_id=agent_id)
            answer: ImportSessionResponse = await self._around.client.archive.importSession(request)
            return answer

        def failed(error: UserError) -> None:
            if error.code is grpc.StatusCode.NOT_FOUND and not agent_id:
                self._ask_for_agent(archive)
            elif error.code is grpc.StatusCode.ALREADY_EXISTS:
                self._find_present(archive, agent_id)
            else:
                self._tell(self.tr("It was not imported"), error.sentence)

        self.began.emit(self.tr("Importing a session…"))
        operation = self._around.scope.start(work()).on_end(self.ended.emit)
        operation.on_success(self._on_imported).on_failure(failed)

    def _find_present(self, archive: SessionArchive, agent_id: str) -> None:
        """Looks which session holds the ids of `archive`, and offers what can be done."""
        session_id = archive.session.metadata.id

        async def work() -> ListSessionHeadersResponse:
            request = ListSessionHeadersRequest(ids=[session_id])
            page: ListSessionHeadersResponse = await self._around.client.catalog.listSessions(request)
            return page

        def found(page: ListSessionHeadersResponse) -> None:
            copy = Answer(self.tr("Import a copy"), partial(self._import_copy, archive, agent_id))
            if not page.entries:
                words = self.tr("Messages of it are here already, in another session.")
                self._offer(self.tr("It was not imported"), words, [Answer(self.tr("Cancel")), copy])
                return
            title = self.tr("You have this session already: “%1”").replace("%1", title_of(page.entries[0]))
            words = self.tr("Nothing was imported. A copy would stand beside it, as the file has it.")
            show = Answer(self.tr("Open"), partial(self.session_imported.emit, session_id), "primary")
            self._offer(title, words, [Answer(self.tr("Cancel")), copy, show])

        self._around.scope.start(work()).on_success(found)

    def _import_copy(self, archive: SessionArchive, agent_id: str) -> None:
        subject = archive.session.spec.subject or archive.session.metadata.name
        words = self.tr("%1 (copy)").replace("%1", subject[:_COPIED_SUBJECT])
        work = self._around.scope.in_thread(copy_of, archive, words)
        self.began.emit(self.tr("Importing a session…"))
        self._around.scope.start(work).on_end(self.ended.emit).on_success(
            lambda copy: self._import(copy, agent_id)
        )

    def _ask_for_agent(self, archive: SessionArchive) -> None:
        words = self.tr("“%1” was with an agent that is not here.")
        if archive.agent_name:
            words = self.tr("It was with “%1”, which is not here.")
        name = archive.agent_name or archive.session.spec.subject or archive.session.metadata.name
        choices = [
            Choice(header.agent.metadata.id, header.agent.metadata.name)
            for header in self._around.agents.headers
        ]
        AgentQuestion(
            self._around.theme,
            self._window,
            words.replace("%1", name),
            choices,
            partial(self._import, archive),
        ).open()

    def _on_imported(self, answer: ImportSessionResponse) -> None:
        self.session_imported.emit(answer.session.metadata.id)
        if answer.remarks:
            self._tell(self.tr("Imported, with remarks"), "\n\n".join(answer.remarks))

    def _tell(self, title: str, words: str) -> None:
        self._offer(title, words, [Answer(self.tr("OK"))])

    def _offer(self, title: str, words: str, answers: list[Answer]) -> None:
        Question(self._around.theme, self._window, title, words, answers).open()


@runtime_checkable
class Archiving(Protocol):
    """A part of the window that exports or imports by a desk of its own."""

    archives: ArchiveDesk


def file_name(title: str) -> str:
    """`title` as a file may be called anywhere."""
    plain = re.sub(r"[^\w\- ]+", " ", title)
    return "-".join(plain.split())[:60].strip("-") or "session"
