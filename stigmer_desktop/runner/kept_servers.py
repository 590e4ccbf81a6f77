"""MCP servers of executions that wait for the user: kept for a while, so that they need no second start."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

KEEP_SECONDS = 600.0
# Of so many executions at most; the one that has waited longest makes way.
MOST_EXECUTIONS = 8


class Kept(Protocol):
    """A server that runs."""

    @property
    def is_alive(self) -> bool:
        """Whether it can still be used."""
        ...

    async def end(self) -> None:
        """Ends it and all that it started."""
        ...


@dataclass
class _Waiting:
    servers: dict[Hashable, Any]
    timer: asyncio.TimerHandle


class KeptServers:
    """The servers of each execution under a key that says how they were started."""

    def __init__(self, seconds: float = KEEP_SECONDS, most: int = MOST_EXECUTIONS) -> None:
        self._seconds = seconds
        self._most = most
        self._waiting: dict[str, _Waiting] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def holds(self, execution_id: str) -> bool:
        """Whether servers of an execution are kept."""
        return execution_id in self._waiting

    def keep(self, execution_id: str, servers: Mapping[Hashable, Kept]) -> None:
        """Keeps servers until their execution goes on, ends, or has waited too long."""
        self.drop(execution_id)
        if not servers:
            return
        timer = asyncio.get_running_loop().call_later(self._seconds, self.drop, execution_id)
        self._waiting[execution_id] = _Waiting(dict(servers), timer)
        while len(self._waiting) > self._most:
            self.drop(next(iter(self._waiting)))

    def take(self, execution_id: str, keys: Iterable[Hashable]) -> dict[Hashable, Any]:
        """The servers that still run and were started in one of these ways; the others are ended."""
        waiting = self._waiting.pop(execution_id, None)
        if waiting is None:
            return {}
        waiting.timer.cancel()
        wanted = set(keys)
        taken = {key: each for key, each in waiting.servers.items() if key in wanted and each.is_alive}
        self._end(each for key, each in waiting.servers.items() if key not in taken)
        return taken

    def drop(self, execution_id: str) -> None:
        """Ends the servers of an execution; returns at once."""
        self.take(execution_id, ())

    async def close(self) -> None:
        """Ends all, and waits until they have ended."""
        for execution_id in list(self._waiting):
            self.drop(execution_id)
        if self._ending:
            await asyncio.wait(self._ending)

    def _end(self, servers: Iterable[Kept]) -> None:
        for server in servers:
            task = asyncio.create_task(_ended(server))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)


async def _ended(server: Kept) -> None:
    await server.end()
