"""The calls that the benchmark makes, on one channel of its own loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

import grpc

from stigmer_desktop.api.agent import Agent, AgentCommandControllerStub
from stigmer_desktop.api.common import platform
from stigmer_desktop.api.desktop import (
    CatalogControllerStub,
    ClaimRequest,
    RunnerControllerStub,
    SearchControllerStub,
    SearchRequest,
)
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionCommandControllerStub,
    AgentExecutionId,
    AgentExecutionQueryControllerStub,
    ListAgentExecutionsBySessionRequest,
)
from stigmer_desktop.api.kinds import API_VERSION
from stigmer_desktop.endpoint import Endpoint

_LARGEST = 64 * 1024 * 1024
LOOK_AGAIN = 0.1


class Calls:
    """The stubs of one channel; an asynchronous context manager."""

    def __init__(self, endpoint: Endpoint) -> None:
        options = (
            ("grpc.max_receive_message_length", _LARGEST),
            ("grpc.max_send_message_length", _LARGEST),
        )
        self._channel = grpc.aio.insecure_channel(endpoint.address, options=options)
        self.metadata = (("authorization", f"Bearer {endpoint.token}"),)
        self._agents: Any = AgentCommandControllerStub(self._channel)
        self.executions: Any = AgentExecutionCommandControllerStub(self._channel)
        self.queries: Any = AgentExecutionQueryControllerStub(self._channel)
        self.runners: Any = RunnerControllerStub(self._channel)
        self.catalog: Any = CatalogControllerStub(self._channel)
        self.searches: Any = SearchControllerStub(self._channel)

    async def __aenter__(self) -> Calls:
        await self._channel.channel_ready()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._channel.close()

    async def agent(self, name: str) -> str:
        """Makes an agent; returns its id."""
        agent = Agent(api_version=API_VERSION, kind="Agent")
        agent.metadata.name = name
        agent.metadata.owner_scope = platform
        agent.spec.instructions = "Answer briefly and kindly."
        made: Agent = await self._agents.create(agent, metadata=self.metadata)
        return made.metadata.id

    async def execution(self, message: str, **where: str) -> AgentExecution:
        """Makes an execution of an agent (agent_id) or in a session (session_id)."""
        execution = AgentExecution(api_version=API_VERSION, kind="AgentExecution")
        execution.metadata.name = "bench"
        execution.spec.message = message
        for field, value in where.items():
            setattr(execution.spec, field, value)
        made: AgentExecution = await self.executions.create(execution, metadata=self.metadata)
        return made

    async def claimed(self, message: str, agent_id: str) -> tuple[AgentExecution, int]:
        """Makes an execution and claims it; returns it with its attempt."""
        made = await self.execution(message, agent_id=agent_id)
        claim = await self.runners.claim(ClaimRequest(runner_id="bench"), metadata=self.metadata)
        if claim.execution.metadata.id != made.metadata.id:
            raise RuntimeError("another execution was waiting")
        return claim.execution, claim.attempt

    async def in_session(self, session_id: str) -> list[AgentExecution]:
        """The newest executions of a session."""
        request = ListAgentExecutionsBySessionRequest(session_id=session_id)
        return list((await self.queries.listBySession(request, metadata=self.metadata)).entries)

    async def get(self, execution_id: str) -> AgentExecution:
        """An execution as it is now."""
        found: AgentExecution = await self.queries.get(
            AgentExecutionId(value=execution_id), metadata=self.metadata
        )
        return found

    async def level(self) -> None:
        """Returns once the search index has everything, so that it does nothing beside what is measured."""
        while (await self.searches.search(SearchRequest(query="word"), metadata=self.metadata)).catching_up:
            await asyncio.sleep(LOOK_AGAIN)


async def timed(call: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    """What `call` gives, and how many milliseconds it took."""
    begun = time.perf_counter()
    answer = await call()
    return (time.perf_counter() - begun) * 1000, answer


async def repeated(
    call: Callable[[int], Awaitable[Any]], times: int, callers: int
) -> tuple[list[float], float]:
    """Makes `call` so many times, by so many callers at once.

    Returns:
        how many milliseconds each took, and how many were made in a second.
    """
    numbers = iter(range(times))
    took: list[float] = []

    async def caller() -> None:
        for number in numbers:
            took.append((await timed(lambda number=number: call(number)))[0])  # type: ignore[misc]

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return took, times / (time.perf_counter() - begun)
