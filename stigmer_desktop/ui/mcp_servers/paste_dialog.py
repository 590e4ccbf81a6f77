"""Takes MCP servers as JSON, as the pages of servers and other programs have them."""

from __future__ import annotations

from collections.abc import Callable

import grpc
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.fonts import SEMIBOLD, code_font, scaled, text_font
from stigmer_desktop.ui.mcp_servers.server_json import UnreadableServers, read_servers
from stigmer_desktop.ui.resources.resource_desk import ResourceDesk
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, SPACE_6, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.push_button import PushButton

_WIDTH = 560


class PasteDialog(QDialog):
    """One server is handed to `edit`, to be looked at and tried; several are stored at once."""

    def __init__(
        self, theme: Theme, parent: QWidget, desk: ResourceDesk, edit: Callable[[McpServer], None]
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._edit = edit
        self._stored: set[str] = set()
        self._left: list[McpServer] = []
        self._refused: list[str] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        title = QLabel(self.tr("MCP servers from JSON"))
        title.setFont(text_font(15, SEMIBOLD))
        self.field = FormField(
            self.tr("JSON"),
            self.tr(
                'As other programs have it: {"mcpServers": {"name": {"command": …, "args": […]}}}, or with a '
                '"url" in place of the command. Keys and tokens in it are stored encrypted.'
            ),
            lines=10,
        )
        self.field.input.setFont(code_font(12))
        self.field.edited.connect(self._on_edited)
        cancel = PushButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.add_button = PushButton(theme, self.tr("Add"), kind="primary")
        self.add_button.setToolTip(self.tr("Ctrl+Enter"))
        self.add_button.clicked.connect(self._on_add_clicked)
        # Enter alone is a new line of the JSON.
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(self.add_button.click)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        column.setSpacing(SPACE_3)
        column.addWidget(title)
        column.addWidget(self.field, 1)
        column.addLayout(row)
        self.setMinimumWidth(scaled(_WIDTH))
        copied = QGuiApplication.clipboard().text().strip()
        if copied.startswith(("{", '"')) and ("command" in copied or "url" in copied.lower()):
            self.field.set_text(copied)
        self.field.input.setFocus()

    def _on_edited(self) -> None:
        self.field.set_fault("")

    def _on_add_clicked(self) -> None:
        if not self.field.text.strip():
            self.field.set_fault(self.tr("Paste the JSON here first."))
            return
        try:
            servers = read_servers(self.field.text, self._desk.blank())
        except UnreadableServers as error:
            self.field.set_fault(str(error))
            self.field.input.setFocus()
            return
        if len(servers) == 1:
            self.accept()
            self._edit(servers[0])
            return
        self._store([each for each in servers if each.metadata.name not in self._stored])

    def _store(self, servers: list[McpServer]) -> None:
        self._left, self._refused = servers, []
        self.add_button.set_under_way(True)
        self._store_next()

    def _store_next(self) -> None:
        if self._left:
            self._desk.save(resource=self._left[0]).on_success(self._on_stored).on_failure(self._on_refused)
            return
        self.add_button.set_under_way(False)
        if not self._refused:
            self.accept()
            return
        self.field.set_fault("\n".join(self._refused))
        self.field.input.setFocus()

    def _on_stored(self, server: McpServer) -> None:
        self._stored.add(server.metadata.name)
        del self._left[0]
        self._store_next()

    def _on_refused(self, error: UserError) -> None:
        words = self.tr("“%1” was not added: %2")
        if error.code is grpc.StatusCode.ALREADY_EXISTS:
            words = self.tr("“%1” was not added: there is an MCP server with this name.")
        name = self._left.pop(0).metadata.name
        self._refused.append(words.replace("%1", name).replace("%2", error.sentence))
        self._store_next()
