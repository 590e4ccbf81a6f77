"""The session pane on the real server, with a runner that the test itself plays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.common import platform
from stigmer_desktop.api.kinds import API_VERSION
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.theme import Theme
from tests.ui.executions.pane import Pane


@pytest.fixture
async def pane(
    around: Surroundings,
    client: Client,
    operations: Operations,
) -> AsyncIterator[Pane]:
    """Shown at the start of a new session, with one agent to ask."""
    agent = Agent(api_version=API_VERSION, kind="Agent")
    agent.metadata.name = "Helper"
    agent.metadata.owner_scope = platform
    agent.spec.description = "Helps."
    agent.spec.instructions = "Help whoever asks."
    agent = await client.agent_command.create(agent)
    # Loaded once and by hand: the window's own feeds have timers, which would go off between tests too.
    around.agents.apply((await operations.list_agents()).entries)
    view = SessionView(around)
    view.side.sides.restore(wanted=False, width=0)
    view.widget.resize(900, 700)
    view.widget.show()
    opened: list[str] = []
    view.session_opened.connect(opened.append)
    around.changes.start()
    view.show_new_session()
    yield Pane(view, client, operations, opened, agent.metadata.id)
    await view.close()
    await around.changes.stop()
    # Not qtbot's to close: that would come before the streams have ended.
    view.widget.close()
    view.widget.deleteLater()


@pytest.fixture
async def add_agent(
    pane: Pane, around: Surroundings, operations: Operations
) -> Callable[[str], Awaitable[str]]:
    """Makes one more agent that can be asked; gives its id."""

    async def add(name: str) -> str:
        agent = Agent(api_version=API_VERSION, kind="Agent")
        agent.metadata.name = name
        agent.metadata.owner_scope = platform
        agent.spec.instructions = "Help whoever asks."
        made = await pane.client.agent_command.create(agent)
        around.agents.apply((await operations.list_agents()).entries)
        return made.metadata.id

    return add


@pytest.fixture
def model() -> ExecutionModel:
    """The rows of a transcript, none yet."""
    return ExecutionModel()


@pytest.fixture
def view(theme: Theme, model: ExecutionModel, qtbot: QtBot) -> TranscriptView:
    """A transcript of `model`, shown."""
    made = TranscriptView(theme, model)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made
