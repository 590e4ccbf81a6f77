"""Finds the server of a data folder that is running already."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from stigmer_desktop.paths import DataFolder

# A file's time and a process's start are taken from different clocks.
CLOCK_SLACK = 2.0


@dataclass(frozen=True)
class Endpoint:
    """Where a server answers, and the token that callers send."""

    address: str
    token: str


def running_endpoint(data: DataFolder) -> Endpoint | None:
    """The endpoint of the server that serves `data` now; None when none does.

    endpoint.json is trusted only while the process that it names lives.
    """
    try:
        content = json.loads(data.endpoint_file.read_text(encoding="utf-8"))
        written = data.endpoint_file.stat().st_mtime
        token = Path(content["token_file"]).read_text(encoding="ascii").strip()
        address, pid = str(content["address"]), int(content["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Endpoint(address, token) if _lives(pid, written) else None


def awaited_endpoint(data: DataFolder, seconds: float) -> Endpoint | None:
    """Like running_endpoint, but gives a server that is just starting some time to answer."""
    deadline = time.monotonic() + seconds
    while (endpoint := running_endpoint(data)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return endpoint


def _lives(pid: int, written: float) -> bool:
    """Whether the process that wrote the file still runs, and not another under its number."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= written + CLOCK_SLACK
    except psutil.Error:
        return False
