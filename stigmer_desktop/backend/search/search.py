"""Search as a whole: the index, the thread that feeds it, and the thread that answers from it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from stigmer_desktop.backend.pipeline.rpc import Controller
from stigmer_desktop.backend.search.controller import search_controller
from stigmer_desktop.backend.search.index_folder import IndexFolder
from stigmer_desktop.backend.search.indexer import Indexer, Progress
from stigmer_desktop.backend.search.masking import Masking
from stigmer_desktop.backend.search.rebuild_hub import RebuildHub
from stigmer_desktop.backend.search.search_reader import SearchReader
from stigmer_desktop.backend.store.store import Store


class Search:
    """The search of one store, on the loop that it is made on.

    Args:
        store: what is searched.
        folder: where the index is.
        masking: keeps secret values out of it.
        pace: the least number of seconds between two looks at the store.
    """

    def __init__(self, store: Store, folder: Path, masking: Masking, pace: float) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        self._indexer = Indexer(store, IndexFolder(folder), masking, pace, self._progressed)
        self._reader = SearchReader(store, self._indexer)
        self._indexer.on_replaced(self._reader.let_go)
        self._hub = RebuildHub(self._indexer.rebuild)

    def start(self) -> None:
        """Begins to follow the store."""
        self._store.on_commit(lambda unit: self._indexer.wake())
        self._indexer.start()

    def controller(self) -> Controller:
        """SearchController."""
        return search_controller(self._reader, self._hub)

    def close(self) -> None:
        """Ends all streams."""
        self._hub.close()

    def stop(self) -> None:
        """Ends the threads; may take as long as a search that is under way."""
        self._indexer.stop()
        self._reader.stop()

    def _progressed(self, progress: Progress) -> None:
        self._loop.call_soon_threadsafe(self._hub.tell, progress)
