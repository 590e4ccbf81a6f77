"""What the diagnostics page asks of the server."""

from __future__ import annotations

from collections.abc import Callable

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.desktop import (
    Backup,
    CreateBackupRequest,
    ListBackupsRequest,
    ListBackupsResponse,
    ListEnvironmentsRequest,
    RebuildIndexRequest,
    SearchRequest,
)
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import Operation, OperationScope

_PAGE = 200
# Any word will do: the answer says of every search whether the index lags.
_ANY_WORD = "a"


class DiagnosticsOperations:
    """Every method begins the work at once and returns it."""

    def __init__(self, client: Client, scope: OperationScope) -> None:
        self._client = client
        self._scope = scope

    def index_lags(self) -> Operation[bool]:
        """Whether the search index still lags behind what is stored."""

        async def work() -> bool:
            answer = await self._client.search.search(SearchRequest(query=_ANY_WORD, page_size=1))
            return answer.catching_up

        return self._scope.start(work())

    def rebuild_index(self, *, on_progress: Callable[[int, int], None]) -> Operation[None]:
        """Makes the search index anew; `on_progress` hears how many of how many texts are done."""

        async def work() -> None:
            async for progress in self._client.search.rebuildIndex(RebuildIndexRequest()):
                on_progress(progress.done, progress.total)

        return self._scope.start(work())

    def back_up(self) -> Operation[Backup]:
        """Makes a backup of the database now."""

        async def work() -> Backup:
            return await self._client.backup.create(CreateBackupRequest())

        return self._scope.start(work())

    def list_backups(self) -> Operation[ListBackupsResponse]:
        """The backups that are there."""

        async def work() -> ListBackupsResponse:
            return await self._client.backup.list(ListBackupsRequest())

        return self._scope.start(work())

    def environment_values(self) -> Operation[list[str]]:
        """The values of all environments, to take them out of a report."""

        async def work() -> list[str]:
            values: list[str] = []
            token = ""
            while True:
                request = ListEnvironmentsRequest(page_size=_PAGE, page_token=token)
                page = await self._client.catalog.listEnvironments(request)
                for entry in page.entries:
                    wanted = ApiResourceId(value=entry.environment.metadata.id)
                    whole = await self._client.environment_query.get(wanted)
                    values += [value.value for value in whole.spec.data.values()]
                token = page.next_page_token
                if not token:
                    return values

        return self._scope.start(work())
