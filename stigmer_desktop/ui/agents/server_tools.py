"""The tools of one of an agent's MCP servers, behind a button that says how many may be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.mcp_servers.server_to_try import stored_server
from stigmer_desktop.ui.mcp_servers.server_trial import ServerTrial
from stigmer_desktop.ui.mcp_servers.tool_choice import ToolChoice
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.trials import McpTool, McpTrial
from stigmer_desktop.ui.widgets.push_button import PushButton


class ServerTools(QObject):
    """`button` opens and folds `panel`; `told` comes when the tools have become known."""

    edited = Signal()
    told = Signal()

    def __init__(
        self,
        around: Surroundings,
        environments: ResourceListModel[Any],
        server: McpServer | None,
        chosen: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        """
        Args:
            server: the stored server, which can be tried; None if there is none.
            chosen: the tools that may be used; empty means all.
        """
        super().__init__(parent)
        self.button = PushButton(around.theme, "", kind="choice", icon_name="wrench")
        self.panel = QWidget()
        self.button.clicked.connect(self._on_clicked)
        self.choice = ToolChoice(around.theme, self.tr("Tools"))
        self.choice.set_chosen(chosen)
        self.choice.edited.connect(self._on_edited)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(0, 0, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_2)
        self.trial: ServerTrial | None = None
        if server is not None:
            self.trial = ServerTrial(around, environments, lambda: stored_server(around.client, server))
            self.trial.set_web(server.spec.HasField("http"))
            self.trial.tried.connect(self._on_tried)
            column.addWidget(self.trial)
            default = list(server.spec.default_enabled_tools)
            if default and not chosen:
                self.choice.mode.setToolTip(
                    self.tr("The server's own choice holds: %1.").replace("%1", ", ".join(default))
                )
        column.addWidget(self.choice)
        self._default = tuple(server.spec.default_enabled_tools) if server is not None else ()
        self.panel.hide()
        self._dress()

    @property
    def usable(self) -> tuple[McpTool, ...] | None:
        """The tools that the agent may use, as far as one knows; None if that is not known."""
        return self.choice.usable(self._default)

    def check(self) -> QWidget | None:
        """Opens the panel if something is wrong in it."""
        wrong = self.choice.check()
        if wrong is not None:
            self.panel.show()
        return wrong

    def _on_clicked(self) -> None:
        self.panel.setVisible(self.panel.isHidden())

    def _on_tried(self, trial: McpTrial) -> None:
        if not trial.problem:
            self.choice.set_offered(trial.tools)
            self.told.emit()

    def _on_edited(self) -> None:
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        count = len(self.choice.chosen)
        words = self.tr("All tools")
        if count:
            words = self.tr("1 tool") if count == 1 else self.tr("%1 tools").replace("%1", str(count))
        elif self._default:
            words = self.tr("%1 tools, as the server says").replace("%1", str(len(self._default)))
            if len(self._default) == 1:
                words = self.tr("1 tool, as the server says")
        self.button.setText(words)
