"""The RunnerController service: how runners take work and report it."""

from __future__ import annotations

import asyncio
from typing import Any

from stigmer_desktop.api.desktop import ClaimResponse
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.backend.errors import Unavailable
from stigmer_desktop.backend.pipeline.context import Call, ReadContext
from stigmer_desktop.backend.pipeline.executor import PipelineExecutor
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.pipeline.resource_steps import ValidateFieldConstraints
from stigmer_desktop.backend.pipeline.rpc import Answer, Controller, StreamRpc, UnaryRpc, command
from stigmer_desktop.backend.runners.registry import RunnerRegistry
from stigmer_desktop.backend.runners.signal_hub import SignalHub
from stigmer_desktop.backend.runners.steps import AppendReport, RenewLeases, TakeOldestWaiting
from stigmer_desktop.backend.runners.work_bell import WorkBell


def runner_controller(registry: RunnerRegistry, bell: WorkBell, signals: SignalHub) -> Controller:
    """RunnerController."""
    return {
        "claim": _claim(registry, bell),
        "heartbeat": command(
            "Runner.heartbeat",
            ValidateFieldConstraints(),
            RenewLeases(registry),
            durable=lambda request: False,
        ),
        "appendStatus": command(
            "Runner.appendStatus",
            ValidateFieldConstraints(),
            AppendReport(),
            durable=lambda request: is_terminal(request.phase),
        ),
        "watchSignals": StreamRpc("Runner.watchSignals", signals.listen),
    }


def _claim(registry: RunnerRegistry, bell: WorkBell) -> UnaryRpc:
    """claim: tries at once, then each time when work may have come, until the wait is over."""
    pipeline: Pipeline[Any] = Pipeline("Runner.claim", ValidateFieldConstraints(), TakeOldestWaiting())

    async def answer(executor: PipelineExecutor, request: Any, call: Call) -> Answer:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + request.wait_milliseconds / 1000
        while True:
            if bell.closed:
                raise Unavailable("The server is shutting down. Claim again when it is back.")
            registry.heard(request.runner_id, request.runner_name, request.capabilities)
            heard = bell.strikes
            context: ReadContext[Any, ClaimResponse] = ReadContext(request, call)
            await executor.change(pipeline, context)
            if context.response.HasField("execution"):
                return context.response
            if not await bell.wait(heard, deadline - loop.time()):
                return context.response

    return UnaryRpc(answer, pipeline)
