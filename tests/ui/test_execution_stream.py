"""The bridge from subscribe to Qt: order, ends, retries, and how much it passes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import grpc
import pytest
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    AgentExecution,
    AgentExecutionId,
)
from stigmer_desktop.ui.executions import execution_stream
from stigmer_desktop.ui.executions.execution_stream import ExecutionStream
from tests.execution_snapshots import execution

Until = Callable[..., object]


def failure(code: grpc.StatusCode) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), "it failed")


class ScriptedQueries:
    """Answers subscribe from a script: per execution a queue of snapshots and errors."""

    def __init__(self) -> None:
        self.queues: dict[str, asyncio.Queue[AgentExecution | BaseException]] = {}
        self.opened: list[str] = []
        self.open_now = 0

    def put(self, execution_id: str, *entries: AgentExecution | BaseException) -> None:
        queue = self.queues.setdefault(execution_id, asyncio.Queue())
        for entry in entries:
            queue.put_nowait(entry)

    async def subscribe(self, request: AgentExecutionId, /) -> AsyncIterator[AgentExecution]:
        self.opened.append(request.value)
        self.open_now += 1
        queue = self.queues.setdefault(request.value, asyncio.Queue())
        try:
            while True:
                entry = await queue.get()
                if isinstance(entry, BaseException):
                    raise entry
                yield entry
        finally:
            self.open_now -= 1


class Heard:
    def __init__(self, stream: ExecutionStream) -> None:
        self.snapshots: list[AgentExecution] = []
        self.deleted: list[str] = []
        stream.snapshot_received.connect(self.snapshots.append)
        stream.execution_deleted.connect(self.deleted.append)

    @property
    def revisions(self) -> list[int]:
        return [snapshot.status.revision for snapshot in self.snapshots]


@pytest.fixture
def queries() -> ScriptedQueries:
    return ScriptedQueries()


def running(execution_id: str, revision: int) -> AgentExecution:
    return execution(execution_id, phase=EXECUTION_IN_PROGRESS, revision=revision)


def ended(execution_id: str, revision: int) -> AgentExecution:
    return execution(execution_id, phase=EXECUTION_COMPLETED, revision=revision)


async def test_ends_with_the_terminal_snapshot(qapp: QApplication, queries: ScriptedQueries, until) -> None:
    stream = ExecutionStream(queries)
    heard = Heard(stream)
    stream.follow("a")
    queries.put("a", running("a", 2**40))
    await until(lambda: heard.revisions == [2**40])
    queries.put("a", ended("a", 2**40 + 1))
    await until(lambda: len(heard.snapshots) == 2)
    await until(lambda: not stream.followed)
    assert queries.open_now == 0
    await stream.close()


async def test_opens_one_after_another(qapp: QApplication, queries: ScriptedQueries, until) -> None:
    stream = ExecutionStream(queries)
    heard = Heard(stream)
    stream.follow_only(["a", "b", "c"])
    await until(lambda: queries.opened == ["a"])
    for _ in range(20):
        await asyncio.sleep(0)
    assert queries.opened == ["a"], "b must wait for the first snapshot of a"
    queries.put("a", running("a", 1))
    await until(lambda: queries.opened == ["a", "b"])
    queries.put("b", failure(grpc.StatusCode.NOT_FOUND))
    await until(lambda: queries.opened == ["a", "b", "c"])
    await until(lambda: heard.deleted == ["b"])
    await stream.close()
    assert queries.open_now == 0


async def test_comes_back_when_the_server_does(
    qapp: QApplication, queries: ScriptedQueries, until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution_stream, "FIRST_RETRY_SECONDS", 0.01)
    stream = ExecutionStream(queries)
    heard = Heard(stream)
    queries.put("a", running("a", 1), failure(grpc.StatusCode.UNAVAILABLE))
    stream.follow("a")
    await until(lambda: len(queries.opened) == 2)
    queries.put("a", failure(grpc.StatusCode.UNAVAILABLE), ended("a", 3))
    await until(lambda: heard.revisions == [1, 3])
    assert queries.opened == ["a", "a", "a"]
    await until(lambda: not stream.followed)
    await stream.close()


async def test_passes_on_only_the_newest_of_a_burst(
    qapp: QApplication, queries: ScriptedQueries, until
) -> None:
    stream = ExecutionStream(queries)
    heard = Heard(stream)
    queries.put("a", *(running("a", revision) for revision in range(1, 500)), ended("a", 500))
    stream.follow("a")
    await until(lambda: heard.revisions and heard.revisions[-1] == 500)
    assert len(heard.snapshots) < 50
    assert heard.revisions == sorted(heard.revisions)
    await stream.close()


async def test_letting_go_cancels_the_stream(qapp: QApplication, queries: ScriptedQueries, until) -> None:
    stream = ExecutionStream(queries)
    heard = Heard(stream)
    queries.put("a", running("a", 1))
    queries.put("b", running("b", 1))
    stream.follow_only(["a", "b"])
    await until(lambda: len(heard.snapshots) == 2)
    stream.follow_only(["b"])
    await until(lambda: queries.open_now == 1)
    assert stream.followed == {"b"}
    queries.put("a", running("a", 2))
    queries.put("b", running("b", 2))
    await until(lambda: len(heard.snapshots) == 3)
    assert heard.snapshots[-1].metadata.id == "b"
    await stream.close()
