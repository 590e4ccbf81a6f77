"""Starts the window in a process of its own and tells it what to do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from stigmer_desktop.paths import DataFolder

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
# More than any command is told to take.
_PATIENCE = 60.0


class WindowProcess:
    """The window on a data folder and a display; an asynchronous context manager that closes it.

    Attributes:
        usable: how many seconds after the start of the process one could type.
    """

    def __init__(self, data: DataFolder, display: str) -> None:
        self._data = data
        self._display = display
        self._process: asyncio.subprocess.Process | None = None
        self.usable = 0.0

    async def __aenter__(self) -> WindowProcess:
        environment = {**os.environ, "DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb"}
        # A program that was started before has its modules compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        # One clock for all processes; when a process began, the system knows by the second only.
        begun = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.window.process",
            str(self._data.root),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env=environment,
        )
        self.usable = (await self._answer(_START_SECONDS))["usable_at"] - begun
        return self

    async def __aexit__(self, *raised: object) -> None:
        assert self._process is not None
        try:
            self._tell(do="quit")
            await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
        except (TimeoutError, ConnectionError):
            self._process.kill()
            await self._process.wait()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def do(self, order: str, **details: Any) -> dict[str, float]:
        """Tells the window to do something; returns what it says when that is done."""
        self._tell(do=order, **details)
        return await self._answer(float(details.get("seconds", 0)) + _PATIENCE)

    def _tell(self, **order: Any) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def _answer(self, seconds: float) -> dict[str, float]:
        assert self._process is not None and self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), seconds)
        if not line:
            raise RuntimeError("the window has ended")
        answer: dict[str, float] = json.loads(line)
        return answer
