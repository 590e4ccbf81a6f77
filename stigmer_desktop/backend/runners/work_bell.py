"""Wakes the claims that wait, when work may have come."""

from __future__ import annotations

import asyncio

# Even an unheard strike must not keep work waiting for long.
LONGEST_SILENCE = 5.0


class WorkBell:
    """Rung after each commit; used on the server's loop alone."""

    def __init__(self) -> None:
        self.strikes = 0
        self._rung = asyncio.Event()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether no more work is given out."""
        return self._closed

    def ring(self) -> None:
        """Something was committed."""
        self.strikes += 1
        self._rung.set()

    def close(self) -> None:
        """Lets every claim that waits go home."""
        self._closed = True
        self.ring()

    async def wait(self, heard: int, seconds: float) -> bool:
        """Waits for a strike after number `heard`; False when `seconds` have passed or it is over."""
        if self._closed or seconds <= 0:
            return False
        if self.strikes == heard:
            self._rung.clear()
            try:
                await asyncio.wait_for(self._rung.wait(), min(seconds, LONGEST_SILENCE))
            except TimeoutError:
                return seconds > LONGEST_SILENCE
        return not self._closed
