"""The server as its users run it, in a process of its own, and what it costs."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from stigmer_desktop.endpoint import Endpoint, awaited_endpoint
from stigmer_desktop.paths import DataFolder

START_SECONDS = 60.0
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Usage:
    """What the process had used by some moment.

    Attributes:
        seconds: of processor time.
        written: bytes handed to the system in write calls. These are the files' alone: gRPC writes to its
            sockets by other calls. They are exact at once, where the bytes that reached the disk
            (`write_bytes`) are known late and count whole pages of whatever shares them. None where the
            system does not tell.
        resident: bytes of memory now.
        moment: when that was.
    """

    seconds: float
    written: int | None
    resident: int
    moment: float


class ServerProcess:
    """`stigmer-desktop serve --no-runner` on a data folder; a context manager that stops it."""

    def __init__(self, data: DataFolder) -> None:
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ServerProcess:
        command = [sys.executable, "-m", "stigmer_desktop", "serve", "--no-runner", "--port", "0"]
        root = Path(__file__).parents[1]
        self._process = subprocess.Popen(
            [*command, "--data", str(self._data.root)], stdout=subprocess.DEVNULL, cwd=root
        )
        return self

    def __exit__(self, *raised: object) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def endpoint(self) -> Endpoint:
        """Where the server answers.

        Raises:
            RuntimeError: it does not.
        """
        endpoint = awaited_endpoint(self._data, START_SECONDS)
        if endpoint is None:
            raise RuntimeError(f"the server did not answer within {START_SECONDS:g} s")
        return endpoint

    def usage(self) -> Usage:
        """What the server has used so far."""
        assert self._process is not None
        process = psutil.Process(self._process.pid)
        times = process.cpu_times()
        counters = process.io_counters() if hasattr(process, "io_counters") else None
        return Usage(
            times.user + times.system,
            getattr(counters, "write_chars", None),
            process.memory_info().rss,
            time.monotonic(),
        )
