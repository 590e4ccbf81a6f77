"""What the clients of all protocols have in common: the connection, the patience, and the whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypedDict, TypeVar

import httpx2

from stigmer_desktop.runner import model_failure
from stigmer_desktop.runner.answer_piece import Piece
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts

# Two more tries where the server is busy or the connection fails; never once an answer has begun, and
# never after silence: who took the question and says nothing would only get it twice.
RETRIES = 2
RETRIED_STATUSES = frozenset({408, 409, 429, 500, 502, 503, 504})
FIRST_PAUSE = 0.5
# A server that wants to be left alone for longer is not waited for; the user is told.
LONGEST_PAUSE = 10.0

Answered = TypeVar("Answered")


class Connection(TypedDict):
    """How an HTTP client connects."""

    timeout: httpx2.Timeout
    follow_redirects: bool
    trust_env: bool


def connection(endpoint: ModelEndpoint, timeouts: Timeouts) -> Connection:
    """How to connect to the server of `endpoint`."""
    return Connection(
        timeout=httpx2.Timeout(
            connect=timeouts.connect, read=timeouts.silence, write=timeouts.silence, pool=timeouts.connect
        ),
        # A redirect could carry the key and the conversation to another server.
        follow_redirects=False,
        # A proxy of the environment is not the way to a server on this machine.
        trust_env=not model_failure.is_on_this_machine(endpoint.base_url),
    )


async def patiently(
    ask: Callable[[], Awaitable[Answered]],
    pause_after: Callable[[Exception, float], float | None],
    retries: int,
) -> Answered:
    """What `ask` gives, asked again where that may help.

    Args:
        ask: begins the call.
        pause_after: how long to wait after a failure, in seconds, given the pause that is due; None
            where another try would not help.
        retries: how many more tries there are.
    """
    pause = FIRST_PAUSE
    for _ in range(retries):
        try:
            return await ask()
        except Exception as error:
            wait = pause_after(error, pause)
            if wait is None:
                raise
        await asyncio.sleep(wait)
        pause *= 2
    return await ask()


def pause_before_retry(asked: str, pause: float) -> float | None:
    """How long to wait, in seconds, where a server `asked` for so much; None if that is too long."""
    pause = float(asked) if asked.isdigit() else pause
    return pause if pause <= LONGEST_PAUSE else None


class AnswerProgress:
    """How far an answer has come, and what its breaking off means."""

    def __init__(self, endpoint: ModelEndpoint, timeouts: Timeouts) -> None:
        self._endpoint = endpoint
        self._timeouts = timeouts
        self.begun = False
        self._finished = False

    def take(self, piece: Piece) -> Piece:
        """Notes a piece, which it returns."""
        self.begun = self.begun or bool(piece.text or piece.thinking or piece.tool_calls)
        self._finished = self._finished or bool(piece.finish)
        return piece

    def too_late(self, cause: BaseException | None) -> model_failure.ModelFailure:
        """What a time limit means that was passed by `cause`."""
        if isinstance(cause, httpx2.ConnectTimeout):
            return model_failure.connection_failure(self._endpoint, answering=False)
        silence = self._timeouts.silence
        return model_failure.silence_failure(self._endpoint, silence, answering=self.begun)

    def broken_off(self) -> model_failure.ModelFailure:
        """What a lost connection means."""
        return model_failure.connection_failure(self._endpoint, answering=self.begun)

    def check_end(self) -> None:
        """The stream is over.

        Raises:
            ModelFailure: the answer is not.
        """
        if not self._finished:
            raise self.broken_off() if self.begun else model_failure.malformed_failure(self._endpoint)
