"""How the runner calls the server: its token, its patience, and what an error means."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import grpc
import grpc.aio

LARGEST_MESSAGE = 64 * 1024 * 1024
CALL_SECONDS = 30.0
# The shortest and longest pause before a call is tried again.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 3.0
CHANNEL_OPTIONS = (
    ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ("grpc.max_receive_message_length", LARGEST_MESSAGE),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.enable_http_proxy", 0),
)
AWAY = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.ABORTED}

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class ServerRefused(Exception):
    """The server answered a call with an error that trying again does not help; the text is its words."""

    def __init__(self, code: grpc.StatusCode, words: str) -> None:
        super().__init__(words or code.name)
        self.code = code

    @property
    def words(self) -> str:
        """What a person reads of the server's words: what follows the name of the step that failed."""
        head, separator, tail = str(self).partition(" failed: ")
        return tail if separator and head.startswith("pipeline step") else str(self)


class ServerCalls:
    """A connection to the server of one endpoint. Where the server is away, calls wait for it."""

    def __init__(self, address: str, token: str) -> None:
        self.channel = grpc.aio.insecure_channel(address, options=list(CHANNEL_OPTIONS))
        self.metadata = (("authorization", f"Bearer {token}"),)

    async def close(self) -> None:
        await self.channel.close()

    async def once(self, call: Callable[..., Awaitable[Answer]], request: object, seconds: float) -> Answer:
        """One try.

        Raises:
            grpc.aio.AioRpcError: the call failed.
        """
        return await call(request, metadata=self.metadata, timeout=seconds)

    async def patiently(
        self,
        call: Callable[..., Awaitable[Answer]],
        request: object,
        seconds: float = CALL_SECONDS,
    ) -> Answer:
        """Tries until the server answers.

        Raises:
            ServerRefused: its answer is an error that trying again does not help.
        """
        pause = FIRST_PAUSE
        while True:
            try:
                return await self.once(call, request, seconds)
            except grpc.aio.AioRpcError as error:
                if error.code() not in AWAY:
                    raise ServerRefused(error.code(), error.details() or "") from None
                log.info("the server is away (%s); trying again", error.code().name)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
