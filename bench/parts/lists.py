"""A page of 50 headers, in a small and in a full store."""

from __future__ import annotations

from typing import Any

from bench.calls import Calls, repeated
from bench.figure import Figure, percentile
from bench.full_store import fill
from bench.plain import median, opened
from bench.server_process import ServerProcess
from bench.workbench import EXECUTIONS, Workbench
from stigmer_desktop.api.desktop import ListExecutionHeadersRequest, ListSessionHeadersRequest
from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.paths import DataFolder

PART = "lists"
FEW = 100
TIMES, ROUNDS = 100, 3
WARM_UP = 10
MOST_TIMES = 3.0


async def run(bench: Workbench) -> list[Figure]:
    """The figures of a page among 100 and among 10,000."""
    small = bench.data("lists-small")
    fill(small, bench.corpus, FEW)
    full = await bench.full()
    few, many = await _pages(small), await _pages(full.data)
    figures = []
    for name in few:
        figures += [
            Figure(PART, f"{name} among {FEW}: p50", few[name], "ms"),
            Figure(PART, f"{name} among {EXECUTIONS:,}: p50", many[name], "ms", plain=_plain(full.data)),
            Figure(
                PART, f"{name}: {EXECUTIONS:,} / {FEW}", many[name] / few[name], "times", at_most=MOST_TIMES
            ),
        ]
    return figures


async def _pages(data: DataFolder) -> dict[str, float]:
    """The milliseconds of a page of each list in the middle, the best of a few rounds."""
    with ServerProcess(data) as server:
        async with Calls(server.endpoint) as calls:

            async def executions(number: int) -> Any:
                return await calls.catalog.listExecutions(
                    ListExecutionHeadersRequest(page_size=50), metadata=calls.metadata
                )

            async def sessions(number: int) -> Any:
                return await calls.catalog.listSessions(
                    ListSessionHeadersRequest(page_size=50), metadata=calls.metadata
                )

            found = {}
            for name, call in (("50 executions", executions), ("50 sessions", sessions)):
                await repeated(call, WARM_UP, 1)
                rounds = [(await repeated(call, TIMES, 1))[0] for _ in range(ROUNDS)]
                found[name] = min(percentile(took, 0.5) for took in rounds)
            return found


def _plain(data: DataFolder) -> float:
    """The milliseconds of reading the same 50 executions with their count."""
    connection = opened(data.database, durable=False)
    kind = AGENT_EXECUTION.number

    def page(number: int) -> None:
        connection.execute("SELECT COUNT(*) FROM resource WHERE kind = ?", (kind,)).fetchone()
        connection.execute(
            "SELECT r.*, s.data FROM resource r JOIN execution_status s ON s.resource_seq = r.seq "
            "WHERE r.kind = ? ORDER BY r.seq DESC LIMIT 50",
            (kind,),
        ).fetchall()

    found = median(page, TIMES)
    connection.close()
    return found
