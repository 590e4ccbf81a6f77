"""The MCP servers of one execution: started, listed, called, and ended with it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Hashable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from mcp import ClientSession, McpError, types

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.execution import TOOL_KIND_MCP
from stigmer_desktop.runner.harness import HandedOver, Report, ServerToStart
from stigmer_desktop.runner.kept_servers import KeptServers
from stigmer_desktop.runner.mcp_transport import START_SECONDS, Transport
from stigmer_desktop.runner.placeholders import Placeholders
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolFailed, ToolOutcome
from stigmer_desktop.runner.workspace import Workspace

CALL_SECONDS = 600.0
END_SECONDS = 8.0
WEB_END_SECONDS = 1.0
LONGEST_RESULT = 60_000
LONGEST_NAME = 64
LONGEST_REASON = 400


class McpServer:
    """One server, owned by a task of its own from start to end."""

    def __init__(self, definition: McpServerDefinition, workspace: Workspace, transport: Transport) -> None:
        self.name = definition.name
        self._definition = definition
        self._workspace = workspace
        self._transport = transport
        self._session: ClientSession | None = None
        self._close = asyncio.Event()
        self._ready: asyncio.Future[list[types.Tool]] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._serve())

    @property
    def is_alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self._ready.done() and not self._task.done()

    @property
    def may_be_kept(self) -> bool:
        """Whether it may rest unused: one on the network may forget us meanwhile."""
        return self.is_alive and self._definition.WhichOneof("server_type") != "http"

    async def tools(self, seconds: float) -> tuple[list[types.Tool], str]:
        """What it offers, and why some of that, or all, is missing; waits for its start at most `seconds`."""
        either: set[asyncio.Future[Any]] = {self._ready, self._task}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        wanted = list(self._definition.enabled_tools)
        named = f": {', '.join(wanted)}" if wanted else ""
        if not self._ready.done():
            self._task.cancel()
            verb = "answer" if self._transport.is_web else "start"
            reason = f"did not {verb} within {seconds:g} s" if not self._task.done() else self._failure()
            end = "" if reason.endswith("?") else "."
            return [], f'The MCP server "{self.name}" {reason}{end} Its tools are missing{named}.'
        offered = self._ready.result()
        if not wanted:
            return offered, ""
        known = {tool.name for tool in offered}
        missing = [name for name in wanted if name not in known]
        problem = f'The MCP server "{self.name}" has no tool {", ".join(missing)}.' if missing else ""
        return [tool for tool in offered if tool.name in wanted], problem

    def tool(self, offered: types.Tool, name: str) -> Tool:
        """A tool of the server, called `name` by the agent."""

        async def run(arguments: Arguments, output: Output) -> ToolOutcome:
            return await self._call(offered.name, arguments)

        hints = offered.annotations
        return Tool(
            name=name,
            description=offered.description or offered.name,
            parameters=offered.inputSchema,
            kind=TOOL_KIND_MCP,
            run=run,
            server=self.name,
            original_name=offered.name,
            read_only=bool(hints and hints.readOnlyHint),
        )

    async def end(self) -> None:
        """Ends the server and all that it started."""
        # Nothing of ours ends with one on the network: what it does not close is cut off.
        seconds = WEB_END_SECONDS if self._transport.is_web else END_SECONDS
        self._close.set()
        await asyncio.wait({self._task}, timeout=seconds)
        self._task.cancel()
        await asyncio.wait({self._task}, timeout=seconds)

    async def _serve(self) -> None:
        async with self._transport.connect() as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            found: list[types.Tool] = []
            cursor: str | None = None
            while True:
                page = await session.list_tools(cursor)
                found += page.tools
                cursor = page.nextCursor
                if not cursor:
                    break
            self._session = session
            self._ready.set_result(found)
            await self._close.wait()

    async def _call(self, name: str, arguments: Arguments) -> ToolOutcome:
        if self._session is None or self._task.done():
            raise ToolFailed(f'The MCP server "{self.name}" has ended.')
        calling = asyncio.ensure_future(
            self._session.call_tool(
                name, dict(arguments), read_timeout_seconds=timedelta(seconds=CALL_SECONDS)
            )
        )
        try:
            either: set[asyncio.Future[Any]] = {calling, self._task}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not calling.done():
                raise ToolFailed(f'The MCP server "{self.name}" ended in the middle of the call.')
            result = calling.result()
        except McpError as error:
            raise ToolFailed(f'The MCP server "{self.name}" says: {error}') from None
        except (OSError, RuntimeError) as error:
            raise ToolFailed(f'The MCP server "{self.name}" cannot be reached: {error}') from None
        finally:
            calling.cancel()
        return ToolOutcome(self._shortened(name, _text(result)), failed=bool(result.isError))

    def _shortened(self, name: str, text: str) -> str:
        if len(text) <= LONGEST_RESULT:
            return text
        try:
            place = f"the whole is in {self._workspace.keep(f'{self.name}-{name}-{id(text)}', text)}"
        except OSError:
            place = "the rest could not be kept"
        return f"{text[:LONGEST_RESULT]}\n… ({len(text) - LONGEST_RESULT:,} characters left out; {place})"

    def _failure(self) -> str:
        """Why the server could not be used, as the end of a sentence."""
        error: BaseException | None = None if self._task.cancelled() else self._task.exception()
        found = list(_single(error))
        explained = (self._transport.explained(each) for each in found)
        words = next(filter(None, explained), "") or self._transport.last_words()
        reason = " ".join((words or str(found[0] or "") or type(found[0]).__name__).split())[:LONGEST_REASON]
        return f"cannot be used: {reason}" if self._transport.is_web else f"could not be started ({reason})"


@asynccontextmanager
async def mcp_tools(
    wanted: Sequence[ServerToStart],
    values: Mapping[str, str],
    environment: Mapping[str, str],
    workspace: Workspace,
    taken: set[str],
    report: Report,
    kept: KeptServers,
    execution_id: str,
    seconds: float = START_SECONDS,
) -> AsyncIterator[list[Tool]]:
    """Starts the servers side by side and gives their tools; what does not start is warned about.

    Where the execution comes to wait for the user they are kept, and taken up again when it goes on.

    Args:
        values: what fills the placeholders, before a server's own defaults.
        environment: what a started server gets beside its own variables.
        taken: names that other tools have.

    Raises:
        ExecutionFailed: a placeholder has no value.
    """
    ways = [_way(each, values, environment, workspace) for each in wanted]
    # All placeholders are filled before anything is started.
    transports = [
        Transport(_placeholders(each, values), each.definition).within(workspace, environment)
        for each in wanted
    ]
    running = kept.take(execution_id, ways)
    servers: list[McpServer] = [
        running.pop(way, None) or McpServer(each.definition, workspace, transport)
        for way, each, transport in zip(ways, wanted, transports, strict=True)
    ]
    waits = False
    try:
        answers = await asyncio.gather(*(server.tools(seconds) for server in servers))
        tools: list[Tool] = []
        names = set(taken)
        for server, (offered, problem) in zip(servers, answers, strict=True):
            if problem:
                report.warn(problem)
            for each in offered:
                name = _free_name(each.name, server.name, names)
                names.add(name)
                tools.append(server.tool(each, name))
        yield tools
    except HandedOver:
        waits = True
        raise
    finally:
        resting = {way: each for way, each in zip(ways, servers, strict=True) if waits and each.may_be_kept}
        kept.keep(execution_id, resting)
        left = [each for each in servers if each not in resting.values()]
        await asyncio.gather(*(server.end() for server in left))


def _way(
    server: ServerToStart, values: Mapping[str, str], environment: Mapping[str, str], workspace: Workspace
) -> Hashable:
    """All that a server's start depends on."""
    defaults = tuple(sorted((name, value.value) for name, value in server.defaults.items()))
    definition = server.definition.SerializeToString(deterministic=True)
    given = (tuple(sorted(values.items())), tuple(sorted(environment.items())))
    return definition, defaults, given, str(workspace.root)


def _placeholders(server: ServerToStart, values: Mapping[str, str]) -> Placeholders:
    defaults = {name: value.value for name, value in server.defaults.items()}
    return Placeholders(server.definition.name, {**defaults, **values})


def _free_name(name: str, server: str, taken: set[str]) -> str:
    """The tool's own name, or with its server's in front where that is taken."""
    clean = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:LONGEST_NAME]
    number = 1
    candidate = clean
    while candidate in taken:
        prefix = re.sub(r"[^A-Za-z0-9_-]", "_", server)[:24] + (f"_{number}" if number > 1 else "")
        candidate = f"{prefix}_{clean}"[:LONGEST_NAME]
        number += 1
    return candidate


def _single(error: BaseException | None) -> Iterator[BaseException | None]:
    """The errors in a group of groups; the error itself if it is none."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _single(each)
    else:
        yield error


def _text(result: types.CallToolResult) -> str:
    parts: list[str] = []
    for block in result.content:
        if isinstance(block, types.TextContent):
            parts.append(block.text)
        elif isinstance(block, types.EmbeddedResource) and isinstance(
            block.resource, types.TextResourceContents
        ):
            parts.append(block.resource.text)
        elif isinstance(block, types.ResourceLink):
            parts.append(f"[{block.name}: {block.uri}]")
        elif isinstance(block, types.ImageContent | types.AudioContent):
            parts.append(f"[{block.type}, {block.mimeType}]")
    if not parts and result.structuredContent is not None:
        parts.append(json.dumps(result.structuredContent, ensure_ascii=False))
    return "\n".join(parts) or "(Done; no output.)"
