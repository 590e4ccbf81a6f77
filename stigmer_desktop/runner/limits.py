"""How far one execution may go: steps, tool calls, time, tokens, and the same call again and again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stigmer_desktop.api.desktop import Limits
from stigmer_desktop.runner.harness import ExecutionStopped
from stigmer_desktop.runner.tool import HARMLESS_KINDS, Tool

STEPS = 250
TOOL_CALLS = 1000
SECONDS = 4 * 3600
REPEATS_TO_WARN = 3
REPEATS_TO_STOP = 5
GO_ON = "What was done is kept; send a message to go on."


class Bounds:
    """Counts what one execution does, and stops it at its limits; 0 means the default."""

    def __init__(self, limits: Limits) -> None:
        self._steps = limits.max_steps or STEPS
        self._tool_calls = limits.max_tool_calls or TOOL_CALLS
        self._seconds = limits.max_seconds or SECONDS
        self._tokens = limits.max_tokens
        self._done_steps = self._done_calls = self._done_tokens = 0
        self._seen: dict[str, int] = {}

    @property
    def seconds(self) -> int:
        """How long the work may take, without the time that it waits for the user."""
        return self._seconds

    def out_of_time(self) -> ExecutionStopped:
        return ExecutionStopped(f"Stopped: it took longer than its limit of {self._seconds:,} s. {GO_ON}")

    def step(self) -> None:
        """The model is about to be asked. Raises ExecutionStopped, as do the two below."""
        if self._tokens and self._done_tokens >= self._tokens:
            raise ExecutionStopped(f"Stopped: it used up its limit of {self._tokens:,} tokens. {GO_ON}")
        if self._done_steps >= self._steps:
            raise ExecutionStopped(f"Stopped: it reached its limit of {self._steps:,} steps. {GO_ON}")
        self._done_steps += 1

    def used(self, tokens: int) -> None:
        """A model call used so many tokens."""
        self._done_tokens += tokens

    def call(self, agent_id: str, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """A tool is about to run; returns a warning for model and user where it repeats itself."""
        if self._done_calls >= self._tool_calls:
            raise ExecutionStopped(
                f"Stopped: it reached its limit of {self._tool_calls:,} tool calls. {GO_ON}"
            )
        self._done_calls += 1
        key = json.dumps([agent_id, tool.name, arguments], sort_keys=True, default=str)
        if tool.kind not in HARMLESS_KINDS and key not in self._seen:
            # Something else was done: looking again, or trying again, makes sense.
            self._seen.clear()
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] >= REPEATS_TO_STOP:
            raise ExecutionStopped(
                f"Stopped: the agent called {tool.name} {REPEATS_TO_STOP} times with the same arguments. "
                f"{GO_ON}"
            )
        if self._seen[key] == REPEATS_TO_WARN:
            return f"The agent called {tool.name} {REPEATS_TO_WARN} times with the same arguments."
        return ""
