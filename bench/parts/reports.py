"""Reports of runners on short and long executions: time, bytes written, rows written."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bench.calls import Calls, repeated
from bench.figure import Figure, percentile
from bench.plain import PlainTranscripts, timed
from bench.server_process import ServerProcess
from bench.workbench import Workbench, say
from stigmer_desktop.api.desktop import AppendStatusRequest, MessageAt
from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
    AgentMessage,
)
from stigmer_desktop.paths import DataFolder

PART = "reports"
SIZES = (0, 10, 1000, 2000)
TIMES, ROUNDS = 40, 3
WARM_UP = 5
MESSAGE_CHARACTERS = 500
MOST_MILLISECONDS = 80.0
# How many times what it costs on an empty execution.
MOST_TIMES = 5.0


@dataclass(frozen=True)
class _Cost:
    """What one kind of report costs.

    Attributes:
        p95: in milliseconds, of a call, in the middle one of some rounds.
        written: bytes for each call; None where the system does not tell.
        rows: how many parts the last call wrote.
    """

    p95: float
    written: float | None
    rows: int


async def run(bench: Workbench) -> list[Figure]:
    """The figures of updateStatus and appendStatus."""
    costs: dict[tuple[str, str, int], _Cost] = {}
    data = bench.data(PART)
    with ServerProcess(data) as server:
        async with Calls(server.endpoint) as calls:
            agent = await calls.agent("Bench")
            for size in SIZES:
                say(f"reports on an execution of {size:,} messages")
                for rpc in ("updateStatus", "appendStatus"):
                    for change in ("grown", "appended"):
                        reporter = await _Reporter.on(calls, bench, agent, size)
                        call = reporter.update if rpc == "updateStatus" else reporter.append
                        cost = await _cost(server, calls, data, lambda n, c=call, g=change: c(g))  # type: ignore[misc]
                        costs[rpc, change, size] = cost
    plain = {size: _plain(bench, size) for size in SIZES}
    return [figure for key, cost in costs.items() for figure in _figures(key, cost, costs, plain)]


class _Reporter:
    """A runner that reports on one execution."""

    def __init__(self, calls: Calls, bench: Workbench, execution_id: str, attempt: int, size: int) -> None:
        self._calls = calls
        self._bench = bench
        self._id = execution_id
        self._attempt = attempt
        self._status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
        for _ in range(size):
            self._add()

    @classmethod
    async def on(cls, calls: Calls, bench: Workbench, agent_id: str, size: int) -> _Reporter:
        """A runner on a new execution that has so many messages already."""
        execution, attempt = await calls.claimed("Bench", agent_id)
        reporter = cls(calls, bench, execution.metadata.id, attempt, size)
        await reporter._send()
        return reporter

    async def update(self, change: str) -> None:
        """Reports the whole status, with the last message grown or one message appended."""
        self._change(change)
        await self._send()

    async def append(self, change: str) -> None:
        """Reports only what changed: the last message, and the one before when that has ended."""
        before = len(self._status.messages)
        self._change(change)
        now = len(self._status.messages)
        changed = range(max(0, before - 1), now)
        request = AppendStatusRequest(
            execution_id=self._id,
            attempt=self._attempt,
            messages=[MessageAt(index=index, message=self._status.messages[index]) for index in changed],
        )
        await self._calls.runners.appendStatus(request, metadata=self._calls.metadata)

    async def _send(self) -> None:
        request = AgentExecutionUpdateStatusInput(execution_id=self._id, status=self._status)
        attempt = (("stigmer-attempt", str(self._attempt)),)
        await self._calls.executions.updateStatus(request, metadata=(*self._calls.metadata, *attempt))

    def _change(self, change: str) -> None:
        if change == "appended" or not self._status.messages:
            self._add()
        else:
            self._status.messages[-1].content += self._bench.corpus.characters(20)

    def _add(self) -> None:
        if self._status.messages:
            self._status.messages[-1].is_streaming = False
        content = self._bench.corpus.characters(MESSAGE_CHARACTERS)
        self._status.messages.add(type=MESSAGE_AI, content=content, is_streaming=True)


async def _cost(
    server: ServerProcess, calls: Calls, data: DataFolder, call: Callable[[int], Awaitable[Any]]
) -> _Cost:
    await repeated(call, WARM_UP, 1)
    await calls.level()
    before = server.usage()
    rounds = [(await repeated(call, TIMES, 1))[0] for _ in range(ROUNDS)]
    after = server.usage()
    written = None
    if before.written is not None and after.written is not None:
        written = (after.written - before.written) / TIMES / ROUNDS
    p95 = percentile((percentile(took, 0.95) for took in rounds), 0.5)
    return _Cost(p95, written, _rows_of_last_report(data))


def _rows_of_last_report(data: DataFolder) -> int:
    connection = sqlite3.connect(f"file:{data.database}?mode=ro", uri=True)
    try:
        query = (
            "SELECT COUNT(*) FROM execution_part WHERE revision = (SELECT MAX(revision) FROM execution_part)"
        )
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def _figures(
    key: tuple[str, str, int],
    cost: _Cost,
    costs: dict[tuple[str, str, int], _Cost],
    plain: dict[int, dict[str, float]],
) -> list[Figure]:
    rpc, change, size = key
    empty = costs[rpc, change, 0]
    name = f"{rpc}, {size:,} messages, {change}"
    longest = size == SIZES[-1]
    whole = rpc == "updateStatus"
    limit = MOST_MILLISECONDS if longest and whole else None
    figures = [Figure(PART, f"{name}: p95", cost.p95, "ms", plain=plain[size][rpc], at_most=limit)]
    if longest and not whole:
        figures.append(
            Figure(PART, f"{name}: p95 / empty", cost.p95 / empty.p95, "times", at_most=MOST_TIMES)
        )
    if cost.written is not None and empty.written:
        figures.append(Figure(PART, f"{name}: written", cost.written / 1024, "KB"))
        if longest and whole:
            ratio = cost.written / empty.written
            figures.append(Figure(PART, f"{name}: written / empty", ratio, "times", at_most=MOST_TIMES))
    if longest:
        # A message that ends and the one after it: two rows have changed.
        changed = 2 if change == "appended" else 1
        figures.append(Figure(PART, f"{name}: rows written", cost.rows, "rows", at_most=changed))
    return figures


def _plain(bench: Workbench, size: int) -> dict[str, float]:
    """The 95th percentile in milliseconds of what the two calls read and write."""
    folder = bench.data(f"reports-plain-{size}").root
    folder.mkdir(parents=True)
    rows = PlainTranscripts(folder / "plain.db")
    message = AgentMessage(type=MESSAGE_AI, content=bench.corpus.characters(MESSAGE_CHARACTERS))
    data = message.SerializeToString()
    header = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS).SerializeToString()
    rows.add("bench", header, [data] * max(1, size))

    def append(number: int) -> None:
        rows.replace("bench", header, max(0, size - 1), data + bytes(number))

    def update(number: int) -> None:
        # The whole status is compared with what is stored, and the answer is the whole execution.
        rows.read("bench")
        append(number)
        rows.read("bench")

    found = {
        "updateStatus": percentile(timed(update, TIMES), 0.95),
        "appendStatus": percentile(timed(append, TIMES), 0.95),
    }
    rows.close()
    return found
