"""Five hundred who subscribe: what they cost the server, and how late they hear."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.calls import Calls
from bench.figure import Figure, percentile
from bench.server_process import ServerProcess
from bench.workbench import Workbench, say
from stigmer_desktop.api.desktop import AppendStatusRequest, MessageAt
from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    AgentExecutionId,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)

PART = "subscribers"
SUBSCRIBERS = 500
EXECUTIONS, CHANGING = 100, 10
MESSAGES, CHARACTERS = 50, 500
SECONDS = 20
MOST_SHARE = 40.0


@dataclass
class _Execution:
    """One execution that its runner reports on.

    Attributes:
        reported: when each revision was reported.
    """

    id: str
    attempt: int
    text: str
    reported: dict[int, float] = field(default_factory=dict)


@dataclass
class _Heard:
    """What all subscribers heard: how late, and how often."""

    delays: list[float] = field(default_factory=list)
    snapshots: int = 0


async def run(bench: Workbench) -> list[Figure]:
    """The figures of subscribers spread over many executions, and of all on one."""
    figures = []
    for name, executions, changing in (
        (f"spread over {EXECUTIONS}", EXECUTIONS, CHANGING),
        ("on one execution", 1, 1),
    ):
        say(f"{SUBSCRIBERS} subscribers {name}")
        with ServerProcess(bench.data(f"subscribers-{executions}")) as server:
            async with Calls(server.endpoint) as calls:
                figures += await _measure(bench, server, calls, name, executions, changing)
    return figures


async def _measure(
    bench: Workbench, server: ServerProcess, calls: Calls, name: str, count: int, changing: int
) -> list[Figure]:
    agent = await calls.agent("Bench")
    executions = [await _prepared(bench, calls, agent) for _ in range(count)]
    before_open = server.usage()
    heard = _Heard()
    listeners = []
    for number in range(SUBSCRIBERS):
        opened = asyncio.Event()
        execution = executions[number % count]
        listeners.append(asyncio.create_task(_listen(calls, execution, heard, opened)))
        # One after another: nobody opens hundreds at once.
        await opened.wait()
    heard.snapshots = 0
    begun = server.usage()
    await _change(calls, executions[:changing])
    ended = server.usage()
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    share = (ended.seconds - begun.seconds) / (ended.moment - begun.moment) * 100
    what = f"{SUBSCRIBERS} {name}"
    return [
        Figure(PART, f"{what}: server, of one core", share, "%", at_most=MOST_SHARE),
        Figure(PART, f"{what}: memory they add", (ended.resident - before_open.resident) / 2**20, "MB"),
        Figure(PART, f"{what}: delay p50", percentile(heard.delays, 0.5) * 1000, "ms"),
        Figure(PART, f"{what}: delay p95", percentile(heard.delays, 0.95) * 1000, "ms"),
        Figure(PART, f"{what}: snapshots", heard.snapshots / (ended.moment - begun.moment), "/s"),
    ]


async def _prepared(bench: Workbench, calls: Calls, agent: str) -> _Execution:
    """An execution that runs and has its messages."""
    made = await calls.execution("Bench", agent_id=agent)
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    for _ in range(MESSAGES):
        status.messages.add(type=MESSAGE_AI, content=bench.corpus.characters(CHARACTERS))
    request = AgentExecutionUpdateStatusInput(execution_id=made.metadata.id, status=status)
    await calls.executions.updateStatus(request, metadata=calls.metadata)
    return _Execution(made.metadata.id, 0, status.messages[-1].content)


async def _listen(calls: Calls, execution: _Execution, heard: _Heard, opened: asyncio.Event) -> None:
    stream = calls.queries.subscribe(AgentExecutionId(value=execution.id), metadata=calls.metadata)
    async for snapshot in stream:
        opened.set()
        heard.snapshots += 1
        reported = execution.reported.get(snapshot.status.revision)
        if reported is not None:
            heard.delays.append(time.monotonic() - reported)


async def _change(calls: Calls, executions: Sequence[_Execution]) -> None:
    """Lets the last message of each grow once a second, the executions spread over the second."""
    begun = time.monotonic()

    async def reporter(number: int, execution: _Execution) -> None:
        for second in range(SECONDS):
            await asyncio.sleep(max(0, begun + second + number / len(executions) - time.monotonic()))
            execution.text += " more"
            message = MessageAt(index=MESSAGES - 1)
            message.message.type = MESSAGE_AI
            message.message.content = execution.text
            message.message.is_streaming = True
            request = AppendStatusRequest(execution_id=execution.id, messages=[message])
            sent = time.monotonic()
            answer = await calls.runners.appendStatus(request, metadata=calls.metadata)
            execution.reported[answer.revision] = sent

    await asyncio.gather(*(reporter(number, each) for number, each in enumerate(executions)))
    await asyncio.sleep(max(0, begun + SECONDS - time.monotonic()))
