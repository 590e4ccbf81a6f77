"""Makes the window's trials, each in a short-lived child process that uses the runner's own code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.child_process import ChildProcess, exit_words
from stigmer_desktop.paths import own_command
from stigmer_desktop.ui.trials import McpTool, McpTrial, ModelServer, ModelTrial, TrialFailed

# The built-in model may have to be loaded first.
MODEL_SECONDS = 90.0
LISTING_SECONDS = 30.0
MCP_SECONDS = 60.0
GRACE_SECONDS = 5.0
# What a pipe takes without anybody reading yet.
LONGEST_QUESTION = 60_000
LAST_LINES = 3


class TrialProcesses:
    """Trials for the window of one data folder. What a trial is about goes over standard input alone."""

    def __init__(
        self,
        root: Path,
        *,
        command: Callable[..., list[str]] = own_command,
        mcp_seconds: float = MCP_SECONDS,
    ) -> None:
        """Takes the data folder, how to start ourselves, and how long a trial of an MCP server may take."""
        self._root = root
        self._command = command
        self._mcp_seconds = mcp_seconds

    async def try_model(self, model: str, *, base_url: str = "", key: str = "") -> ModelTrial:
        question = {"kind": "model", "model": model, "base_url": base_url, "key": key}
        answer = await self._ask(question, MODEL_SECONDS)
        return ModelTrial(answer["answered"], answer["words"], answer["seconds"])

    async def find_model_servers(
        self, *, ollama_url: str = "", lmstudio_url: str = ""
    ) -> tuple[ModelServer, ...]:
        addresses = {"ollama": ollama_url, "lmstudio": lmstudio_url}
        question = {"kind": "find", "servers": addresses}
        answer = await self._ask(question, LISTING_SECONDS)
        return tuple(_model_server(each) for each in answer["servers"])

    async def list_models(self, provider: str, *, base_url: str = "", key: str = "") -> ModelServer:
        question = {"kind": "list", "provider": provider, "base_url": base_url, "key": key}
        return _model_server(await self._ask(question, LISTING_SECONDS))

    async def try_mcp_server(
        self, definition: McpServerDefinition, environment: Mapping[str, str]
    ) -> McpTrial:
        question = {
            "kind": "mcp",
            "definition": MessageToDict(definition),
            "environment": dict(environment),
            "seconds": self._mcp_seconds,
        }
        answer = await self._ask(question, self._mcp_seconds + 2 * GRACE_SECONDS)
        tools = (McpTool(each["name"], each["description"], each["read_only"]) for each in answer["tools"])
        return McpTrial(tuple(tools), answer["problem"])

    async def _ask(self, question: Mapping[str, Any], seconds: float) -> Any:
        """The answer of a child process to `question`; the child is gone when this returns or raises."""
        line = json.dumps(question)
        if len(line) > LONGEST_QUESTION:
            raise TrialFailed("This is too long to be tried.")
        output: list[str] = []
        errors: list[str] = []
        try:
            child = ChildProcess.start(
                self._command("trial", "--data", str(self._root)),
                first_line=line,
                on_output=output.append,
                on_error=errors.append,
            )
        except OSError as error:
            raise TrialFailed(f"The trial cannot be started: {error.strerror}.") from None
        try:
            async with asyncio.timeout(seconds):
                await child.wait()
        except TimeoutError:
            raise TrialFailed(f"The trial was not done after {seconds:g} s.") from None
        finally:
            status = await child.stop(GRACE_SECONDS)
        try:
            # One line; a long one comes in parts.
            return json.loads("".join(output))
        except ValueError:
            last = " ".join(errors[-LAST_LINES:])
            raise TrialFailed(f"The trial ended without an answer ({exit_words(status)}). {last}") from None


def _model_server(answer: Mapping[str, Any]) -> ModelServer:
    return ModelServer(answer["provider"], answer["base_url"], tuple(answer["models"]), answer["problem"])
