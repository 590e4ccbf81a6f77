"""A session pane on the real server, and what a test does from outside of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    AgentExecution,
    AgentExecutionUpdateStatusInput,
    AgentMessage,
)
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.operations import Operations


@dataclass
class Pane:
    """The pane, the server's client, the sessions that began in it, and the agent that is asked."""

    view: SessionView
    client: Client
    operations: Operations
    opened: list[str]
    agent_id: str

    def texts(self) -> list[str]:
        """What the transcript says: questions, answers and errors."""
        return [row.text for row in self.view.model.rows() if hasattr(row, "text")]

    async def ask(self, message: str, session_id: str = "") -> AgentExecution:
        """Asks behind the pane's back, in a new session if none is given."""
        agent_id = "" if session_id else self.agent_id
        return await self.operations.send_message(message=message, session_id=session_id, agent_id=agent_id)

    async def report(
        self, execution_id: str, phase: int, *messages: AgentMessage, **status: Any
    ) -> AgentExecution:
        """What a runner reports."""
        update = AgentExecutionUpdateStatusInput(execution_id=execution_id)
        update.status.phase = phase  # type: ignore[assignment]
        update.status.messages.extend(messages)
        for name, value in status.items():
            if isinstance(value, list):
                getattr(update.status, name).extend(value)
            else:
                setattr(update.status, name, value)
        return await self.client.execution_command.updateStatus(update)

    async def told(self, session_id: str, message: str, *messages: AgentMessage, **status: Any) -> str:
        """An execution that has ended; gives its id."""
        made = await self.ask(message, session_id)
        await self.report(made.metadata.id, EXECUTION_COMPLETED, *messages, **status)
        return made.metadata.id

    def last_id(self) -> str:
        return self.view.model.snapshots()[-1].metadata.id

    def write(self, text: str) -> None:
        QTest.keyClicks(self.view.composer.text, text)

    def send(self) -> None:
        QTest.keyClick(self.view.composer.text, Qt.Key.Key_Return)
