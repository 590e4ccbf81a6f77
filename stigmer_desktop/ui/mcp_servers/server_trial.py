"""Starts an MCP server that is not saved yet, and says which tools it has or why it does not work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.ui.fonts import text_font
from stigmer_desktop.ui.mcp_servers.server_to_try import ServerToTry
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import SPACE_2
from stigmer_desktop.ui.trials import McpTrial
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.push_button import PushButton

_NONE = ""


class ServerTrial(QWidget):
    """A button, the environment whose values are used, and how it went.

    `tried` carries the McpTrial. A trial that is under way ends when one leaves the page.
    """

    tried = Signal(object)

    def __init__(
        self,
        around: Surroundings,
        environments: ResourceListModel[Any],
        server: Callable[[], ServerToTry | None],
        parent: QWidget | None = None,
    ) -> None:
        """`server` gives what is to be tried, or None where something is wrong with it."""
        super().__init__(parent)
        self._around = around
        self._environments = environments
        self._server = server
        self._running: Operation[McpTrial] | None = None
        self._is_web = False
        self.button = PushButton(around.theme, self.tr("Try it"), icon_name="play")
        self.button.clicked.connect(self.begin)
        self.stop_button = PushButton(around.theme, self.tr("Stop"), kind="quiet")
        self.stop_button.clicked.connect(self.stop)
        self.stop_button.hide()
        self.environment = ChoiceButton(around.theme, self.tr("Values from"), icon_name="key")
        self._words = QLabel()
        self._words.setFont(text_font(12))
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(self._words.textInteractionFlags().TextSelectableByMouse)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.button)
        line.addWidget(self.stop_button)
        line.addWidget(self.environment)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(line)
        column.addWidget(self._words)
        environments.modelReset.connect(self._offer)
        environments.rowsInserted.connect(self._offer)
        environments.rowsRemoved.connect(self._offer)
        environments.dataChanged.connect(self._offer)
        self._offer()
        self.forget()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def forget(self) -> None:
        """Says nothing of an earlier trial, and stops one that is under way."""
        self.stop()
        self._say_before()

    def set_web(self, is_web: bool) -> None:
        """Whether the server runs at a web address already, so that a trial does not start it."""
        if is_web != self._is_web:
            self._is_web = is_web
            self.forget()

    def stop(self) -> None:
        """Ends the trial that is under way."""
        if self._running is not None:
            self._running.cancel()

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)

    def begin(self) -> None:
        """Tries the server."""
        server = self._server()
        if server is None or self._running is not None:
            return
        words = self.tr("The server is being started…")
        if self._is_web:
            words = self.tr("The server is being asked…")
        self._say(words, "second")
        self.stop_button.show()
        self._running = self._around.scope.start(self._try(server, self.environment.key))
        self._running.shown_on(self.button).on_success(self._on_tried).on_failure(self._on_failed).on_end(
            self._on_over
        )

    async def _try(self, server: ServerToTry, environment_id: str) -> McpTrial:
        values = await server.values()
        if environment_id:
            request = ApiResourceId(value=environment_id)
            environment = await self._around.client.environment_query.get(request)
            values |= {name: value.value for name, value in environment.spec.data.items()}
        return await self._around.trials.try_mcp_server(server.definition, values)

    def _on_tried(self, trial: McpTrial) -> None:
        count = len(trial.tools)
        if trial.problem:
            self._say(trial.problem, "error")
        elif not count:
            self._say(self.tr("The server works, and has no tools."), "second")
        else:
            words = self.tr("The server works and has 1 tool.")
            if count > 1:
                words = self.tr("The server works and has %1 tools.").replace("%1", str(count))
            self._say(words, "good")
        self.tried.emit(trial)

    def _on_failed(self, error: UserError) -> None:
        self._say(error.sentence, "error")

    def _on_over(self) -> None:
        self._running = None
        self.stop_button.hide()
        if self._words.property("tone") == "second":
            self.forget()

    def _offer(self) -> None:
        choices = [Choice(_NONE, self.tr("No environment"))]
        choices += [
            Choice(header.environment.metadata.id, header.environment.metadata.name)
            for header in self._environments.headers
        ]
        self.environment.set_choices(choices, self.environment.key)
        self.environment.setVisible(len(choices) > 1)

    def _say_before(self) -> None:
        words = self.tr("Starts the server, lists its tools, and ends it.")
        if self._is_web:
            words = self.tr("Connects to the address and lists the server's tools.")
        self._say(words, "third")

    def _say(self, words: str, tone: str) -> None:
        self._words.setText(words)
        self._words.setProperty("tone", tone)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)
