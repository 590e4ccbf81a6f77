"""Waiting for a condition, so that no test sleeps for luck."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PAUSE = 0.02


async def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Returns once `condition` holds; fails the test if it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:g} s"
        await asyncio.sleep(PAUSE)


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """The same for tests without a loop."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:g} s"
        time.sleep(PAUSE)
