"""Whose session is shown, and what it is called: its header, wherever that comes from."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stigmer_desktop.api.desktop import ListSessionHeadersResponse, SessionHeader
from stigmer_desktop.ui.executions.folder_button import short_folder
from stigmer_desktop.ui.executions.session_page import SessionPage
from stigmer_desktop.ui.inspector.inspector_side import InspectorSide
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.session_rows import title_of


class SessionHead(QObject):
    """Shows title, agent and folder, and tells the inspector whose session it looks at.

    `changed` carries the header when it is known or another one; `missing` comes where there is none.
    """

    changed = Signal(object)
    missing = Signal()

    def __init__(self, around: Surroundings, page: SessionPage, side: InspectorSide) -> None:
        super().__init__(page)
        self._around = around
        self._page = page
        self._side = side
        self._session_id = ""
        self._header: SessionHeader | None = None
        for signal in (
            around.sessions.dataChanged,
            around.sessions.rowsInserted,
            around.sessions.modelReset,
        ):
            signal.connect(self._on_sessions_changed)

    @property
    def header(self) -> SessionHeader | None:
        """The header of the session that is shown; None while it is not known."""
        return self._header

    def show(self, session_id: str) -> None:
        """Shows a session; an empty id is one that is about to begin."""
        self._session_id = session_id
        self._header = self._around.sessions.header_of(session_id) if session_id else None
        self._show_title()
        if session_id and self._header is None:
            self._look_for_header(session_id)

    def begin(self, session_id: str, message: str) -> None:
        """Shows the session that `message` has just begun."""
        self._session_id, self._header = session_id, None
        self._look_for_header(session_id)
        self._show_title(message)

    def _show_title(self, message: str = "") -> None:
        header, title, detail = self._header, self._page.bar.title, self._page.bar.detail
        self._page.find_button.setVisible(bool(self._session_id))
        self._side.show_session(self._session_id, header)
        if not self._session_id:
            title.set_text(self.tr("New session"))
            detail.set_text("")
        elif header is not None:
            title.set_text(title_of(header))
            folder = header.session.spec.workspace_folder
            known = (header.agent_name, short_folder(folder) if folder else "")
            detail.set_text(" · ".join(part for part in known if part))
        else:
            title.set_text(message.strip().partition("\n")[0][:200])
            detail.set_text("")

    def _set_header(self, header: SessionHeader) -> None:
        self._header = header
        self.changed.emit(header)
        self._show_title()

    def _look_for_header(self, session_id: str) -> None:
        def found(page: ListSessionHeadersResponse) -> None:
            if session_id != self._session_id:
                return
            if page.entries:
                self._set_header(page.entries[0])
            else:
                self.missing.emit()

        self._around.operations.list_sessions(ids=[session_id]).on_success(found).on_failure(lambda _: None)

    @Slot()
    def _on_sessions_changed(self) -> None:
        header = self._around.sessions.header_of(self._session_id) if self._session_id else None
        if header is not None:
            self._set_header(header)
