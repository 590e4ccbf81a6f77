"""The tool that runs a command in the workspace, in a process group of its own."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from ulid import ULID

from stigmer_desktop.api.execution import TOOL_KIND_SHELL
from stigmer_desktop.runner.tool import Arguments, Output, Tool, ToolFailed, ToolOutcome, schema
from stigmer_desktop.runner.workspace import Workspace

SECONDS = 120
MOST_SECONDS = 3600
# What the model gets of a long output: its beginning and its end.
HEAD = 12_000
TAIL = 12_000
# Of an endless output, no more than this is kept.
MOST_KEPT = 50_000_000
GRACE = 1.0


class ShellTool:
    """Runs commands with the user's shell."""

    def __init__(self, workspace: Workspace, environment: Mapping[str, str]) -> None:
        """Takes where commands run, and the whole environment that they get."""
        self._workspace = workspace
        self._environment = dict(environment)

    def tool(self) -> Tool:
        """The tool, for an agent."""
        seconds = {"type": "integer", "minimum": 1, "maximum": MOST_SECONDS}
        return Tool(
            "execute",
            f"Runs a shell command in the workspace folder and returns its output and exit status. It ends "
            f"after {SECONDS} s unless timeout_seconds says otherwise, and has no input to read.",
            schema({"command": {"type": "string", "minLength": 1}}, {"timeout_seconds": seconds}),
            TOOL_KIND_SHELL,
            self.run,
        )

    async def run(self, arguments: Arguments, output: Output) -> ToolOutcome:
        """Runs one command to its end or its time limit; cancelled, it kills all that it started."""
        seconds = int(arguments.get("timeout_seconds") or SECONDS)
        # A pipe of our own: asyncio's would let us wait for all who hold it, not for the command.
        ours, theirs = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *_shell(arguments["command"]),
                cwd=self._workspace.root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=theirs,
                stderr=subprocess.STDOUT,
                **_own_group(),
            )
        except BaseException as error:
            os.close(ours)
            if isinstance(error, OSError | ValueError):
                raise ToolFailed(f"The command cannot be started: {error}.") from None
            raise
        finally:
            os.close(theirs)
        collected = _Collected(output)
        reading = asyncio.create_task(collected.read(ours))
        timed_out = False
        try:
            try:
                async with asyncio.timeout(seconds):
                    await process.wait()
                    # What it left running in the background may hold the pipe for ever.
                    await asyncio.wait({reading}, timeout=GRACE)
            except TimeoutError:
                timed_out = True
                await _end_group(process, signal.SIGTERM, GRACE)
        finally:
            _kill_group(process)
            await asyncio.wait({reading}, timeout=GRACE / 2)
            reading.cancel()
            await asyncio.wait({reading})
            await process.wait()
        text = self._shortened(collected.text())
        if timed_out:
            return ToolOutcome(f"{text}\n(Ended after {seconds} s, its time limit.)".lstrip(), failed=True)
        status = process.returncode or 0
        if status:
            return ToolOutcome(f"{text}\n(Exit status {status}.)".lstrip(), failed=True)
        return ToolOutcome(text or "(Done; no output.)")

    def _shortened(self, text: str) -> str:
        if len(text) <= HEAD + TAIL:
            return text.rstrip("\n")
        try:
            place = f"the whole is in {self._workspace.keep(f'command-{ULID()}', text)}"
        except OSError:
            place = "the whole could not be kept"
        left_out = len(text) - HEAD - TAIL
        return f"{text[:HEAD]}\n… ({left_out:,} characters left out; {place}) …\n{text[-TAIL:]}".rstrip("\n")


class _Collected:
    """The output so far, at most MOST_KEPT characters of it."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._parts: list[str] = []
        self._size = 0

    async def read(self, descriptor: int) -> None:
        """Reads to the end of a pipe, which it closes."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
        )
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            while data := await reader.read(65536):
                self._take(decoder.decode(data))
        finally:
            transport.close()

    def _take(self, text: str) -> None:
        if self._size < MOST_KEPT:
            self._parts.append(text)
            if self._size < HEAD:
                self._output(text[: HEAD - self._size])
            self._size += len(text)

    def text(self) -> str:
        return "".join(self._parts)


def _shell(command: str) -> list[str]:
    if sys.platform == "win32":
        return [os.environ.get("COMSPEC", "cmd.exe"), "/d", "/s", "/c", command]
    return ["/bin/bash" if os.path.exists("/bin/bash") else "/bin/sh", "-c", command]


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


async def _end_group(process: asyncio.subprocess.Process, how: signal.Signals, grace: float) -> None:
    _kill_group(process, how)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(grace):
            await process.wait()


def _kill_group(process: asyncio.subprocess.Process, how: int | None = None) -> None:
    """Signals the command and all that it started, also what it left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL if how is None else how)
        elif process.returncode is None:
            process.kill()
