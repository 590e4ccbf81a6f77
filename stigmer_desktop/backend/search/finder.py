"""Finds entries: how many there are, in which order they come, one page at a time."""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.backend.search.entry import agent_facet, place_facet, session_facet
from stigmer_desktop.backend.search.index_file import FIRST_TITLED, IndexFile
from stigmer_desktop.backend.search.page_mark import PageMark
from stigmer_desktop.backend.search.query_language import Clause, match_expression

# Of more hits than these, only the newest are ranked.
MOST_RANKED = 20_000
# A title says more about what it belongs to than its text does.
TITLE_WEIGHT = 8.0
# How many searches are remembered for their next pages.
REMEMBERED = 16


@dataclass(frozen=True)
class Wanted:
    """What is looked for.

    Attributes:
        clauses: all of them must be there; at least one.
        places, agent_id, session_id: only these, when set.
        created: from a moment on and before another, in microseconds; None for no bound.
        owners: only texts of these resources, when set.
        gone: resources that are deleted but still in the index.
    """

    clauses: tuple[Clause, ...]
    places: tuple[int, ...] = ()
    agent_id: str = ""
    session_id: str = ""
    created: tuple[int | None, int | None] = (None, None)
    owners: Sequence[str] | None = None
    gone: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """One page.

    Attributes:
        numbers: of its entries, in order.
        total: of all hits.
        newest_ranked_only: whether there are so many that only the newest were ranked.
        following: where the next page begins, if there is one.
    """

    numbers: list[int]
    total: int
    newest_ranked_only: bool
    following: PageMark | None


@dataclass(frozen=True)
class _Ranking:
    """The order of a search's hits, as its first page fixed it."""

    numbers: array[int]
    total: int


@dataclass(frozen=True)
class _Selection:
    """The hits, in the words of the database."""

    tables: str
    conditions: tuple[str, ...]
    parameters: tuple[Any, ...]

    def sql(self, columns: str, *more: str) -> str:
        return f"SELECT {columns} FROM {self.tables} WHERE {' AND '.join((*self.conditions, *more))}"


class Finder:
    """Answers searches page by page; used by one thread.

    The first page fixes which hits there are and their order. The pages after it keep to that,
    whatever is stored meanwhile; even when it is no longer remembered, what is newer stays out.
    """

    def __init__(self) -> None:
        self._remembered: OrderedDict[PageMark, _Ranking] = OrderedDict()

    def find(self, index: IndexFile, wanted: Wanted, mark: PageMark, size: int) -> Found:
        """The page of `size` hits that begins at `mark`; `index` is inside a transaction."""
        known = mark.file == index.path.name
        selection = _selection(wanted, mark if known else None)
        ranking = self._ranking(index, mark, selection, weighed=not _is_one_row(wanted))
        numbers = list(ranking.numbers[mark.offset : mark.offset + size])
        if len(numbers) < size and ranking.total > len(ranking.numbers):
            numbers += _unranked(
                index, selection, ranking, mark if known else mark.after(mark.offset, 0), size - len(numbers)
            )
        offset = mark.offset + len(numbers)
        more = len(numbers) == size and offset < ranking.total
        return Found(
            numbers,
            ranking.total,
            ranking.total > MOST_RANKED,
            mark.after(offset, numbers[-1]) if more else None,
        )

    def _ranking(self, index: IndexFile, mark: PageMark, selection: _Selection, *, weighed: bool) -> _Ranking:
        key = mark.after(0, 0)
        ranking = self._remembered.get(key)
        # Whoever asks anew gets what is there now.
        if ranking is None or not mark.offset:
            ranking = _ranked(index, selection, weighed=weighed)
            self._remembered[key] = ranking
        self._remembered.move_to_end(key)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return ranking


def _selection(wanted: Wanted, known: PageMark | None) -> _Selection:
    facets = [[place_facet(place) for place in wanted.places]] if wanted.places else []
    if wanted.agent_id:
        facets.append([agent_facet(wanted.agent_id)])
    if wanted.session_id:
        facets.append([session_facet(wanted.session_id)])
    conditions = ["search_words MATCH ?"]
    parameters: list[Any] = [match_expression(wanted.clauses, facets)]
    tables = "search_words"
    if wanted.owners is not None or wanted.created != (None, None):
        # The words decide which rows are looked at, the rest only which of them stay.
        tables += " CROSS JOIN search_entry AS entry ON entry.number = search_words.rowid"
    if wanted.owners is not None:
        conditions.append(f"entry.owner IN ({_OWNERS_NAMED})")
        parameters.append(json.dumps(list(wanted.owners)))
    for moment, comparison in zip(wanted.created, (">=", "<"), strict=True):
        if moment is not None:
            conditions.append(f"entry.created_at {comparison} ?")
            parameters.append(moment)
    if wanted.gone:
        conditions.append(
            f"search_words.rowid NOT IN (SELECT number FROM search_entry WHERE owner IN ({_OWNERS_NAMED}))"
        )
        parameters.append(json.dumps(list(wanted.gone)))
    if known and known.offset:
        conditions.append(
            "(search_words.rowid <= ? OR search_words.rowid BETWEEN ? AND ?)",
        )
        parameters += [known.last_entry, FIRST_TITLED, known.last_titled]
    return _Selection(tables, tuple(conditions), tuple(parameters))


_OWNERS_NAMED = "SELECT number FROM search_owner WHERE id IN (SELECT value FROM json_each(?))"


def _is_one_row(wanted: Wanted) -> bool:
    """Whether words in a row are all that is looked for.

    Hardly a text has them twice, so there is little to weigh; and to weigh them the database would have
    to go through every text with these words once more. Titles still come first: their numbers are higher.
    """
    return len(wanted.clauses) == 1 and len(wanted.clauses[0].tokens) > 1


def _ranked(index: IndexFile, selection: _Selection, *, weighed: bool) -> _Ranking:
    """Ranks the newest hits, and counts all of them."""
    newest = f"ORDER BY search_words.rowid DESC LIMIT {MOST_RANKED}"
    if weighed:
        score = f"bm25(search_words, {TITLE_WEIGHT}, 1.0, 0.0) AS score"
        scored = selection.sql(f"search_words.rowid AS number, {score}")
        query = f"SELECT number FROM ({scored} {newest}) ORDER BY score, number DESC"
    else:
        query = f"{selection.sql('search_words.rowid')} {newest}"
    found = index.rows(query, selection.parameters)
    total = len(found)
    if total == MOST_RANKED:
        ((total,),) = index.rows(selection.sql("COUNT(*)"), selection.parameters)
    return _Ranking(array("q", (number for (number,) in found)), total)


def _unranked(
    index: IndexFile, selection: _Selection, ranking: _Ranking, mark: PageMark, count: int
) -> list[int]:
    """The hits after the ranked ones, newest first."""
    ranked = len(ranking.numbers)
    if mark.below and mark.offset > ranked:
        below, skipped = mark.below, 0
    else:
        below, skipped = min(ranking.numbers), max(0, mark.offset - ranked)
    query = selection.sql("search_words.rowid", "search_words.rowid < ?")
    found = index.rows(
        f"{query} ORDER BY search_words.rowid DESC LIMIT {count} OFFSET {skipped}",
        (*selection.parameters, below),
    )
    return [number for (number,) in found]
