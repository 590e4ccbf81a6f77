"""The window: how soon it can be used, how smoothly it works, and what it costs while nothing happens."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from functools import partial

import psutil

from bench.calls import Calls
from bench.figure import Figure
from bench.full_store import fill
from bench.server_process import ServerProcess
from bench.window.content import EXECUTIONS, Content
from bench.window.content import LIVE as GROWING
from bench.window.display import Display
from bench.window.driver import WindowProcess
from bench.workbench import Workbench, say
from stigmer_desktop.api.desktop import AppendStatusRequest, MessageAt
from stigmer_desktop.api.execution import (
    MESSAGE_AI,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
    AgentMessage,
)
from stigmer_desktop.endpoint import awaited_endpoint
from stigmer_desktop.paths import DataFolder

PART = "window"
SESSIONS = 10_000
STARTS, RUNS = 3, 3
SECONDS = 60.0
LIST_SECONDS = 20.0
UPDATES_PER_SECOND = 20
PAINT_SECONDS = 10.0
# Bounds: seconds, milliseconds, percent of one core, megabytes, times.
USABLE, OPENED = 1.0, 500.0
P95, P999 = 16.0, 50.0
IDLE_SHARE, IDLE_MEMORY = 1.0, 180.0


async def run(bench: Workbench) -> list[Figure]:
    """The figures of one window on Xvfb, with 10,000 sessions behind it."""
    data = bench.data("window")
    say(f"filling a store with {SESSIONS:,} sessions")
    fill(data, bench.corpus, SESSIONS, messages=1, in_session=1)
    await _indexed(data)
    with Display() as display:
        starts = [await _start(data, display.name) for _ in range(STARTS)]
        figures = [Figure(PART, "usable after", statistics.median(starts), "s", at_most=USABLE)]
        figures += await _idle(data, display.name)
        long_session, growing = await _prepared(data)
        async with WindowProcess(data, display.name) as window, _calls(data) as calls:
            await calls.level()
            figures += await _long_session(window, long_session)
            figures += _smooth("a list of 10,000 sessions scrolls", await _runs(window, "list", LIST_SECONDS))
            figures += await _growth(window, calls, growing)
    return figures


async def _indexed(data: DataFolder) -> None:
    """Returns once the search index has everything: making it is no part of what a window costs."""
    with ServerProcess(data) as server:
        async with Calls(server.endpoint) as calls:
            await calls.level()


async def _prepared(data: DataFolder) -> tuple[str, str]:
    """Makes the long session and the one whose executions grow; returns the id of each."""
    content = Content()
    with ServerProcess(data) as server:
        async with Calls(server.endpoint) as calls:
            agent = await calls.agent("Window")
            long_session = await _session(calls, agent, (content.ended() for _ in range(EXECUTIONS)))
            growing = await _session(calls, agent, (content.running() for _ in range(GROWING)))
            await calls.level()
    return long_session, growing


async def _session(calls: Calls, agent: str, statuses: Iterator[AgentExecutionStatus]) -> str:
    session = ""
    for number, status in enumerate(statuses):
        where = {"session_id": session} if session else {"agent_id": agent}
        made = await calls.execution(f"Question {number}", **where)
        session = made.spec.session_id
        update = AgentExecutionUpdateStatusInput(execution_id=made.metadata.id, status=status)
        await calls.executions.updateStatus(update, metadata=calls.metadata)
    return session


def _calls(data: DataFolder) -> Calls:
    endpoint = awaited_endpoint(data, SECONDS)
    if endpoint is None:
        raise RuntimeError("the window's server does not answer")
    return Calls(endpoint)


async def _start(data: DataFolder, display: str) -> float:
    say("the window starts")
    async with WindowProcess(data, display) as window:
        return window.usable


async def _idle(data: DataFolder, display: str) -> list[Figure]:
    """What a window costs that has stood there for a minute."""
    say("the window stands idle")
    async with WindowProcess(data, display) as window:
        await window.do("idle")
        await asyncio.sleep(SECONDS)
        process = psutil.Process(window.pid)
        before = process.cpu_times()
        await asyncio.sleep(SECONDS)
        after = process.cpu_times()
        share = (after.user + after.system - before.user - before.system) / SECONDS * 100
        memory = process.memory_info().rss / 2**20
        paints = (await window.do("paints", seconds=PAINT_SECONDS))["paints"]
    return [
        Figure(PART, "idle: of one core", share, "%", at_most=IDLE_SHARE),
        Figure(PART, "idle: memory", memory, "MB", at_most=IDLE_MEMORY),
        Figure(PART, f"idle: repaints in {PAINT_SECONDS:.0f} s", paints, "times", at_most=0),
    ]


async def _long_session(window: WindowProcess, session: str) -> list[Figure]:
    say("a session of 2,000 messages")
    opened = (await window.do("open", session=session))["opened"]
    runs = await _runs(window, "wheel", SECONDS)
    return [
        Figure(PART, "opening 2,000 messages, 500 tool calls", opened, "ms", at_most=OPENED),
        *_smooth("scrolling 2,000 messages", runs),
    ]


async def _growth(window: WindowProcess, calls: Calls, session: str) -> list[Figure]:
    say(f"{GROWING} executions grow {UPDATES_PER_SECOND} times a second")
    await window.do("open", session=session)
    growing = asyncio.create_task(_grow(calls, session))
    runs = await _runs(window, "watch", SECONDS)
    growing.cancel()
    [ended] = await asyncio.gather(growing, return_exceptions=True)
    if not isinstance(ended, asyncio.CancelledError):
        raise RuntimeError(f"the executions stopped growing: {ended}")
    return _smooth(f"{GROWING} executions growing", runs)


async def _grow(calls: Calls, session: str) -> None:
    """Reports on all executions of a session, each 20 times a second."""
    ids = [entry.metadata.id for entry in await calls.in_session(session)]
    content = Content()
    texts = dict.fromkeys(ids, "")
    indexes = {execution_id: len((await calls.get(execution_id)).status.messages) for execution_id in ids}

    async def report(execution_id: str) -> None:
        texts[execution_id] += f" And **{content.sentence(12)}**"
        message = AgentMessage(type=MESSAGE_AI, content=texts[execution_id], is_streaming=True)
        request = AppendStatusRequest(
            execution_id=execution_id, messages=[MessageAt(index=indexes[execution_id], message=message)]
        )
        await calls.runners.appendStatus(request, metadata=calls.metadata)
        if len(texts[execution_id]) > 3000:
            texts[execution_id] = ""
            indexes[execution_id] += 1

    while True:
        due = asyncio.get_running_loop().time() + 1 / UPDATES_PER_SECOND
        await asyncio.gather(*map(report, ids))
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))


async def _runs(window: WindowProcess, order: str, seconds: float) -> list[dict[str, float]]:
    return [await window.do(order, seconds=seconds) for _ in range(RUNS)]


def _smooth(name: str, runs: list[dict[str, float]]) -> list[Figure]:
    """The worst of all runs: the bounds hold in each of them."""
    worst = {key: max(each[key] for each in runs) for key in runs[0]}
    figure = partial(Figure, PART, unit="ms")
    return [
        figure(f"{name}: event p95", value=worst["event_p95"], at_most=P95),
        figure(f"{name}: event p99.9", value=worst["event_p999"], at_most=P999),
        figure(f"{name}: event, worst", value=worst["event_worst"]),
        figure(f"{name}: timer late p95", value=worst["late_p95"], at_most=P95),
        figure(f"{name}: timer late p99.9", value=worst["late_p999"], at_most=P999),
        figure(f"{name}: timer late, worst", value=worst["late_worst"]),
    ]
