"""The typed context of a search."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.desktop import SearchRequest, SearchResponse
from stigmer_desktop.backend.pipeline.context import ReadContext
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.search.finder import Found
from stigmer_desktop.backend.search.index_file import IndexFile, IndexState
from stigmer_desktop.backend.search.query_language import Clause
from stigmer_desktop.backend.store.store import Unit


class SearchContext(ReadContext[SearchRequest, SearchResponse]):
    """A search, and what the steps have made of it so far.

    Attributes:
        clauses: what must be there.
        size: how many hits a page has.
        found: the page's entries.
        rebuilding: whether a new index is being made beside the one that answers.
    """

    clauses: tuple[Clause, ...] = ()
    size = 0
    found: Found | None = None
    rebuilding = False
    _index: IndexFile | None = None
    _state: IndexState | None = None

    @property
    def index(self) -> IndexFile:
        """The index that the search runs on, inside a transaction."""
        if self._index is None:
            raise RuntimeError("the search has no index")
        return self._index

    @index.setter
    def index(self, index: IndexFile) -> None:
        self._index = index

    @property
    def state(self) -> IndexState:
        """How far that index is."""
        if self._state is None:
            raise RuntimeError("the search has no index")
        return self._state

    @state.setter
    def state(self, state: IndexState) -> None:
        self._state = state

    def work(self, pipeline: Pipeline[Any], unit: Unit) -> None:
        """Runs the steps of `pipeline` that need the store."""
        self.unit = unit
        pipeline.work(self)
