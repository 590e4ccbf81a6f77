"""What the runner reads from the server: what an execution needs, what exists, and what changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

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
    CatalogControllerStub,
    ChangeBatch,
    ListExecutionHeadersRequest,
    ListSessionHeadersRequest,
    ListSkillsRequest,
    WatchChangesRequest,
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
from stigmer_desktop.runner.server_calls import ServerCalls, ServerRefused

SIGNAL_PAUSE = 0.5

log = logging.getLogger(__name__)


class ServerReading:
    """Reads through one connection; each raises ServerRefused where the server does not tell."""

    def __init__(self, calls: ServerCalls) -> None:
        self._calls = calls
        channel = calls.channel
        self._sessions: Any = SessionQueryControllerStub(channel)
        self._instances: Any = AgentInstanceQueryControllerStub(channel)
        self._agents: Any = AgentQueryControllerStub(channel)
        self._contexts: Any = ExecutionContextQueryControllerStub(channel)
        self._catalog: Any = CatalogControllerStub(channel)
        self._mcp_servers: Any = McpServerQueryControllerStub(channel)
        self._skills: Any = SkillQueryControllerStub(channel)
        self._executions: Any = AgentExecutionQueryControllerStub(channel)

    async def environment(self, execution_id: str) -> dict[str, ExecutionValue]:
        """The values that an execution runs with; empty where there are none.

        Raises:
            ServerRefused: the server does not tell them.
        """
        request = ApiResourceReference(slug=execution_id)
        try:
            context = await self._calls.patiently(self._contexts.getByReference, request)
        except ServerRefused as refused:
            if refused.code in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNIMPLEMENTED):
                return {}
            raise
        return dict(context.spec.data)

    async def session(self, session_id: str) -> Session:
        """Raises ServerRefused, as do those below, if there is none such."""
        found: Session = await self._calls.patiently(self._sessions.get, SessionId(value=session_id))
        return found

    async def instance(self, instance_id: str) -> AgentInstance:
        found: AgentInstance = await self._calls.patiently(
            self._instances.get, AgentInstanceId(value=instance_id)
        )
        return found

    async def agent(self, agent_id: str) -> Agent:
        found: Agent = await self._calls.patiently(self._agents.get, AgentId(value=agent_id))
        return found

    async def mcp_server(self, slug: str) -> McpServer:
        """The stored MCP server with this slug. Raises ServerRefused, as do the two below."""
        reference = ApiResourceReference(slug=slug)
        found: McpServer = await self._calls.patiently(self._mcp_servers.getByReference, reference)
        return found

    async def skill(self, reference: ApiResourceReference) -> Skill:
        """The version of a skill that a reference means."""
        found: Skill = await self._calls.patiently(self._skills.getByReference, reference)
        return found

    async def artifact(self, storage_key: str) -> bytes:
        """The zip of a version of a skill."""
        request = GetArtifactRequest(artifact_storage_key=storage_key)
        found: GetArtifactResponse = await self._calls.patiently(self._skills.getArtifact, request)
        return found.artifact

    async def executions(self, session_id: str, page_size: int, page_token: str) -> AgentExecutionList:
        """One page of a session's executions, newest first."""
        request = ListAgentExecutionsBySessionRequest(
            session_id=session_id, page_size=page_size, page_token=page_token
        )
        page: AgentExecutionList = await self._calls.patiently(self._executions.listBySession, request)
        return page

    async def changes(self) -> AsyncIterator[ChangeBatch | None]:
        """What changes on the server, as it does; None whenever something may have been missed."""
        request = WatchChangesRequest()
        while True:
            try:
                first = True
                async for batch in self._catalog.watchChanges(request, metadata=self._calls.metadata):
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

    async def _pages(self, call: Callable[..., Awaitable[Any]], request: Any) -> list[Any]:
        """The entries of all pages; a page may end early."""
        entries: list[Any] = []
        while True:
            page = await self._calls.patiently(call, request)
            entries += page.entries
            if not page.next_page_token:
                return entries
            request.page_token = page.next_page_token
