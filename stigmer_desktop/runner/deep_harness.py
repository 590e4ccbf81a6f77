"""The harness with tools: opens what one execution needs, and lets the agent loop run."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from langchain_core.exceptions import ContextOverflowError

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.agent_run import AgentRun
from stigmer_desktop.runner.checkpoints import Checkpoints
from stigmer_desktop.runner.harness import Assignment, ExecutionFailed, Report
from stigmer_desktop.runner.model_client import model_client
from stigmer_desktop.runner.model_endpoint import Timeouts
from stigmer_desktop.runner.model_failure import ContextTooLong, ModelFailure, ToolsRefused
from stigmer_desktop.runner.providers import Providers
from stigmer_desktop.runner.toolbox import Toolbox

STILL_TOO_LONG = (
    "The conversation does not fit into the model's window, not even after a summary. "
    "Start a new session, ask for less at a time, or choose a model with a larger window."
)


class DeepHarness:
    """Runs agents with tools, plans, sub-agents and approvals, and can go on from checkpoints."""

    def __init__(
        self, providers: Providers, toolbox: Toolbox, data: DataFolder, timeouts: Timeouts | None = None
    ) -> None:
        self._providers = providers
        self._toolbox = toolbox
        self._data = data
        self._timeouts = timeouts or Timeouts()
        self._kept: Checkpoints | None = None
        self._opening = asyncio.Lock()

    async def run(self, assignment: Assignment, report: Report) -> None:
        """Does the work of one execution, from its checkpoint if it has one.

        Raises:
            ExecutionFailed, ExecutionStopped, HandedOver: see the seam.
            ToolsRefused: the model takes no tools, and nothing was done.
        """
        kept = await self._opened()
        try:
            async with AsyncExitStack() as stack:
                endpoint = await stack.enter_async_context(self._providers.endpoint(assignment.model))
                client = await stack.enter_async_context(model_client(endpoint, self._timeouts))
                equipment = await stack.enter_async_context(self._toolbox.open(assignment, report))
                await AgentRun(assignment, report, client, equipment, kept).work()
        except ToolsRefused:
            raise
        except ModelFailure as failure:
            raise ExecutionFailed(str(failure)) from None
        except ContextOverflowError as failure:
            raise ExecutionFailed(_too_long(failure)) from None

    async def close(self) -> None:
        """Closes the checkpoints."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            await kept.close()

    async def _opened(self) -> Checkpoints:
        async with self._opening:
            if self._kept is None:
                self._kept = await Checkpoints.opened(self._data)
            return self._kept


def _too_long(failure: ContextOverflowError) -> str:
    """The model's own words where there was one message too long for it; else what one can do."""
    cause = failure.__cause__
    return str(cause) if isinstance(cause, ContextTooLong) else STILL_TOO_LONG
