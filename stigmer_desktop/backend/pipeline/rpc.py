"""What a controller is made of: RPCs, each a pipeline and the way to run it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from stigmer_desktop.api.kinds import Kind
from stigmer_desktop.backend.pipeline.context import Call, ReadContext, RequestContext
from stigmer_desktop.backend.pipeline.executor import PipelineExecutor
from stigmer_desktop.backend.pipeline.pipeline import Pipeline

Answer = Message | bytes


@dataclass(frozen=True)
class UnaryRpc:
    """One RPC with one answer.

    Attributes:
        answer: gives the answer, a message or the bytes of one, or raises ApiError.
        pipeline: the steps behind it.
    """

    answer: Callable[[PipelineExecutor, Any, Call], Awaitable[Answer]]
    pipeline: Pipeline[Any]


@dataclass(frozen=True)
class StreamRpc:
    """One RPC with a stream of answers, each a message or the bytes of one."""

    name: str
    answers: Callable[[Any, Call], AsyncGenerator[Any, None]]


Controller = Mapping[str, UnaryRpc | StreamRpc]


def change(
    kind: Kind,
    name: str,
    *steps: Any,
    durable: bool = True,
    long_checks: bool = False,
    context: type[RequestContext[Any, Any]] = RequestContext,
) -> UnaryRpc:
    """An RPC that changes one resource and answers with it.

    Args:
        context: the type of the context that the steps run on.
        durable: whether the answer may come only when the disk has the change.
        long_checks: whether the checks may take seconds.
    """
    pipeline: Pipeline[Any] = Pipeline(name, *steps)

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        running = context(kind, request, call)
        await executor.change(pipeline, running, durable=durable, long_checks=long_checks)
        resource: Message = running.resource
        return resource

    return UnaryRpc(answer, pipeline)


def read(kind: Kind, name: str, *steps: Any) -> UnaryRpc:
    """An RPC that answers with one stored resource."""
    pipeline: Pipeline[Any] = Pipeline(name, *steps)

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        context: RequestContext[Any, Any] = RequestContext(kind, request, call)
        await executor.read(pipeline, context)
        resource: Message = context.resource
        return resource

    return UnaryRpc(answer, pipeline)


def question(name: str, *steps: Any) -> UnaryRpc:
    """An RPC that asks something and gets a message of its own as the answer."""
    pipeline: Pipeline[Any] = Pipeline(name, *steps)

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        context: ReadContext[Any, Any] = ReadContext(request, call)
        await executor.read(pipeline, context)
        response: Answer = context.response
        return response

    return UnaryRpc(answer, pipeline)


def long_work(name: str, *steps: Any) -> UnaryRpc:
    """An RPC that needs no transaction and may take seconds: nobody who reads or writes waits for it."""
    pipeline: Pipeline[Any] = Pipeline(name, *steps)

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        context: ReadContext[Any, Any] = ReadContext(request, call)
        await executor.aside(pipeline, context)
        response: Answer = context.response
        return response

    return UnaryRpc(answer, pipeline)


def command(
    name: str,
    *steps: Any,
    durable: Callable[[Any], bool] = lambda request: True,
    long_checks: bool = False,
    context: type[ReadContext[Any, Any]] = ReadContext,
) -> UnaryRpc:
    """An RPC that changes something and gets a message of its own as the answer.

    Args:
        durable: tells from the request whether the disk must have it before the answer.
        long_checks: whether the checks may take seconds.
        context: the type of the context that the steps run on.
    """
    pipeline: Pipeline[Any] = Pipeline(name, *steps)

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        running = context(request, call)
        await executor.change(pipeline, running, durable=durable(request), long_checks=long_checks)
        response: Answer = running.response
        return response

    return UnaryRpc(answer, pipeline)
