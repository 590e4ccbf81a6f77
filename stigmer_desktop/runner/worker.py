"""Takes executions, as many at a time as it may, and keeps their leases alive."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

import grpc.aio

from stigmer_desktop.api.desktop import (
    SIGNAL_KIND_CANCEL,
    SIGNAL_KIND_LOST,
    SIGNAL_KIND_PAUSE,
    SIGNAL_KIND_TERMINATE,
    ClaimResponse,
)
from stigmer_desktop.api.execution import EXECUTION_CANCELLED, EXECUTION_PAUSED
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.runner.execution_run import ExecutionRun
from stigmer_desktop.runner.harness import Harness
from stigmer_desktop.runner.preparation import Preparation
from stigmer_desktop.runner.server_link import ServerLink
from stigmer_desktop.runner.status_report import INTERVAL

CAPABILITIES = ("reply", "tools", "approvals", "checkpoints")
CLAIM_WAIT_MILLISECONDS = 20_000
# A claim that comes back empty sooner than it should must not be repeated at once.
SHORTEST_CLAIM = 0.2
BEATS_PER_LEASE = 4
END_SIGNALS = {SIGNAL_KIND_CANCEL, SIGNAL_KIND_TERMINATE, SIGNAL_KIND_LOST}
STOP_SIGNALS = {SIGNAL_KIND_LOST, SIGNAL_KIND_TERMINATE}
DEFAULT_LEASE_SECONDS = 15
# How soon a higher number of executions at a time is seen while as many as were allowed are at work.
SECONDS_UNTIL_ANOTHER_LOOK = 1.0

log = logging.getLogger(__name__)


class Worker:
    """Claims work while it has a free hand, and runs each execution in a task of its own."""

    def __init__(
        self,
        link: ServerLink,
        harness: Harness,
        preparation: Preparation,
        *,
        runner_id: str,
        parallelism: Callable[[], int],
        interval: float = INTERVAL,
        on_ended: Callable[[str], None] = lambda execution_id: None,
    ) -> None:
        """Takes what it works with; `on_ended` hears of executions that end while nobody works on them."""
        self._link = link
        self._on_ended = on_ended
        self._harness = harness
        self._preparation = preparation
        self._runner_id = runner_id
        self._parallelism = parallelism
        self._freed = asyncio.Event()
        self._interval = interval
        self._runs: dict[tuple[str, int], ExecutionRun] = {}
        self._lease_seconds = DEFAULT_LEASE_SECONDS
        self._busy = asyncio.Event()

    async def run(self) -> None:
        """Works until it is cancelled.

        Raises:
            ServerRefused: the server does not take us (in an exception group).
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_leases())
            tasks.create_task(self._heed_signals())
            while True:
                await self._place()
                claim = await self._claim()
                tasks.create_task(self._work_on(self._begun(claim)))

    @property
    def sessions(self) -> set[str]:
        """The sessions that are worked on now."""
        return {run.session_id for run in self._runs.values()}

    async def _place(self) -> None:
        """Waits until one more execution may be worked on; how many may, can change at any time."""
        while len(self._runs) >= self._parallelism():
            self._freed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_UNTIL_ANOTHER_LOOK):
                    await self._freed.wait()

    async def _claim(self) -> ClaimResponse:
        """The next execution, however long it takes to come."""
        loop = asyncio.get_running_loop()
        while True:
            asked = loop.time()
            claim = await self._link.claim(self._runner_id, CAPABILITIES, CLAIM_WAIT_MILLISECONDS)
            if claim.HasField("execution"):
                return claim
            await asyncio.sleep(max(0.0, SHORTEST_CLAIM - (loop.time() - asked)))

    def _begun(self, claim: ClaimResponse) -> ExecutionRun:
        """The run of what was claimed, which counts and is kept alive from now on."""
        run = ExecutionRun(self._link, self._harness, self._preparation, claim, self._interval)
        log.info("%s is ours, attempt %d", *run.key)
        self._lease_seconds = claim.lease_seconds or DEFAULT_LEASE_SECONDS
        self._runs[run.key] = run
        self._busy.set()
        return run

    async def _work_on(self, run: ExecutionRun) -> None:
        try:
            await run.run()
        except Exception as error:
            # Its lease runs out and the server settles it; the other executions go on.
            log.error("%s: unexpected %s", run.lease.execution_id, type(error).__name__)
        finally:
            del self._runs[run.key]
            if not run.waits:
                self._on_ended(run.lease.execution_id)
            self._freed.set()

    async def _heed_signals(self) -> None:
        async for signal in self._link.signals(self._runner_id):
            run = self._runs.get((signal.execution_id, signal.attempt))
            if run is None:
                if signal.kind in END_SIGNALS:
                    self._on_ended(signal.execution_id)
                continue
            if signal.kind in (SIGNAL_KIND_CANCEL, SIGNAL_KIND_PAUSE):
                run.cancel()
            elif signal.kind in STOP_SIGNALS:
                run.give_up()

    async def _keep_leases(self) -> None:
        while True:
            await self._busy.wait()
            if not self._runs:
                self._busy.clear()
                continue
            beat = self._lease_seconds / BEATS_PER_LEASE
            await asyncio.sleep(beat)
            if self._runs:
                await self._beat(beat)

    async def _beat(self, seconds: float) -> None:
        leases = [run.lease for run in self._runs.values()]
        try:
            answer = await self._link.heartbeat(self._runner_id, leases, seconds)
        except grpc.aio.AioRpcError as error:
            log.warning("a heartbeat was not heard: %s", error.code().name)
            return
        for state in answer.leases:
            run = self._runs.get((state.execution_id, state.attempt))
            if run is None:
                continue
            if state.phase in (EXECUTION_CANCELLED, EXECUTION_PAUSED):
                run.cancel()
            elif not state.held or is_terminal(state.phase):
                run.give_up()
