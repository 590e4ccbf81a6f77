"""Brings together the tools of one execution: files, search and shell of its workspace, and MCP servers."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass

from stigmer_desktop.api.execution import MESSAGE_SYSTEM
from stigmer_desktop.api.message_facts import STARTING_MCP_SERVERS, STEP
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.file_tools import FileTools
from stigmer_desktop.runner.harness import Assignment, ExecutionFailed, Report
from stigmer_desktop.runner.kept_servers import KeptServers
from stigmer_desktop.runner.orphans import mark
from stigmer_desktop.runner.search_tools import SearchTools
from stigmer_desktop.runner.shell_tool import ShellTool
from stigmer_desktop.runner.tool import Tool
from stigmer_desktop.runner.workspace import Workspace

# Of the program's own environment, these are no business of a command's.
OWN_PREFIX = "STIGMER_DESKTOP_"
# Names that the agent loop itself gives to tools.
LOOP_TOOLS = {"task", "write_todos"}


@dataclass(frozen=True)
class Equipment:
    """What an agent works with."""

    workspace: Workspace
    tools: tuple[Tool, ...]


class Toolbox:
    """Opens the tools of executions."""

    def __init__(self, data: DataFolder, environment: Mapping[str, str]) -> None:
        """Takes where workspaces are that nobody chose, and the program's own environment."""
        self._data = data
        self._kept = KeptServers()
        self._environment = {
            name: value for name, value in environment.items() if not name.startswith(OWN_PREFIX)
        }

    @asynccontextmanager
    async def open(self, assignment: Assignment, report: Report) -> AsyncIterator[Equipment]:
        """The equipment of one execution; what it started ends with it.

        Raises:
            ExecutionFailed: the workspace folder cannot be used.
        """
        session = assignment.session
        try:
            workspace = Workspace.open(
                session.spec.workspace_folder,
                self._data.workspaces / session.metadata.id,
                assignment.readable,
            )
        except OSError as error:
            raise ExecutionFailed(
                f"The workspace folder {session.spec.workspace_folder} cannot be used: "
                f"{error.strerror or error}. Choose another one for the session."
            ) from None
        given = {name: value.value for name, value in assignment.environment.items()}
        environment = {**self._environment, **given, **mark(self._data.root)}
        tools = [
            *FileTools(workspace).tools(),
            *SearchTools(workspace).tools(),
            ShellTool(workspace, environment).tool(),
        ]
        if not assignment.servers:
            yield Equipment(workspace, tuple(tools))
            return
        base = {**self._environment, **mark(self._data.root)}
        taken = {tool.name for tool in tools} | LOOP_TOOLS
        async with AsyncExitStack() as stack:
            execution_id = assignment.execution.metadata.id
            with nullcontext() if self._kept.holds(execution_id) else _starting(report):
                # Loaded only where it is needed: it takes its time.
                module = await asyncio.to_thread(
                    importlib.import_module, "stigmer_desktop.runner.mcp_servers"
                )
                opening = module.mcp_tools(
                    assignment.servers, given, base, workspace, taken, report, self._kept, execution_id
                )
                more = await stack.enter_async_context(opening)
            yield Equipment(workspace, (*tools, *more))

    def drop(self, execution_id: str) -> None:
        """Ends what was kept for an execution that waits and does not go on."""
        self._kept.drop(execution_id)

    async def close(self) -> None:
        """Ends all that was kept."""
        await self._kept.close()


@contextmanager
def _starting(report: Report) -> Iterator[None]:
    """Tells, by a message without words, how long the start of MCP servers takes."""
    place = report.open_message(MESSAGE_SYSTEM)
    report.annotate(place, **{STEP: STARTING_MCP_SERVERS})
    report.hurry()
    try:
        yield
    finally:
        report.close_message(place)
