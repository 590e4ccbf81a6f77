"""Gets a session, or one execution, from the server as an archive: all pages, nothing secret."""

from __future__ import annotations

from datetime import UTC, datetime

from stigmer_desktop.api.desktop import ListSessionHeadersRequest, SessionArchive
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionId,
    ListAgentExecutionsBySessionRequest,
)
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.ui.client import Client

_PAGE = 50


async def read_session(client: Client, session_id: str) -> SessionArchive:
    """A whole session as it is now.

    Raises:
        grpc.aio.AioRpcError: the server refused.
        NotConnectedError: there is no server yet.
    """
    archive = await _archive_of(client, session_id)
    newest_first: list[AgentExecution] = []
    token = ""
    while True:
        # Lists carry masks in place of secret values.
        request = ListAgentExecutionsBySessionRequest(
            session_id=session_id, page_size=_PAGE, page_token=token
        )
        page = await client.execution_query.listBySession(request)
        newest_first += page.entries
        token = page.next_page_token
        if not token:
            break
    archive.executions.extend(_without_tokens(each) for each in reversed(newest_first))
    return archive


async def read_execution(client: Client, execution_id: str) -> SessionArchive:
    """One execution as it is now, with its session around it.

    Raises:
        grpc.aio.AioRpcError: the server refused.
        NotConnectedError: there is no server yet.
    """
    # Other than `get`, the stream carries masks in place of secret values.
    stream = client.execution_query.subscribe(AgentExecutionId(value=execution_id))
    # The server sends the present state first, or an error.
    execution = await anext(aiter(stream))
    stream.cancel()
    archive = await _archive_of(client, execution.spec.session_id)
    archive.executions.append(_without_tokens(execution))
    return archive


async def _archive_of(client: Client, session_id: str) -> SessionArchive:
    session = await client.session_query.get(SessionId(value=session_id))
    page = await client.catalog.listSessions(ListSessionHeadersRequest(ids=[session_id]))
    return SessionArchive(
        session=session,
        agent_name=page.entries[0].agent_name if page.entries else "",
        exported_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _without_tokens(execution: AgentExecution) -> AgentExecution:
    """`execution` without what only its own server may know."""
    execution.spec.callback_token = b""
    execution.status.callback_token = b""
    return execution
