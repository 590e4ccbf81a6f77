"""What a person can do with a session beside renaming and deleting it: one function for each action."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stigmer_desktop.api.desktop import (
    ListExecutionHeadersRequest,
    ListTagsRequest,
    ListTagsResponse,
)
from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_WAITING_FOR_APPROVAL,
    CancelAgentExecutionInput,
)
from stigmer_desktop.api.kinds import SESSION
from stigmer_desktop.api.session import Session, SessionId
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import Operation, OperationScope

_NOT_ENDED = (
    EXECUTION_PENDING,
    EXECUTION_IN_PROGRESS,
    EXECUTION_WAITING_FOR_APPROVAL,
    EXECUTION_PAUSED,
)
_PAGE = 500


class SessionOperations:
    """The actions on labels, tags and executions of a session; each begins at once."""

    def __init__(self, client: Client, scope: OperationScope) -> None:
        self._client = client
        self._scope = scope

    def set_label(self, *, session_id: str, label: str, on: bool) -> Operation[Session]:
        """Puts a label on a session, or takes it off."""

        def change(session: Session) -> None:
            session.metadata.labels.pop(label, None)
            if on:
                session.metadata.labels[label] = "true"

        return self._scope.start(self._changed(session_id, change))

    def set_tags(self, *, session_id: str, tags: Sequence[str]) -> Operation[Session]:
        """Gives a session these tags in place of those that it has."""

        def change(session: Session) -> None:
            del session.metadata.tags[:]
            session.metadata.tags.extend(tags)

        return self._scope.start(self._changed(session_id, change))

    def list_tags(self) -> Operation[ListTagsResponse]:
        """The tags that sessions have, the most used first."""

        async def work() -> ListTagsResponse:
            return await self._client.catalog.listTags(ListTagsRequest(kind=SESSION.number))

        return self._scope.start(work())

    def stop_executions(self, *, session_id: str) -> Operation[int]:
        """Cancels what has not ended in a session; gives how many that were."""

        async def work() -> int:
            request = ListExecutionHeadersRequest(session_id=session_id, phases=_NOT_ENDED, page_size=_PAGE)
            page = await self._client.catalog.listExecutions(request)
            for header in page.entries:
                stop = CancelAgentExecutionInput(id=header.metadata.id)
                await self._client.execution_command.cancel(stop)
            return len(page.entries)

        return self._scope.start(work())

    async def _changed(self, session_id: str, change: Callable[[Session], None]) -> Session:
        session = await self._client.session_query.get(SessionId(value=session_id))
        change(session)
        return await self._client.session_command.update(session)
