"""How one MCP server is reached: over stdio, in a container, or over HTTP."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TextIO, cast
from urllib.parse import urlencode

from mcp import StdioServerParameters
from mcp.client.stdio import stdio_client

from stigmer_desktop.api.agent import DockerServer, McpServerDefinition
from stigmer_desktop.runner.mcp_web import WebServer
from stigmer_desktop.runner.placeholders import Placeholders
from stigmer_desktop.runner.workspace import Workspace

START_SECONDS = 30.0

# What one installs to have a command that servers are often started with.
_BRINGERS = {
    "npx": "Node.js",
    "npm": "Node.js",
    "node": "Node.js",
    "uvx": "uv",
    "uv": "uv",
    "docker": "Docker",
    "deno": "Deno",
    "bunx": "Bun",
}


class Transport:
    """How one server is reached."""

    def __init__(self, placeholders: Placeholders, definition: McpServerDefinition) -> None:
        """Raises ExecutionFailed where a placeholder has no value."""
        self._last_words = ""
        kind = definition.WhichOneof("server_type")
        self._web: WebServer | None = None
        if kind == "http":
            http = definition.http
            query = placeholders.filled_map(http.query_params)
            url = placeholders.filled(http.url)
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
            headers = placeholders.filled_map(http.headers)
            self._web = WebServer(url, headers, float(http.timeout_seconds or START_SECONDS))
            return
        if kind == "docker":
            self._command, self._arguments = "docker", _docker_arguments(definition.docker, placeholders)
            self._variables = placeholders.filled_map(definition.docker.env_placeholders)
            self._folder = ""
        else:
            stdio = definition.stdio
            self._command = placeholders.filled(stdio.command)
            self._arguments = placeholders.filled_list(stdio.args)
            self._variables = placeholders.filled_map(stdio.env_placeholders)
            self._folder = placeholders.filled(stdio.working_dir)
        self._base: Mapping[str, str] = {}

    def within(self, workspace: Workspace, environment: Mapping[str, str]) -> Transport:
        """Sets where a started server works, and in which environment; returns itself."""
        if self._web is None:
            self._base = environment
            self._folder = self._folder or str(workspace.root)
        return self

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[tuple[Any, Any]]:
        """The streams from and to the server."""
        if self._web is not None:
            async with self._web.connect() as streams:
                yield streams
            return
        parameters = StdioServerParameters(
            command=self._command,
            args=self._arguments,
            env={**self._base, **self._variables},
            cwd=self._folder,
        )
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            try:
                async with stdio_client(parameters, errlog=cast(TextIO, errors)) as (read, write):
                    yield read, write
            finally:
                errors.seek(0)
                lines = [line for line in errors.read(100_000).splitlines() if line.strip()]
                self._last_words = lines[-1].strip() if lines else ""

    @property
    def is_web(self) -> bool:
        """Whether the server is one that runs already, somewhere on the network."""
        return self._web is not None

    def explained(self, error: BaseException | None) -> str:
        """Why the server cannot be used, where that can be said better than the error does; else empty."""
        return self._web.explained(error) if self._web is not None else self._missing(error)

    def _missing(self, error: BaseException | None) -> str:
        """What is not there, where that is why a program did not start; else empty."""
        if not isinstance(error, FileNotFoundError | NotADirectoryError | PermissionError):
            return ""
        if self._folder and not Path(self._folder).is_dir():
            return f"there is no folder {self._folder}"
        if isinstance(error, PermissionError):
            return f"{self._command} is there, and may not be run"
        if any(blank in self._command for blank in " \t"):
            return f"there is no command “{self._command}”; its arguments are given apart from it"
        bringer = _BRINGERS.get(Path(self._command).name)
        if bringer is None or Path(self._command).name != self._command:
            return f"there is no command {self._command} on this computer; check it, or give its whole path"
        return (
            f"there is no command {self._command} on this computer; install {bringer} or give its whole path"
        )

    def last_words(self) -> str:
        """The last line of its error stream, once it has ended."""
        return self._last_words


def _docker_arguments(server: DockerServer, placeholders: Placeholders) -> list[str]:
    arguments = ["run", "--rm", "--interactive"]
    for name in server.env_placeholders:
        arguments += ["--env", name]
    for volume in server.volumes:
        source = placeholders.filled(volume.host_path)
        arguments += ["--volume", f"{source}:{volume.container_path}{':ro' if volume.read_only else ''}"]
    for port in server.ports:
        arguments += ["--publish", f"{port.host_port}:{port.container_port}/{port.protocol or 'tcp'}"]
    if server.network:
        arguments += ["--network", server.network]
    if server.container_name:
        arguments += ["--name", server.container_name]
    return [*arguments, server.image, *placeholders.filled_list(server.args)]
