"""The runner's calls to the server: its token, its patience, and what its errors mean for us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

import grpc
import grpc.aio

from stigmer_desktop.api.agent import Agent, AgentId, AgentQueryControllerStub
from stigmer_desktop.api.agent_instance import (
    AgentInstance,
    AgentInstanceId,
    AgentInstanceQueryControllerStub,
)
from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.desktop import (
    AppendStatusRequest,
    AppendStatusResponse,
    CatalogControllerStub,
    ChangeBatch,
    ClaimRequest,
    ClaimResponse,
    HeartbeatRequest,
    HeartbeatResponse,
    LeaseKey,
    ListExecutionHeadersRequest,
    ListSessionHeadersRequest,
    ListSkillsRequest,
    RunnerControllerStub,
    RunnerSignal,
    WatchChangesRequest,
    WatchSignalsRequest,
)
from stigmer_desktop.api.execution import (
    AgentExecutionList,
    AgentExecutionQueryControllerStub,
    ListAgentExecutionsBySessionRequest,
)
from stigmer_desktop.api.execution_context import ExecutionContextQueryControllerStub, ExecutionValue
from stigmer_desktop.api.mcp_server import McpServer, McpServerQueryControllerStub
from stigmer_desktop.api.session import Session, SessionId, SessionQueryControllerStub
from stigmer_desktop.api.skill import (
    GetArtifactRequest,
    GetArtifactResponse,
    Skill,
    SkillQueryControllerStub,
)

RUNNER_NAME = "Stigmer Desktop"
LARGEST_MESSAGE = 64 * 1024 * 1024
CALL_SECONDS = 30.0
# The shortest and longest pause before a call is tried again.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 3.0
SIGNAL_PAUSE = 0.5
CHANNEL_OPTIONS = (
    ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ("grpc.max_receive_message_length", LARGEST_MESSAGE),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.enable_http_proxy", 0),
)
AWAY = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.ABORTED}
NOT_OURS = {grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND}

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class ServerRefused(Exception):
    """The server answered a call with an error that trying again does not help; the text is its words."""

    def __init__(self, code: grpc.StatusCode, words: str) -> None:
        super().__init__(words or code.name)
        self.code = code

    @property
    def words(self) -> str:
        """What a person reads of the server's words: what follows the name of the step that failed."""
        head, separator, tail = str(self).partition(" failed: ")
        return tail if separator and head.startswith("pipeline step") else str(self)


class LeaseLost(Exception):
    """The execution is no longer ours: given to another, ended or deleted. Report nothing more."""


class StoppedByUser(Exception):
    """The user cancelled or paused the execution: stop now; what was said may still be reported."""


class ServerLink:
    """A connection to the server of one endpoint. Where the server is away, calls wait for it."""

    def __init__(self, address: str, token: str) -> None:
        self._channel = grpc.aio.insecure_channel(address, options=list(CHANNEL_OPTIONS))
        self._metadata = (("authorization", f"Bearer {token}"),)
        self._runner: Any = RunnerControllerStub(self._channel)
        self._sessions: Any = SessionQueryControllerStub(self._channel)
        self._instances: Any = AgentInstanceQueryControllerStub(self._channel)
        self._agents: Any = AgentQueryControllerStub(self._channel)
        self._contexts: Any = ExecutionContextQueryControllerStub(self._channel)
        self._catalog: Any = CatalogControllerStub(self._channel)
        self._mcp_servers: Any = McpServerQueryControllerStub(self._channel)
        self._skills: Any = SkillQueryControllerStub(self._channel)
        self._executions: Any = AgentExecutionQueryControllerStub(self._channel)

    async def close(self) -> None:
        await self._channel.close()

    async def claim(
        self, runner_id: str, capabilities: Sequence[str], wait_milliseconds: int
    ) -> ClaimResponse:
        """Waits for work, at most `wait_milliseconds`; the answer may be without an execution.

        Raises:
            ServerRefused: the server does not take us.
        """
        request = ClaimRequest(
            runner_id=runner_id,
            runner_name=RUNNER_NAME,
            capabilities=capabilities,
            wait_milliseconds=wait_milliseconds,
        )
        seconds = wait_milliseconds / 1000 + CALL_SECONDS
        answer: ClaimResponse = await self._patiently(self._runner.claim, request, seconds)
        return answer

    async def heartbeat(
        self, runner_id: str, leases: Sequence[LeaseKey], seconds: float = CALL_SECONDS
    ) -> HeartbeatResponse:
        """Keeps `leases` alive. Tried once: the caller has its own rhythm.

        Raises:
            grpc.aio.AioRpcError: the call failed.
        """
        request = HeartbeatRequest(runner_id=runner_id, leases=leases, runner_name=RUNNER_NAME)
        answer: HeartbeatResponse = await self._once(self._runner.heartbeat, request, seconds)
        return answer

    async def introduce(self, runner_id: str) -> None:
        """Waits until the server is there and takes us.

        Raises:
            ServerRefused: the server does not take us.
        """
        request = HeartbeatRequest(runner_id=runner_id, runner_name=RUNNER_NAME)
        await self._patiently(self._runner.heartbeat, request)

    async def signals(self, runner_id: str) -> AsyncIterator[RunnerSignal]:
        """What the user wants of this runner's executions, as it comes; ends only with an older server.

        What is told while the server is away is missed: the next heartbeat brings it.
        """
        request = WatchSignalsRequest(runner_id=runner_id, runner_name=RUNNER_NAME)
        while True:
            try:
                async for signal in self._runner.watchSignals(request, metadata=self._metadata):
                    yield signal
            except grpc.aio.AioRpcError as error:
                if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                    return
                log.info("signals are not heard (%s); trying again", error.code().name)
            await asyncio.sleep(SIGNAL_PAUSE)

    async def changes(self) -> AsyncIterator[ChangeBatch | None]:
        """What changes on the server, as it does; None whenever something may have been missed."""
        request = WatchChangesRequest()
        while True:
            try:
                first = True
                async for batch in self._catalog.watchChanges(request, metadata=self._metadata):
                    yield None if first else batch
                    first = False
            except grpc.aio.AioRpcError as error:
                if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                    return
                log.info("changes are not heard (%s); trying again", error.code().name)
            await asyncio.sleep(SIGNAL_PAUSE)

    async def sessions_among(self, ids: Sequence[str]) -> set[str]:
        """Which of at most 500 sessions exist. Raises ServerRefused, as do the two below."""
        request = ListSessionHeadersRequest(ids=ids, page_size=500)
        entries = await self._pages(self._catalog.listSessions, request)
        return {entry.session.metadata.id for entry in entries}

    async def phases_among(self, ids: Sequence[str]) -> dict[str, int]:
        """The phases of those of at most 500 executions that exist."""
        request = ListExecutionHeadersRequest(ids=ids, page_size=500)
        entries = await self._pages(self._catalog.listExecutions, request)
        return {entry.metadata.id: entry.phase for entry in entries}

    async def newest_skill_versions(self) -> set[str]:
        """The hash of each skill's newest version."""
        entries = await self._pages(self._catalog.listSkills, ListSkillsRequest(page_size=500))
        return {entry.skill.status.version_hash for entry in entries}

    async def append(self, request: AppendStatusRequest) -> AppendStatusResponse:
        """Delivers a report, however long the server is away.

        Raises:
            LeaseLost: the execution is no longer ours, or is gone.
            ServerRefused: the report itself was refused.
        """
        try:
            answer: AppendStatusResponse = await self._patiently(self._runner.appendStatus, request)
            return answer
        except ServerRefused as error:
            if error.code in NOT_OURS:
                raise LeaseLost(str(error)) from None
            raise

    async def append_once(self, request: AppendStatusRequest, seconds: float) -> None:
        """Delivers a last report if that succeeds within `seconds`; says nothing if it does not."""
        try:
            await self._once(self._runner.appendStatus, request, seconds)
        except grpc.aio.AioRpcError as error:
            log.info("a last report was not delivered: %s", error.code().name)

    async def environment(self, execution_id: str) -> dict[str, ExecutionValue]:
        """The values that an execution runs with; empty where there are none.

        Raises:
            ServerRefused: the server does not tell them.
        """
        request = ApiResourceReference(slug=execution_id)
        try:
            context = await self._patiently(self._contexts.getByReference, request)
        except ServerRefused as refused:
            if refused.code in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNIMPLEMENTED):
                return {}
            raise
        return dict(context.spec.data)

    async def session(self, session_id: str) -> Session:
        """Raises ServerRefused, as do those below, if there is none such."""
        found: Session = await self._patiently(self._sessions.get, SessionId(value=session_id))
        return found

    async def instance(self, instance_id: str) -> AgentInstance:
        found: AgentInstance = await self._patiently(self._instances.get, AgentInstanceId(value=instance_id))
        return found

    async def agent(self, agent_id: str) -> Agent:
        found: Agent = await self._patiently(self._agents.get, AgentId(value=agent_id))
        return found

    async def mcp_server(self, slug: str) -> McpServer:
        """The stored MCP server with this slug. Raises ServerRefused, as do the two below."""
        reference = ApiResourceReference(slug=slug)
        found: McpServer = await self._patiently(self._mcp_servers.getByReference, reference)
        return found

    async def skill(self, reference: ApiResourceReference) -> Skill:
        """The version of a skill that a reference means."""
        found: Skill = await self._patiently(self._skills.getByReference, reference)
        return found

    async def artifact(self, storage_key: str) -> bytes:
        """The zip of a version of a skill."""
        request = GetArtifactRequest(artifact_storage_key=storage_key)
        found: GetArtifactResponse = await self._patiently(self._skills.getArtifact, request)
        return found.artifact

    async def executions(self, session_id: str, page_size: int, page_token: str) -> AgentExecutionList:
        """One page of a session's executions, newest first."""
        request = ListAgentExecutionsBySessionRequest(
            session_id=session_id, page_size=page_size, page_token=page_token
        )
        page: AgentExecutionList = await self._patiently(self._executions.listBySession, request)
        return page

    async def _pages(self, call: Callable[..., Awaitable[Any]], request: Any) -> list[Any]:
        """The entries of all pages; a page may end early."""
        entries: list[Any] = []
        while True:
            page = await self._patiently(call, request)
            entries += page.entries
            if not page.next_page_token:
                return entries
            request.page_token = page.next_page_token

    async def _once(self, call: Callable[..., Awaitable[Answer]], request: object, seconds: float) -> Answer:
        return await call(request, metadata=self._metadata, timeout=seconds)

    async def _patiently(
        self,
        call: Callable[..., Awaitable[Answer]],
        request: object,
        seconds: float = CALL_SECONDS,
    ) -> Answer:
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._once(call, request, seconds)
            except grpc.aio.AioRpcError as error:
                if error.code() not in AWAY:
                    raise ServerRefused(error.code(), error.details() or "") from None
                log.info("the server is away (%s); trying again", error.code().name)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
