"""The thread that keeps the index up to date with the store, and makes it anew when asked."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, SESSION
from stigmer_desktop.backend.errors import ApiError
from stigmer_desktop.backend.search.index_feed import IndexFeed
from stigmer_desktop.backend.search.index_file import IndexFailed, IndexFile
from stigmer_desktop.backend.search.index_folder import IndexFolder, sync_to_disk
from stigmer_desktop.backend.search.index_writer import IndexWriter
from stigmer_desktop.backend.search.masking import Masking
from stigmer_desktop.backend.store.store import Store

_log = logging.getLogger(__name__)
# How long the index works before it gives way; reports must not feel it.
SLICE = 0.05
# The same while a new index is made that somebody waits for.
BUILD_SLICE = 0.5
# The index rests at least so many times as long as it has worked, once it is level.
REST = 4
RETRY_SECONDS = 5.0
# How many pages of the index are put together at a time.
MERGE_PAGES = 500


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is: resources and parts looked at, of all there were when it began.

    Attributes:
        finished: whether it has ended.
        failure: why it ended without success; empty otherwise.
    """

    done: int
    total: int
    finished: bool = False
    failure: str = ""


class _Stopping(Exception):
    """The program ends."""


_FAILURES = (IndexFailed, ApiError, OSError)


class Indexer:
    """Follows the store on a thread of its own.

    Args:
        store: what is followed.
        folder: where the index is.
        masking: keeps secret values out of it.
        pace: the least number of seconds between two looks.
        told: called on the indexer's thread with the progress of a rebuild.
    """

    def __init__(
        self,
        store: Store,
        folder: IndexFolder,
        masking: Masking,
        pace: float,
        told: Callable[[Progress], None],
    ) -> None:
        self._store = store
        self._folder = folder
        self._pace = pace
        self._told = told
        self._replaced: Callable[[IndexFile], None] = lambda file: None
        self._feed = IndexFeed(store, masking, self._pulse)
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._rebuild_wanted = threading.Event()
        self._opened = threading.Event()
        self._damaged = threading.Event()
        self._file: IndexFile | None = None
        self._progress: Progress | None = None
        self._thread = threading.Thread(target=self._run, name="search-indexer", daemon=True)

    def on_replaced(self, let_go: Callable[[IndexFile], None]) -> None:
        """Calls `let_go` on the indexer's thread with each index that is no longer used.

        Args:
            let_go: returns once nobody reads that index; called before it is removed.
        """
        self._replaced = let_go

    def start(self) -> None:
        """Opens the index, or makes one, and follows the store from there."""
        self._woken.set()
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; what is not in the index yet goes in after the next start."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Something was committed; may be called from any thread."""
        self._woken.set()

    def rebuild(self) -> None:
        """Asks for a new index; while one is being made already, that one."""
        self._rebuild_wanted.set()
        self._woken.set()

    def file(self, patience: float) -> IndexFile | None:
        """The index that is in use; None when there is none within `patience` seconds."""
        self._opened.wait(patience)
        return self._file

    def mend(self) -> None:
        """Tells that the index in use was found to be damaged; may be called from any thread."""
        self._damaged.set()
        self._woken.set()

    @property
    def rebuilding(self) -> bool:
        """Whether a new index is being made or waited for."""
        return self._rebuild_wanted.is_set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                rest = self._work()
            except _Stopping:
                break
            # Whatever it was: a search that stays behind for ever would be worse than another try.
            except Exception as error:
                _log.warning(
                    "the search index could not be brought up to date: %s",
                    error,
                    exc_info=not isinstance(error, _FAILURES),
                )
                rest = RETRY_SECONDS
                self._woken.set()
                if isinstance(error, IndexFailed) and error.damaged:
                    self._discard()
                    rest = self._pace
            # `_work` may have cleared the call that `stop` made: so `_stopped` is asked before waiting.
            if not self._stopped.wait(rest):
                self._woken.wait()
        if self._file:
            self._file.close_thread()
        self._store.close_thread()

    def _work(self) -> float:
        """Takes in what is new; returns how long to rest."""
        if self._damaged.is_set():
            self._damaged.clear()
            self._discard()
        if self._file is None:
            self._file = self._open()
            self._opened.set()
        if self._rebuild_wanted.is_set():
            self._rebuild()
        begun = time.monotonic()
        self._woken.clear()
        behind = self._feed.step(IndexWriter(self._file), SLICE)
        took = time.monotonic() - begun
        if behind:
            self._woken.set()
            return took
        return max(self._pace, REST * took)

    def _open(self) -> IndexFile:
        mark = self._store.mark
        newest = self._store.read_here(lambda unit: unit.changes.newest_revision())
        return self._folder.newest_usable(mark, newest) or self._create(mark)

    def _create(self, mark: int) -> IndexFile:
        file = IndexFile(self._folder.next_path())
        file.create(mark, whole=True)
        return file

    def _discard(self) -> None:
        """Lets go of a damaged index; a new one is made in its place, from the beginning."""
        damaged, self._file = self._file, None
        if damaged:
            self._let_go(damaged)

    def _let_go(self, file: IndexFile) -> None:
        self._replaced(file)
        file.close_thread()
        self._folder.remove(file.path)

    def _rebuild(self) -> None:
        """Makes a new index beside the one in use, and takes it into use when it is whole."""
        total = self._store.read_here(
            lambda unit: unit.follow.size((AGENT.number, SESSION.number, AGENT_EXECUTION.number))
        )
        self._progress = Progress(0, total)
        self._tell()
        path = self._folder.next_path()
        failure = ""
        try:
            before, self._file = self._file, self._build(path)
        except _FAILURES as error:
            # The index that was there goes on being used.
            _log.warning("the search index could not be made anew: %s", error)
            failure = str(error)
            self._folder.remove(path)
        else:
            if before:
                self._let_go(before)
        self._rebuild_wanted.clear()
        self._progress = None
        self._told(Progress(0 if failure else total, total, finished=True, failure=failure))

    def _build(self, path: Path) -> IndexFile:
        building = IndexFile(path, building=True)
        try:
            building.create(self._store.mark, whole=False)
            writer = IndexWriter(building)
            while self._feed.step(writer, BUILD_SLICE):
                self._tell()
            pages = -MERGE_PAGES
            while writer.merge(pages):
                pages = MERGE_PAGES
                self._check_stopped()
        finally:
            building.close_thread()
        sync_to_disk(path)
        file = IndexFile(path)
        file.execute("UPDATE search_state SET whole = 1")
        return file

    def _pulse(self) -> None:
        self._check_stopped()
        if self._progress:
            done = min(self._progress.done + 1, self._progress.total)
            self._progress = Progress(done, self._progress.total)

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise _Stopping

    def _tell(self) -> None:
        if self._progress:
            self._told(self._progress)
