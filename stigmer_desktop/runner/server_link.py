"""How the runner takes work and reports it: claims, leases, reports, signals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import grpc
import grpc.aio

from stigmer_desktop.api.desktop import (
    AppendStatusRequest,
    AppendStatusResponse,
    ClaimRequest,
    ClaimResponse,
    HeartbeatRequest,
    HeartbeatResponse,
    LeaseKey,
    RunnerControllerStub,
    RunnerSignal,
    WatchSignalsRequest,
)
from stigmer_desktop.runner.server_calls import CALL_SECONDS, ServerCalls, ServerRefused

RUNNER_NAME = "Stigmer Desktop"
SIGNAL_PAUSE = 0.5
NOT_OURS = {grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND}

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The execution is no longer ours: given to another, ended or deleted. Report nothing more."""


class StoppedByUser(Exception):
    """The user cancelled or paused the execution: stop now; what was said may still be reported."""


class ServerLink:
    """The server as those see it who work for it."""

    def __init__(self, calls: ServerCalls) -> None:
        self._calls = calls
        self._runner: Any = RunnerControllerStub(calls.channel)

    async def claim(
        self, runner_id: str, capabilities: Sequence[str], wait_milliseconds: int
    ) -> ClaimResponse:
        """Waits for work, at most `wait_milliseconds`; the answer may be without an execution.

        Raises:
            ServerRefused: the server does not take us.
        """
        request = ClaimRequest(
            runner_id=runner_id,
            runner_name=RUNNER_NAME,
            capabilities=capabilities,
            wait_milliseconds=wait_milliseconds,
        )
        seconds = wait_milliseconds / 1000 + CALL_SECONDS
        answer: ClaimResponse = await self._calls.patiently(self._runner.claim, request, seconds)
        return answer

    async def heartbeat(
        self, runner_id: str, leases: Sequence[LeaseKey], seconds: float = CALL_SECONDS
    ) -> HeartbeatResponse:
        """Keeps `leases` alive. Tried once: the caller has its own rhythm.

        Raises:
            grpc.aio.AioRpcError: the call failed.
        """
        request = HeartbeatRequest(runner_id=runner_id, leases=leases, runner_name=RUNNER_NAME)
        answer: HeartbeatResponse = await self._calls.once(self._runner.heartbeat, request, seconds)
        return answer

    async def introduce(self, runner_id: str) -> None:
        """Waits until the server is there and takes us.

        Raises:
            ServerRefused: the server does not take us.
        """
        request = HeartbeatRequest(runner_id=runner_id, runner_name=RUNNER_NAME)
        await self._calls.patiently(self._runner.heartbeat, request)

    async def signals(self, runner_id: str) -> AsyncIterator[RunnerSignal]:
        """What the user wants of this runner's executions, as it comes; ends only with an older server.

        What is told while the server is away is missed: the next heartbeat brings it.
        """
        request = WatchSignalsRequest(runner_id=runner_id, runner_name=RUNNER_NAME)
        while True:
            try:
                async for signal in self._runner.watchSignals(request, metadata=self._calls.metadata):
                    yield signal
            except grpc.aio.AioRpcError as error:
                if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                    return
                log.info("signals are not heard (%s); trying again", error.code().name)
            await asyncio.sleep(SIGNAL_PAUSE)

    async def append(self, request: AppendStatusRequest) -> AppendStatusResponse:
        """Delivers a report, however long the server is away.

        Raises:
            LeaseLost: the execution is no longer ours, or is gone.
            ServerRefused: the report itself was refused.
        """
        try:
            answer: AppendStatusResponse = await self._calls.patiently(self._runner.appendStatus, request)
            return answer
        except ServerRefused as error:
            if error.code in NOT_OURS:
                raise LeaseLost(str(error)) from None
            raise

    async def append_once(self, request: AppendStatusRequest, seconds: float) -> None:
        """Delivers a last report if that succeeds within `seconds`; says nothing if it does not."""
        try:
            await self._calls.once(self._runner.appendStatus, request, seconds)
        except grpc.aio.AioRpcError as error:
            log.info("a last report was not delivered: %s", error.code().name)
