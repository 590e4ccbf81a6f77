"""What a person can do with agents, sessions and executions: one function for each action."""

from __future__ import annotations

from collections.abc import Sequence

from stigmer_desktop.api.desktop import (
    GetOverviewRequest,
    ListAgentsRequest,
    ListAgentsResponse,
    ListSessionHeadersRequest,
    ListSessionHeadersResponse,
    Overview,
    SearchRequest,
    SearchResponse,
)
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionId,
    AgentExecutionList,
    ApprovalAction,
    ListAgentExecutionsBySessionRequest,
    RecoverAgentExecutionInput,
    SubmitApprovalInput,
)
from stigmer_desktop.api.session import Session, SessionId
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.executions.order import Order
from stigmer_desktop.ui.operation import Operation, OperationScope

AGENT_PAGE = 200
SESSION_PAGE = 200
EXECUTION_PAGE = 10
SEARCH_PAGE = 50


class Operations:
    """The actions on agents, sessions and executions.

    Every method begins the work at once and returns it; failures that get no hook of their own go to
    the message bar.
    """

    def __init__(self, client: Client, scope: OperationScope) -> None:
        self._client = client
        self._scope = scope

    def get_overview(self) -> Operation[Overview]:
        """The counts, the runners and the size of the whole server."""

        async def work() -> Overview:
            return await self._client.catalog.getOverview(GetOverviewRequest())

        return self._scope.start(work())

    def list_agents(self, *, page_token: str = "") -> Operation[ListAgentsResponse]:
        """The page of agents that begins at `page_token`."""

        async def work() -> ListAgentsResponse:
            request = ListAgentsRequest(page_size=AGENT_PAGE, page_token=page_token)
            return await self._client.catalog.listAgents(request)

        return self._scope.start(work())

    def list_sessions(
        self,
        *,
        page_token: str = "",
        ids: Sequence[str] = (),
        text: str = "",
        tags: Sequence[str] = (),
        labels: Sequence[str] = (),
        without_labels: Sequence[str] = (),
    ) -> Operation[ListSessionHeadersResponse]:
        """The page of sessions that begins at `page_token`, or the sessions with these `ids`.

        With `text`, only sessions whose title holds these words; with `tags`, only those that have all of
        them; with `labels`, only those that carry all of them, and of `without_labels` none.
        """

        async def work() -> ListSessionHeadersResponse:
            request = ListSessionHeadersRequest(
                page_size=max(SESSION_PAGE, len(ids)),
                page_token=page_token,
                ids=ids,
                text=text,
                tags=tags,
                labels=labels,
                without_labels=without_labels,
            )
            return await self._client.catalog.listSessions(request)

        return self._scope.start(work())

    def list_executions(self, *, session_id: str, page_token: str = "") -> Operation[AgentExecutionList]:
        """The page of a session's executions that begins at `page_token`, newest first, each whole."""

        async def work() -> AgentExecutionList:
            request = ListAgentExecutionsBySessionRequest(
                session_id=session_id, page_size=EXECUTION_PAGE, page_token=page_token
            )
            return await self._client.execution_query.listBySession(request)

        return self._scope.start(work())

    def get_execution(self, *, execution_id: str) -> Operation[AgentExecution]:
        """One execution as it is now, whole."""

        async def work() -> AgentExecution:
            return await self._client.execution_query.get(AgentExecutionId(value=execution_id))

        return self._scope.start(work())

    def recover(self, *, execution_id: str) -> Operation[AgentExecution]:
        """Takes an execution that failed up again where it stood."""

        async def work() -> AgentExecution:
            return await self._client.execution_command.recover(RecoverAgentExecutionInput(id=execution_id))

        return self._scope.start(work())

    def search(self, *, request: SearchRequest) -> Operation[SearchResponse]:
        """A page of what was found for `request`, best first."""

        async def work() -> SearchResponse:
            return await self._client.search.search(request)

        return self._scope.start(work())

    def send_message(
        self, *, message: str, session_id: str = "", agent_id: str = "", model: str = ""
    ) -> Operation[AgentExecution]:
        """Asks in a session, or in a new one with an agent; gives the execution that waits for a runner.

        An empty `model` leaves the choice to the agent and to the settings.
        """

        async def work() -> AgentExecution:
            order = Order(message=message, session_id=session_id, agent_id=agent_id, model=model)
            return await self._client.execution_command.create(order.execution())

        return self._scope.start(work())

    def submit_approval(
        self, *, execution_id: str, tool_call_id: str, action: int, comment: str = ""
    ) -> Operation[AgentExecution]:
        """Decides about a tool call that waits; `action` is a number of ApprovalAction."""

        async def work() -> AgentExecution:
            decision = SubmitApprovalInput(
                agent_execution_id=execution_id,
                tool_call_id=tool_call_id,
                action=ApprovalAction.ValueType(action),
                comment=comment,
            )
            return await self._client.execution_command.submitApproval(decision)

        return self._scope.start(work())

    def rename_session(self, *, session_id: str, subject: str) -> Operation[Session]:
        """Gives a session another title."""

        async def work() -> Session:
            session = await self._client.session_query.get(SessionId(value=session_id))
            session.spec.subject = subject
            return await self._client.session_command.update(session)

        return self._scope.start(work())

    def delete_session(self, *, session_id: str) -> Operation[Session]:
        """Deletes a session with everything that was said in it."""

        async def work() -> Session:
            return await self._client.session_command.delete(SessionId(value=session_id))

        return self._scope.start(work())
