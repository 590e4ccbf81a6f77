"""The thread that answers searches, so that a long one keeps no other call waiting."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from stigmer_desktop.backend.errors import Unavailable
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.search.index_file import IndexFailed, IndexFile
from stigmer_desktop.backend.search.indexer import Indexer
from stigmer_desktop.backend.search.search_context import SearchContext
from stigmer_desktop.backend.store.store import Store
from stigmer_desktop.backend.store.workers import WorkerThreads

C = TypeVar("C", bound=SearchContext)
# How long a search waits for an index that is being opened.
PATIENCE = 10.0


class SearchReader:
    """Runs pipelines that read index and store together."""

    def __init__(self, store: Store, indexer: Indexer) -> None:
        self._store = store
        self._indexer = indexer
        self._threads = WorkerThreads("search-reader", 1, self)

    async def read(self, pipeline: Pipeline[C], context: C) -> C:
        """Runs a pipeline on one state of the index, and one of the store that is not older.

        Raises:
            Unavailable: there is no index at the moment.
        """
        await asyncio.wrap_future(self._threads.submit(lambda: self._read(pipeline, context)))
        return context

    def let_go(self, file: IndexFile) -> None:
        """Returns once no search uses an index any more that was replaced."""
        try:
            self._threads.submit(file.close_thread).result()
        except Unavailable:
            return

    def stop(self) -> None:
        """Ends the thread."""
        self._threads.stop()

    def close(self) -> None:
        """Closes the connections of the thread that ends."""
        file = self._indexer.file(0)
        if file:
            file.close_thread()
        self._store.close_thread()

    def _read(self, pipeline: Pipeline[C], context: C) -> None:
        pipeline.check(context)
        index = self._indexer.file(PATIENCE)
        if index is None:
            raise Unavailable("The search index is being made. Try again in a moment.")
        try:
            index.begin()
            try:
                # The index is read first: what is deleted after it, the store's own state tells.
                context.state = index.state()
                context.index = index
                context.rebuilding = self._indexer.rebuilding
                self._store.read_here(lambda unit: context.work(pipeline, unit))
            finally:
                index.roll_back()
        except IndexFailed as error:
            if error.damaged:
                self._indexer.mend()
                raise Unavailable(
                    "The search index is damaged and is made anew from what is stored. Try again in a moment."
                ) from error
            raise Unavailable(
                f"The search index cannot be read now: {error}. Try again in a moment."
            ) from error
