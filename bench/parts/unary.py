"""Single calls: how many a second, and how long one takes, with 1 and with 20 callers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bench.calls import Calls, repeated
from bench.figure import Figure, percentile
from bench.plain import PlainTranscripts, median
from bench.server_process import ServerProcess
from bench.workbench import Workbench
from stigmer_desktop.api.execution import AgentExecutionId

PART = "unary"
GETS, CREATES = 2000, 400
CALLERS = (1, 20)
WARM_UP = 20


async def run(bench: Workbench) -> list[Figure]:
    """The figures of get and create."""
    message = bench.corpus.characters(200)
    with ServerProcess(bench.data(PART)) as server:
        async with Calls(server.endpoint) as calls:
            agent = await calls.agent("Bench")
            made = await calls.execution(message, agent_id=agent)
            wanted = AgentExecutionId(value=made.metadata.id)
            session = made.spec.session_id

            async def get(number: int) -> Any:
                return await calls.queries.get(wanted, metadata=calls.metadata)

            async def create(number: int) -> Any:
                return await calls.execution(message, session_id=session)

            plain_get, plain_create = _plain(bench, made.SerializeToString())
            return [
                *await _figures("get", get, GETS, plain_get),
                *await _figures("create", create, CREATES, plain_create),
            ]


async def _figures(
    name: str, call: Callable[[int], Awaitable[Any]], times: int, plain: float
) -> list[Figure]:
    figures = []
    for callers in CALLERS:
        await repeated(call, WARM_UP, callers)
        took, per_second = await repeated(call, times, callers)
        what = f"{name}, {callers} caller{'s' if callers > 1 else ''}"
        one = callers == 1
        figures += [
            Figure(PART, f"{what}: calls", per_second, "/s", plain=1000 / plain if one else None),
            Figure(PART, f"{what}: p50", percentile(took, 0.5), "ms", plain=plain if one else None),
            Figure(PART, f"{what}: p99", percentile(took, 0.99), "ms"),
        ]
    return figures


def _plain(bench: Workbench, data: bytes) -> tuple[float, float]:
    """The milliseconds of a read, and of a write that is on the disk when it is done."""
    folder = bench.data("unary-plain").root
    folder.mkdir(parents=True)
    rows = PlainTranscripts(folder / "plain.db", durable=True)
    rows.add("first", data, [])
    found = (
        median(lambda number: rows.read("first"), GETS),
        median(lambda number: rows.add(str(number), data, []), CREATES),
    )
    rows.close()
    return found
