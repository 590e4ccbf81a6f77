"""The one stream of changes, brought into Qt: every list, badge and count lives from it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import grpc
from PySide6.QtCore import QObject, Signal

from stigmer_desktop.api.desktop import WatchChangesRequest
from stigmer_desktop.ui.client import Client, NotConnectedError
from stigmer_desktop.ui.user_error import user_error

_SHORTEST_WAIT = 0.2
_LONGEST_WAIT = 5.0


class ChangeStream(QObject):
    """Follows CatalogController.watchChanges for as long as the window lives.

    `opened` comes when the stream stands for the first time, or anew with another server or an older state
    of it: what lists load from then on is complete together with the changes that follow. After an
    interruption the stream goes on where it was, so nothing is missed or has to be loaded again. After
    `stopped`, who lives from the stream asks the server for nothing more.
    """

    opened = Signal()
    changes_received = Signal(object)  # ChangeBatch
    failed = Signal(object)  # UserError
    stopped = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._revision = 0
        self._is_open = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the stream has stood since it was started."""
        return self._is_open

    def start(self) -> None:
        """Begins with the present. Call it once the client leads to a server."""
        if self._task is None:
            self._revision = 0
            self._is_open = False
            self._task = asyncio.get_running_loop().create_task(self._follow())

    async def stop(self) -> None:
        """Ends the stream and waits until it has ended."""
        self._is_open = False
        self.stopped.emit()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _follow(self) -> None:
        wait = _SHORTEST_WAIT
        while True:
            heard = self._revision
            try:
                await self._read()
            except (grpc.aio.AioRpcError, NotConnectedError) as error:
                self.failed.emit(user_error(error))
            wait = _SHORTEST_WAIT if self._revision != heard else min(wait * 2, _LONGEST_WAIT)
            await asyncio.sleep(wait)

    async def _read(self) -> None:
        request = WatchChangesRequest(since_revision=self._revision)
        async for batch in self._client.catalog.watchChanges(request, wait_for_ready=True):
            is_older = batch.revision < self._revision
            self._revision = batch.revision
            if is_older or not self._is_open:
                self._is_open = True
                self.opened.emit()
            self.changes_received.emit(batch)
