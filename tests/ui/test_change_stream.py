"""The change stream against the real server, and what lives from it."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, API_VERSION
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.ui.agents.agent_feed import agent_feed
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.change_stream import ChangeStream
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.overview_feed import OverviewFeed
from stigmer_desktop.ui.sessions.session_feed import SessionFeed
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.user_error import UserError
from tests.ui.resources.made import new_agent


async def ask(client: Client, agent_id: str, message: str = "Hello") -> AgentExecution:
    execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    execution.metadata.SetInParent()
    execution.spec.agent_id = agent_id
    execution.spec.message = message
    return await client.execution_command.create(execution)


async def test_it_begins_with_the_present_and_tells_what_comes(client, until) -> None:
    stream = ChangeStream(client)
    opened: list[None] = []
    changes: list[object] = []
    stream.opened.connect(lambda: opened.append(None))
    stream.changes_received.connect(lambda batch: changes.extend(batch.changes))
    stream.start()
    await until(lambda: opened)
    assert changes == []
    agent = await client.agent_command.create(new_agent())
    await until(lambda: any(change.id == agent.metadata.id for change in changes))
    assert any(change.kind == AGENT.number for change in changes)
    await stream.stop()
    assert len(opened) == 1


async def test_an_older_state_of_the_store_opens_the_stream_anew(
    client, server, endpoint, data, until
) -> None:
    stream = ChangeStream(client)
    opened: list[None] = []
    told: list[int] = []
    stream.opened.connect(lambda: opened.append(None))
    stream.changes_received.connect(lambda batch: told.append(batch.revision))
    stream.start()
    await until(lambda: opened)
    await client.agent_command.create(new_agent())
    await until(lambda: len(told) > 1)
    server.stop()
    for file in data.root.glob(f"{data.database.name}*"):
        file.unlink()
    port = int(endpoint.address.rpartition(":")[2])
    again = ServerThread(ServerOptions(data=data, port=port, poll_interval=0.05))
    again.start()
    try:
        await until(lambda: len(opened) == 2)
        assert told[-1] < max(told)
        await stream.stop()
    finally:
        again.stop()


async def test_a_server_that_is_away_is_told_and_the_stream_ends_cleanly(client, server, until) -> None:
    stream = ChangeStream(client)
    opened: list[None] = []
    failed: list[UserError] = []
    stream.opened.connect(lambda: opened.append(None))
    stream.failed.connect(failed.append)
    stream.start()
    await until(lambda: opened)
    server.stop()
    await until(lambda: failed)
    await stream.stop()


async def test_a_wrong_token_is_said(endpoint, until, qapp: QApplication) -> None:
    client = Client()
    await client.connect_to(endpoint.address, "wrong")
    stream = ChangeStream(client)
    failed: list[UserError] = []
    stream.failed.connect(failed.append)
    stream.start()
    await until(lambda: failed)
    assert "token" in failed[0].sentence
    await stream.stop()
    await client.close()


async def test_agents_live_from_the_stream(client, operations, until) -> None:
    stream, model = ChangeStream(client), AgentListModel()
    agent_feed(operations, stream, model, model)
    stream.start()
    await until(lambda: model.is_loaded)
    before = model.rowCount()
    agent = await client.agent_command.create(new_agent())
    await until(lambda: model.rowCount() == before + 1)
    assert model.headers[0].agent.metadata.name == "Reviewer"
    await ask(client, agent.metadata.id)
    await until(lambda: model.headers[0].session_count == 1)
    stored = await client.agent_query.get(AgentId(value=agent.metadata.id))
    stored.metadata.name = "Renamed"
    await client.agent_command.update(stored)
    await until(lambda: model.headers[0].agent.metadata.name == "Renamed")
    await stream.stop()


async def test_sessions_live_from_the_stream(client, operations, until) -> None:
    agent = await client.agent_command.create(new_agent())
    await ask(client, agent.metadata.id, "The first one")
    stream, model = ChangeStream(client), SessionListModel()
    SessionFeed(operations, stream, model, model)
    stream.start()
    await until(lambda: model.rowCount() == 1)
    second = await ask(client, agent.metadata.id, "The second one")
    await until(lambda: model.rowCount() == 2)
    assert model.index(0).data() == "The second one"

    await operations.rename_session(session_id=second.spec.session_id, subject="Another title")
    await until(lambda: model.index(0).data() == "Another title")
    await client.execution_command.updateStatus(_report(second.metadata.id, 2))
    await client.execution_command.updateStatus(_report(second.metadata.id, 3))
    await until(lambda: model.header_of(second.spec.session_id).last_phase == 3)

    await operations.delete_session(session_id=second.spec.session_id)
    await until(lambda: model.rowCount() == 1)
    await stream.stop()


async def test_pages_come_as_they_are_wanted(client, operations, until, monkeypatch) -> None:
    monkeypatch.setattr("stigmer_desktop.ui.operations.SESSION_PAGE", 3)
    agent = await client.agent_command.create(new_agent())
    for number in range(8):
        await ask(client, agent.metadata.id, f"Message {number}")
    stream, model = ChangeStream(client), SessionListModel()
    SessionFeed(operations, stream, model, model)
    stream.start()
    await until(lambda: model.rowCount() == 3)
    model.more_wanted.emit()
    await until(lambda: model.rowCount() == 6)
    model.more_wanted.emit()
    await until(lambda: model.rowCount() == 8)
    assert [model.index(row).data() for row in range(8)] == [f"Message {n}" for n in range(7, -1, -1)]
    await stream.stop()


async def test_the_overview_is_asked_for_after_changes_but_not_for_each(client, operations, until) -> None:
    stream = ChangeStream(client)
    feed = OverviewFeed(operations, stream, pause=100)
    overviews: list[object] = []
    feed.overview_received.connect(overviews.append)
    stream.start()
    await until(lambda: overviews)
    first = len(overviews)
    for number in range(10):
        await client.agent_command.create(new_agent(f"Agent {number}"))
    await until(lambda: overviews[-1].agent_count >= 10)
    assert len(overviews) - first < 10
    await stream.stop()


def _report(execution_id: str, phase: int):
    return AgentExecutionUpdateStatusInput(
        execution_id=execution_id, status=AgentExecutionStatus(phase=phase)
    )


async def test_a_runner_that_starts_is_asked_after_until_it_is_there(qapp: QApplication, until) -> None:
    client = Client()
    scope = OperationScope(lambda error: None)
    answers = [Overview(own_runner="starting")] * 2 + [Overview(own_runner="ready")] * 9

    class Answering(Operations):
        def get_overview(self) -> Operation[Overview]:
            async def work() -> Overview:
                return answers.pop(0)

            return scope.start(work())

    feed = OverviewFeed(Answering(client, scope), ChangeStream(client), pause=10)
    states: list[str] = []
    feed.overview_received.connect(lambda overview: states.append(overview.own_runner))
    feed.ask()
    await until(lambda: "ready" in states)
    await asyncio.sleep(0.05)
    assert states == ["starting", "starting", "ready"]
    await scope.close()
