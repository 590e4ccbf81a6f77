"""The steps of a search."""

from __future__ import annotations

import hashlib

from stigmer_desktop.api.desktop import SearchRequest, SearchResponse, TimeRange
from stigmer_desktop.backend.pipeline.pipeline import CheckStep, StoreStep
from stigmer_desktop.backend.search.entry_rows import load_entries
from stigmer_desktop.backend.search.excerpt import ExcerptMaker
from stigmer_desktop.backend.search.finder import Finder, Wanted
from stigmer_desktop.backend.search.hits import HitMaker
from stigmer_desktop.backend.search.page_mark import PageMark
from stigmer_desktop.backend.search.query_language import parse
from stigmer_desktop.backend.search.search_context import SearchContext
from stigmer_desktop.backend.store.clock import micros_of
from stigmer_desktop.backend.store.paging import page_size


class ParseQuery(CheckStep):
    """What the query asks for; a query without any word asks for nothing."""

    def run(self, context: SearchContext) -> None:
        context.clauses = parse(context.request.query)
        context.size = page_size(context.request.page_size)


class FindHits(StoreStep):
    """The entries of the page, ranked."""

    def __init__(self) -> None:
        self._finder = Finder()

    def run(self, context: SearchContext) -> None:
        request = context.request
        question = _question(request)
        mark = PageMark.first(question, context.index, context.state)
        if request.page_token:
            mark = PageMark.of(request.page_token, question)
        if context.clauses:
            context.found = self._finder.find(context.index, _wanted(context), mark, context.size)


class DescribeHits(StoreStep):
    """The answer: each hit with its place, excerpt and title."""

    def run(self, context: SearchContext) -> None:
        newest = context.unit.changes.newest_revision()
        response = SearchResponse(
            catching_up=context.rebuilding or context.state.watermark < newest,
        )
        found = context.found
        if found:
            entries = load_entries(context.index, found.numbers)
            maker = HitMaker(context.unit, context.index, entries, ExcerptMaker(context.clauses))
            hits = (maker.hit(entry) for entry in entries)
            response.hits.extend(hit for hit in hits if hit is not None)
            response.total_count = found.total
            response.newest_ranked_only = found.newest_ranked_only
            response.next_page_token = found.following.token() if found.following else ""
        context.response = response


def _wanted(context: SearchContext) -> Wanted:
    request, follow = context.request, context.unit.follow
    phases = [phase for phase in request.phases if phase]
    return Wanted(
        clauses=context.clauses,
        places=tuple(sorted({place for place in request.places if place})),
        agent_id=request.agent_id,
        session_id=request.session_id,
        created=_bounds(request.created),
        owners=follow.executions_in(phases) if phases else None,
        gone=follow.deleted_since(context.state.watermark),
    )


def _bounds(span: TimeRange) -> tuple[int | None, int | None]:
    return (
        micros_of(getattr(span, "from")) if span.HasField("from") else None,
        micros_of(span.before) if span.HasField("before") else None,
    )


def _question(request: SearchRequest) -> str:
    """Stands for all of a request but its page."""
    question = SearchRequest()
    question.CopyFrom(request)
    question.ClearField("page_size")
    question.ClearField("page_token")
    return hashlib.sha256(question.SerializeToString(deterministic=True)).hexdigest()[:16]
