"""Streams how far a rebuild of the index is, to all who asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from stigmer_desktop.api.desktop import RebuildIndexRequest, RebuildProgress
from stigmer_desktop.backend.errors import StoreFailed, Unavailable
from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.search.indexer import Progress


@dataclass(eq=False)
class _Watcher:
    newest: Progress | None = None
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class RebuildHub:
    """Those who wait for a rebuild; used on the server's loop alone.

    Args:
        rebuild: begins one, unless one is under way already.
    """

    def __init__(self, rebuild: Callable[[], None]) -> None:
        self._rebuild = rebuild
        self._watchers: set[_Watcher] = set()
        self._closed = False

    def tell(self, progress: Progress) -> None:
        """Takes over how far it is."""
        for watcher in self._watchers:
            watcher.newest = progress
            watcher.woken.set()

    def close(self) -> None:
        """Ends all streams with UNAVAILABLE."""
        self._closed = True
        for watcher in self._watchers:
            watcher.woken.set()

    async def rebuild(
        self, request: RebuildIndexRequest, call: Call
    ) -> AsyncGenerator[RebuildProgress, None]:
        """Makes the index anew and tells how far it is, until it is done; going away does not stop it.

        Raises:
            StoreFailed: it could not be made; the index that was there is used on.
            Unavailable: the server is shutting down.
        """
        watcher = _Watcher()
        self._watchers.add(watcher)
        try:
            self._rebuild()
            while True:
                await watcher.woken.wait()
                watcher.woken.clear()
                progress = watcher.newest
                if progress is not None:
                    if progress.failure:
                        raise StoreFailed(
                            f"The search index could not be made anew: {progress.failure}. "
                            "The one that was there is still used."
                        )
                    yield RebuildProgress(done=progress.done, total=progress.total)
                    if progress.finished:
                        return
                if self._closed:
                    raise Unavailable("The server is shutting down. Ask again when it is back.")
        finally:
            self._watchers.discard(watcher)
