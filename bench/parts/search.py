"""Searches among 200,000 messages, and what the making of their index costs others."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.calls import Calls, repeated, timed
from bench.figure import Figure, percentile
from bench.plain import timed as timed_plain
from bench.queries import QueryClass, query_classes
from bench.server_process import ServerProcess
from bench.workbench import FullStore, Workbench, say
from stigmer_desktop.api.desktop import (
    AppendStatusRequest,
    MessageAt,
    RebuildIndexRequest,
    SearchRequest,
    SearchResponse,
)
from stigmer_desktop.api.execution import MESSAGE_AI, AgentMessage
from stigmer_desktop.backend.search.query_language import match_expression, parse

PART = "search"
ROUNDS = 5
REPORTS = 200
MOST_RANKED = 20_000


async def run(bench: Workbench) -> list[Figure]:
    """The figures of the 60 searches, of the index, and of reports beside its making."""
    full = await bench.full()
    index = _PlainIndex(full)
    classes = query_classes(bench.corpus, index.count, full.message_count)
    figures = [
        Figure(PART, "filling the store", full.fill_seconds, "s"),
        Figure(PART, "making the index", full.index_seconds, "s"),
    ]
    with ServerProcess(full.data) as server:
        async with Calls(server.endpoint) as calls:
            figures += await _searches(calls, classes, index)
            index.close()
            figures += await _reports(calls, full)
    return figures


async def _searches(calls: Calls, classes: list[QueryClass], index: _PlainIndex) -> list[Figure]:
    """Every search once a round, its first page found anew each time; of the rounds the middle one counts."""
    took: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        say(f"60 searches, round {number + 1} of {ROUNDS}")
        for query in (query for each in classes for query in each.queries):
            milliseconds, answer = await timed(partial(_ask, calls, query))
            took.setdefault(query, []).append(milliseconds)
            if answer.newest_ranked_only is not (answer.total_count > MOST_RANKED) or not answer.hits:
                raise RuntimeError(f"the search for {query} was answered wrongly")
    usual = {query: percentile(each, 0.5) for query, each in took.items()}
    return [figure for each in classes for figure in _figures(each, usual, index)]


def _figures(wanted: QueryClass, usual: dict[str, float], index: _PlainIndex) -> list[Figure]:
    took = [usual[query] for query in wanted.queries]
    plain = [index.milliseconds(query) for query in wanted.queries]
    name = f"{len(wanted.queries)} searches, {wanted.name} hits"
    limit = wanted.at_most
    return [
        Figure(PART, f"{name}: p50", percentile(took, 0.5), "ms", plain=percentile(plain, 0.5)),
        Figure(PART, f"{name}: p95", percentile(took, 0.95), "ms", percentile(plain, 0.95), limit),
    ]


async def _ask(calls: Calls, query: str) -> SearchResponse:
    answer: SearchResponse = await calls.searches.search(SearchRequest(query=query), metadata=calls.metadata)
    return answer


async def _reports(calls: Calls, full: FullStore) -> list[Figure]:
    """What reports take while the index stands still, and while it is made anew."""
    execution, attempt = await calls.claimed("Bench", full.agent_ids[0])

    async def report(number: int) -> None:
        message = AgentMessage(type=MESSAGE_AI, content="word " * (10 + number), is_streaming=True)
        await calls.runners.appendStatus(
            AppendStatusRequest(
                execution_id=execution.metadata.id,
                attempt=attempt,
                messages=[MessageAt(index=0, message=message)],
            ),
            metadata=calls.metadata,
        )

    async def rebuild() -> None:
        async for _ in calls.searches.rebuildIndex(RebuildIndexRequest(), metadata=calls.metadata):
            pass

    say("reports while the index is made anew")
    alone, _ = await repeated(report, REPORTS, 1)
    making = asyncio.create_task(rebuild())
    beside: list[float] = []
    while not making.done():
        beside += (await repeated(report, 1, 1))[0]
    await making
    return [
        Figure(PART, "report, index at rest: p95", percentile(alone, 0.95), "ms"),
        Figure(PART, "report, index being made: p95", percentile(beside, 0.95), "ms"),
    ]


class _PlainIndex:
    """The index's own file, asked with nothing but sqlite3."""

    def __init__(self, full: FullStore) -> None:
        (path,) = sorted(full.data.search_index.glob("index-*.db"))
        self._connection = _read_only(path)

    def count(self, query: str) -> int:
        """How many hits a query has."""
        statement = "SELECT COUNT(*) FROM search_words WHERE search_words MATCH ?"
        return int(self._connection.execute(statement, (_expression(query),)).fetchone()[0])

    def milliseconds(self, query: str) -> float:
        """How long the count and the best 50 of the newest 20,000 take."""

        def ask(number: int) -> None:
            self.count(query)
            self._connection.execute(
                "SELECT number FROM (SELECT rowid AS number, bm25(search_words, 8.0, 1.0, 0.0) AS score "
                f"FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT {MOST_RANKED}) "
                "ORDER BY score, number DESC LIMIT 50",
                (_expression(query),),
            ).fetchall()

        return percentile(timed_plain(ask, ROUNDS), 0.5)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()


def _expression(query: str) -> str:
    return match_expression(parse(query), ())


def _read_only(path: Path) -> sqlite3.Connection:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint")
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
