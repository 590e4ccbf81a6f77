"""How far one execution may go: steps, tool calls, time, tokens, and the same call again and again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass
class Spent:
    """What one execution has done in all its attempts.

    Attributes:
        seconds: how long it worked, without the time that it waited for the user.
        seen: how often each call was made since something new was done.
    """

    steps: int = 0
    tool_calls: int = 0
    tokens: int = 0
    seconds: float = 0.0
    seen: dict[str, int] = field(default_factory=dict)


class Bounds:
    """Counts what one execution does, and stops it at its limits; 0 means the default."""

    def __init__(
        self,
        limits: Limits,
        spent: Spent | None = None,
        keep: Callable[[Spent], None] = lambda spent: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes the limits, what earlier attempts have spent, and where to keep what is spent by now."""
        self._steps = limits.max_steps or STEPS
        self._tool_calls = limits.max_tool_calls or TOOL_CALLS
        self._seconds = limits.max_seconds or SECONDS
        self._tokens = limits.max_tokens
        self._spent = spent or Spent()
        self._keep = keep
        self._clock = clock
        self._noted = clock()

    @property
    def seconds_left(self) -> float:
        """How much longer the work may take, without the time that it waits for the user."""
        return max(0.0, self._seconds - self._spent.seconds)

    def note(self) -> None:
        """Keeps what was spent until now."""
        now = self._clock()
        self._spent.seconds += now - self._noted
        self._noted = now
        self._keep(self._spent)

    def out_of_time(self) -> ExecutionStopped:
        return ExecutionStopped(f"Stopped: it took longer than its limit of {self._seconds:,} s. {GO_ON}")

    def step(self) -> None:
        """The model is about to be asked. Raises ExecutionStopped, as do the two below."""
        if self._tokens and self._spent.tokens >= self._tokens:
            raise ExecutionStopped(f"Stopped: it used up its limit of {self._tokens:,} tokens. {GO_ON}")
        if self._spent.steps >= self._steps:
            raise ExecutionStopped(f"Stopped: it reached its limit of {self._steps:,} steps. {GO_ON}")
        self._spent.steps += 1
        self.note()

    def used(self, tokens: int) -> None:
        """A model call used so many tokens."""
        self._spent.tokens += tokens
        self.note()

    def call(self, agent_id: str, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """A tool is about to run; returns a warning for model and user where it repeats itself."""
        if self._spent.tool_calls >= self._tool_calls:
            raise ExecutionStopped(
                f"Stopped: it reached its limit of {self._tool_calls:,} tool calls. {GO_ON}"
            )
        self._spent.tool_calls += 1
        told = json.dumps([agent_id, tool.name, arguments], sort_keys=True, default=str)
        key = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
        seen = self._spent.seen
        if tool.kind not in HARMLESS_KINDS and key not in seen:
            # Something else was done: looking again, or trying again, makes sense.
            seen.clear()
        seen[key] = seen.get(key, 0) + 1
        self.note()
        if seen[key] >= REPEATS_TO_STOP:
            raise ExecutionStopped(
                f"Stopped: the agent called {tool.name} {REPEATS_TO_STOP} times with the same arguments. "
                f"{GO_ON}"
            )
        if seen[key] == REPEATS_TO_WARN:
            return f"The agent called {tool.name} {REPEATS_TO_WARN} times with the same arguments."
        return ""
