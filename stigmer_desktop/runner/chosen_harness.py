"""Gives each execution the harness that its model allows: with tools where it can call them."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.harness import Assignment, Report
from stigmer_desktop.runner.model_choice import BuiltinChoice
from stigmer_desktop.runner.model_endpoint import Timeouts
from stigmer_desktop.runner.model_failure import ToolsRefused
from stigmer_desktop.runner.providers import Providers
from stigmer_desktop.runner.reply_harness import ReplyHarness
from stigmer_desktop.runner.toolbox import Toolbox

if TYPE_CHECKING:
    from stigmer_desktop.runner.deep_harness import DeepHarness

BUILTIN_WITHOUT_TOOLS = "The built-in model cannot use tools: it only replies."
WITHOUT_TOOLS = "This model cannot use tools, so it only replied. For work with files choose another model."


def misses_tools(assignment: Assignment) -> bool:
    """Whether to tell the user that there are no tools: where the work needs some, once in a session."""
    agent = assignment.agent.spec
    needs = agent.mcp_servers or agent.skill_refs or agent.sub_agents
    if not needs and not assignment.session.spec.workspace_folder:
        return False
    return not any(BUILTIN_WITHOUT_TOOLS in earlier.warnings for earlier in assignment.conversation.exchanges)


class ChosenHarness:
    """The plain harness, or the one with tools, which is loaded when it is first needed."""

    def __init__(
        self, providers: Providers, data: DataFolder, timeouts: Timeouts, environment: Mapping[str, str]
    ) -> None:
        self._providers = providers
        self._data = data
        self._timeouts = timeouts
        self._toolbox = Toolbox(data, environment)
        self._plain = ReplyHarness(providers, timeouts)
        self._deep: DeepHarness | None = None
        self._loading = asyncio.Lock()

    async def run(self, assignment: Assignment, report: Report) -> None:
        """Works on one execution; see the seam."""
        if isinstance(assignment.model, BuiltinChoice):
            if misses_tools(assignment):
                report.warn(BUILTIN_WITHOUT_TOOLS)
            await self._plain.run(assignment, report)
            return
        try:
            await (await self._with_tools()).run(assignment, report)
        except ToolsRefused:
            report.warn(WITHOUT_TOOLS)
            await self._plain.run(assignment, report)

    def drop(self, execution_id: str) -> None:
        """Ends what is kept for an execution that waits for the user: it was ended meanwhile."""
        self._toolbox.drop(execution_id)

    async def close(self) -> None:
        """Ends what was opened."""
        await self._toolbox.close()
        if self._deep is not None:
            await self._deep.close()

    async def _with_tools(self) -> DeepHarness:
        async with self._loading:
            if self._deep is None:
                # It takes more than a second, in which leases must be kept.
                module = await asyncio.to_thread(
                    importlib.import_module, "stigmer_desktop.runner.deep_harness"
                )
                self._deep = module.DeepHarness(self._providers, self._toolbox, self._data, self._timeouts)
            deep: DeepHarness = self._deep
            return deep
