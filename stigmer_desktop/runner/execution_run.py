"""One execution from its claim to its end."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

from stigmer_desktop.api.desktop import ClaimResponse, LeaseKey
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_TERMINATED,
    ExecutionPhase,
)
from stigmer_desktop.runner.harness import ExecutionFailed, ExecutionStopped, HandedOver, Harness
from stigmer_desktop.runner.model_choice import UnknownModel
from stigmer_desktop.runner.preparation import Preparation
from stigmer_desktop.runner.server_calls import ServerRefused
from stigmer_desktop.runner.server_link import LeaseLost, ServerLink, StoppedByUser
from stigmer_desktop.runner.status_report import INTERVAL, StatusReport

STOP_SECONDS = 1.0

log = logging.getLogger(__name__)


class ExecutionRun:
    """Works on one claimed execution and reports how it ends."""

    def __init__(
        self,
        link: ServerLink,
        harness: Harness,
        preparation: Preparation,
        claim: ClaimResponse,
        interval: float = INTERVAL,
    ) -> None:
        self._link = link
        self._harness = harness
        self._preparation = preparation
        self._execution = claim.execution
        self.lease = LeaseKey(execution_id=claim.execution.metadata.id, attempt=claim.attempt)
        self._report = StatusReport(
            link,
            self.lease.execution_id,
            self.lease.attempt,
            on_broken=self._on_broken,
            interval=interval,
            used=claim.execution.status.usage.models,
        )
        self._work: asyncio.Task[None] | None = None
        self._broken: Exception | None = None
        self._stopped = asyncio.Event()
        self.waits = False

    @property
    def key(self) -> tuple[str, int]:
        """The execution and the attempt."""
        return self.lease.execution_id, self.lease.attempt

    @property
    def session_id(self) -> str:
        return self._execution.spec.session_id

    async def run(self) -> None:
        """Does the work and reports its end. Cancelled: sends what has come so far, and no end."""
        sender = asyncio.create_task(self._report.run())
        self._work = asyncio.create_task(self._assemble_and_work())
        try:
            await self._settle(self._work)
        except asyncio.CancelledError:
            await _ended(self._work)
            await self._report.abandon()
            raise
        finally:
            await _ended(sender)

    def give_up(self) -> None:
        """Stops quietly: the lease is no longer ours."""
        self._on_broken(LeaseLost("the server says so"))

    def cancel(self) -> None:
        """Stops because the user cancelled or paused; what came until now is still reported."""
        self._on_broken(StoppedByUser("the user stopped it"))

    async def _settle(self, work: asyncio.Task[None]) -> None:
        stopped: asyncio.Task[Any] = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
        # What the user stopped is told soon, even if a tool takes its time to end.
        await asyncio.wait({work}, timeout=STOP_SECONDS if self._stopped.is_set() else None)
        name = self.lease.execution_id
        if isinstance(self._broken, LeaseLost):
            log.info("%s is no longer ours: %s", name, self._broken)
            return
        if isinstance(self._broken, StoppedByUser):
            log.info("%s was stopped: %s", name, self._broken)
            await self._report.abandon()
            await asyncio.wait({work})
            return
        if not work.cancelled() and isinstance(work.exception(), HandedOver):
            log.info("%s waits for the user", name)
            self.waits = True
            return
        error = self._error(work)
        try:
            phase = self._phase(work, error)
            if refusal := await self._end(phase, error):
                # The report does not repeat what was refused, so that the end itself may be taken.
                error = error or refusal
                if await self._end(EXECUTION_FAILED, error):
                    log.error("%s: its end was not taken", name)
        except LeaseLost as lost:
            log.info("%s is no longer ours: %s", name, lost)
        else:
            log.info("%s %s", name, "failed" if error else "is complete")

    @staticmethod
    def _phase(work: asyncio.Task[None], error: str) -> ExecutionPhase.ValueType:
        if not error:
            return EXECUTION_COMPLETED
        stopped = not work.cancelled() and isinstance(work.exception(), ExecutionStopped)
        return EXECUTION_TERMINATED if stopped else EXECUTION_FAILED

    async def _end(self, phase: ExecutionPhase.ValueType, error: str) -> str:
        """Reports the end, and all that is left to report; returns why that was refused, if it was."""
        try:
            await self._report.finish(phase, error)
        except ServerRefused as refused:
            return _refused(refused)
        return ""

    def _error(self, work: asyncio.Task[None]) -> str:
        """Why the work failed, as a sentence; empty if it did not."""
        if isinstance(self._broken, ServerRefused):
            return _refused(self._broken)
        if work.cancelled():
            return "The work was stopped."
        problem = work.exception()
        if problem is None:
            return ""
        if isinstance(problem, ExecutionFailed | ExecutionStopped | UnknownModel):
            return str(problem)
        # Neither the text of the error nor the values around it: they may hold what was said.
        places = "".join(traceback.format_tb(problem.__traceback__))
        log.error("%s: unexpected %s\n%s", self.lease.execution_id, type(problem).__name__, places)
        return (
            f"The agent-runner met a problem that it does not know ({type(problem).__name__}). "
            "Send the message again; its log, runner.log, says more."
        )

    async def _assemble_and_work(self) -> None:
        assignment = await self._preparation.assignment(self._execution)
        for warning in assignment.warnings:
            self._report.warn(warning)
        await self._harness.run(assignment, self._report)

    def _on_broken(self, error: Exception) -> None:
        if self._broken is None:
            self._broken = error
            if self._work is not None:
                self._work.cancel()
            if isinstance(error, StoppedByUser):
                self._stopped.set()


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancels `task` and waits until it has ended; how it ended is told elsewhere."""
    task.cancel()
    await asyncio.wait({task})


def _refused(refused: ServerRefused) -> str:
    return f"The answer could not be stored: {refused.words}"
