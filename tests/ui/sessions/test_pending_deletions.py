"""Deleting with time for an undo, against the real server."""

from __future__ import annotations

import grpc
import pytest

from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
    ExecutionPhase,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.ui.sessions.pending_deletions import PendingDeletions
from stigmer_desktop.ui.user_error import UserError


class Memory:
    def __init__(self) -> None:
        self.pending_deletions: frozenset[str] = frozenset()
        self.saved: list[frozenset[str]] = []

    def save(self) -> None:
        self.saved.append(self.pending_deletions)


@pytest.fixture
async def session_id(around, until) -> str:
    """A session that has ended and is listed."""
    agents = await around.operations.list_agents()
    execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    execution.metadata.SetInParent()
    execution.spec.agent_id = agents.entries[0].agent.metadata.id
    execution.spec.message = "Where is the key?"
    made = await around.client.execution_command.create(execution)
    await report(around, made.metadata.id, 3)
    page = await around.operations.list_sessions()
    around.sessions.load(page.entries, has_more=False)
    return str(made.spec.session_id)


async def report(around, execution_id: str, phase: int) -> None:
    status = AgentExecutionStatus(phase=ExecutionPhase.ValueType(phase))
    update = AgentExecutionUpdateStatusInput(execution_id=execution_id, status=status)
    await around.client.execution_command.updateStatus(update)


async def is_stored(around, session_id: str) -> bool:
    try:
        await around.client.session_query.get(SessionId(value=session_id))
    except grpc.aio.AioRpcError as error:
        assert error.code() is grpc.StatusCode.NOT_FOUND
        return False
    return True


def desk(around, memory: Memory, milliseconds: int) -> PendingDeletions:
    return PendingDeletions(
        around.operations, around.sessions, memory, around.sessions, undo_milliseconds=milliseconds
    )


async def test_it_is_out_of_sight_at_once_and_really_deleted_later(around, session_id, until) -> None:
    memory = Memory()
    deletions = desk(around, memory, 30)
    deletions.begin(session_id)
    assert around.sessions.rowCount() == 0
    # A program that is killed now knows it at its next start.
    assert memory.saved[-1] == {session_id}
    await until(lambda: memory.pending_deletions == frozenset())
    assert not await is_stored(around, session_id)
    assert around.sessions.header_of(session_id) is None


async def test_an_undo_brings_it_back(around, session_id) -> None:
    memory = Memory()
    deletions = desk(around, memory, 60_000)
    deletions.begin(session_id)
    assert deletions.undo() == [session_id]
    assert around.sessions.rowCount() == 1
    assert memory.saved[-1] == frozenset()
    assert await is_stored(around, session_id)


async def test_closing_completes_it(around, session_id) -> None:
    memory = Memory()
    deletions = desk(around, memory, 60_000)
    deletions.begin(session_id)
    await deletions.complete()
    assert not await is_stored(around, session_id)
    assert memory.saved[-1] == frozenset()


async def test_after_a_crash_there_is_time_for_an_undo_again(around, session_id) -> None:
    memory = Memory()
    memory.pending_deletions = frozenset({session_id, "ses-gone"})
    deletions = desk(around, memory, 60_000)
    deletions.resume()
    assert around.sessions.rowCount() == 0
    assert deletions.ids == {session_id, "ses-gone"}
    assert await is_stored(around, session_id)
    await deletions.complete()
    assert not await is_stored(around, session_id)
    # What somebody else has deleted is no failure.
    assert memory.saved[-1] == frozenset()


async def test_what_the_server_keeps_is_in_sight_again(around, session_id, until) -> None:
    again = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    again.metadata.SetInParent()
    again.spec.session_id = session_id
    again.spec.message = "One more"
    await around.client.execution_command.create(again)
    memory = Memory()
    deletions = desk(around, memory, 10)
    refused: list[tuple[str, UserError]] = []
    deletions.refused.connect(lambda *heard: refused.append(heard))
    deletions.begin(session_id)
    await until(lambda: refused)
    assert refused[0][0] == session_id
    assert refused[0][1].code is grpc.StatusCode.FAILED_PRECONDITION
    assert around.sessions.rowCount() == 1
    assert memory.saved[-1] == frozenset()
