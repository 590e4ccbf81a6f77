"""What a person can do with executions: one function for each action."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc

from stigmer_desktop.api.agent import Agent, AgentId
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.common import ApiResourceId, identity_account, platform
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionId,
    CancelAgentExecutionInput,
    PauseAgentExecutionInput,
    RecoverAgentExecutionInput,
    ResumeAgentExecutionInput,
    TerminateAgentExecutionInput,
)
from stigmer_desktop.api.kinds import AGENT_INSTANCE, API_VERSION, SESSION
from stigmer_desktop.api.session import Session, SessionId
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.comparison.comparison_page import Comparison, comparison_of
from stigmer_desktop.ui.executions.order import GivenPath, Order, words_of_gone
from stigmer_desktop.ui.operation import Operation, OperationScope

_SUBJECT_LENGTH = 200


class ExecutionOperations:
    """Every method begins the work at once; failures that get no hook go to the message bar."""

    def __init__(self, client: Client, scope: OperationScope) -> None:
        self._client = client
        self._scope = scope

    def send(self, *, order: Order, with_all: bool = False) -> Operation[AgentExecution]:
        """Asks; gives the execution that waits for a runner.

        A new session that needs a folder of the user's is made first, so that no runner can begin
        elsewhere; if the asking fails, nothing of it is left. `with_all` asks nothing if something that
        is to go along is not there any more; else the runner leaves it out and says so.
        """

        async def work() -> AgentExecution:
            if with_all:
                await self._check_given(order)
            if order.session_id or not order.workspace_folder:
                return await self._client.execution_command.create(order.execution())
            session = await self._begin_session(order)
            placed = replace(order, session_id=session.metadata.id)
            try:
                return await self._client.execution_command.create(placed.execution())
            except Exception:
                # Where nothing can be stored, nothing can be taken back either; the first reason counts.
                with suppress(Exception):
                    await self._client.session_command.delete(SessionId(value=session.metadata.id))
                raise

        return self._scope.start(work())

    def change_queued(self, *, execution_id: str, order: Order) -> Operation[AgentExecution]:
        """Changes what is asked by an execution that still waits; gives it as it is then.

        Changes nothing if something that is to go along is not there any more.
        """

        async def work() -> AgentExecution:
            await self._check_given(order)
            execution = await self._get(execution_id)
            order.write_to(execution)
            execution.metadata.name = order.execution().metadata.name
            return await self._client.execution_command.update(execution)

        return self._scope.start(work())

    def remove_queued(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Takes back what was asked and has not begun; one that has begun meanwhile is only cancelled."""

        async def work() -> AgentExecution:
            ended = await self._client.execution_command.cancel(CancelAgentExecutionInput(id=execution_id))
            if ended.status.started_at:
                return ended
            return await self._client.execution_command.delete(ApiResourceId(value=execution_id))

        return self._scope.start(work())

    def get(self, *, execution_id: str) -> Operation[AgentExecution]:
        """The whole execution, with the values of secrets hidden by whoever shows it."""
        return self._scope.start(self._get(execution_id))

    def stop(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Cancels an execution; gives it as it is now if it ended by itself in the moment before."""

        command = CancelAgentExecutionInput(id=execution_id)
        return self._scope.start(self._ended(execution_id, self._client.execution_command.cancel, command))

    def terminate(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Ends an execution at once, whatever its runner does; gives it as it is if it had ended already."""
        command = TerminateAgentExecutionInput(id=execution_id)
        return self._scope.start(self._ended(execution_id, self._client.execution_command.terminate, command))

    def pause(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Stops an execution at its checkpoint, to go on later."""

        async def work() -> AgentExecution:
            return await self._client.execution_command.pause(PauseAgentExecutionInput(id=execution_id))

        return self._scope.start(work())

    def resume(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Lets a paused execution go on."""

        async def work() -> AgentExecution:
            return await self._client.execution_command.resume(ResumeAgentExecutionInput(id=execution_id))

        return self._scope.start(work())

    def recover(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Runs a failed execution on from its checkpoint."""

        async def work() -> AgentExecution:
            return await self._client.execution_command.recover(RecoverAgentExecutionInput(id=execution_id))

        return self._scope.start(work())

    def delete(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Deletes an execution that has ended, with everything that was said in it."""

        async def work() -> AgentExecution:
            return await self._client.execution_command.delete(ApiResourceId(value=execution_id))

        return self._scope.start(work())

    def compare(self, *, first_id: str, second_id: str) -> Operation[Comparison]:
        """Two executions side by side, the first as the original."""

        async def work() -> Comparison:
            first = await self._get(first_id)
            second = await self._get(second_id)
            return await self._scope.in_thread(comparison_of, first, second)

        return self._scope.start(work())

    def set_workspace(self, *, session_id: str, folder: str) -> Operation[Session]:
        """Lets a session work in another folder from its next message on; empty means one of its own."""

        async def work() -> Session:
            session = await self._client.session_query.get(SessionId(value=session_id))
            session.spec.workspace_folder = folder
            return await self._client.session_command.update(session)

        return self._scope.start(work())

    def look_at(self, *, paths: Sequence[str]) -> Operation[list[GivenPath]]:
        """What lies at these paths, in their order; what is not there is left out."""

        async def work() -> list[GivenPath]:
            return await self._scope.in_thread(_look_at, tuple(paths))

        return self._scope.start(work())

    async def _check_given(self, order: Order) -> None:
        """Raises OSError, with words for people, unless all that goes along can be read now."""
        asked = [given.path for given in order.attachments]
        found = await self._scope.in_thread(_look_at, tuple(asked)) if asked else []
        words = words_of_gone(asked, found)
        if words:
            raise FileNotFoundError(errno.ENOENT, words)

    async def _ended(
        self, execution_id: str, end: Callable[[Any], Awaitable[AgentExecution]], command: object
    ) -> AgentExecution:
        """Ends it with `command`; what ended by itself in the moment before is as it was wanted."""
        try:
            return await end(command)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.FAILED_PRECONDITION:
                raise
            return await self._get(execution_id)

    async def _get(self, execution_id: str) -> AgentExecution:
        return await self._client.execution_query.get(AgentExecutionId(value=execution_id))

    async def _begin_session(self, order: Order) -> Session:
        agent = await self._client.agent_query.get(AgentId(value=order.agent_id))
        session = Session(api_version=API_VERSION, kind=SESSION.name)
        session.metadata.name = f"session-{secrets.token_hex(10)}"
        scope = agent.metadata.owner_scope
        # A session may not belong to the platform.
        session.metadata.owner_scope = identity_account if scope == platform else scope
        session.metadata.org = agent.metadata.org
        session.spec.agent_instance_id = agent.status.default_instance_id or await self._instance(agent)
        session.spec.subject = order.message.strip().partition("\n")[0][:_SUBJECT_LENGTH]
        session.spec.workspace_folder = order.workspace_folder
        return await self._client.session_command.create(session)

    async def _instance(self, agent: Agent) -> str:
        """An instance for an agent whose default one was deleted."""
        instance = AgentInstance(api_version=API_VERSION, kind=AGENT_INSTANCE.name)
        instance.metadata.name = f"{agent.metadata.name}-{secrets.token_hex(4)}"
        instance.metadata.owner_scope = agent.metadata.owner_scope
        instance.metadata.org = agent.metadata.org
        instance.spec.agent_id = agent.metadata.id
        return (await self._client.instance_command.create(instance)).metadata.id


def _look_at(paths: tuple[str, ...]) -> list[GivenPath]:
    found = []
    for path in paths:
        try:
            seen = Path(path).stat()
        except OSError:
            continue
        is_folder = stat.S_ISDIR(seen.st_mode)
        size = 0 if is_folder else seen.st_size
        needed = os.R_OK | os.X_OK if is_folder else os.R_OK
        found.append(GivenPath(str(Path(path).absolute()), is_folder, size, os.access(path, needed)))
    return found
