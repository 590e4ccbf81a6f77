"""A client for a model endpoint, in the protocol that its server speaks."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from stigmer_desktop.model_names import ANTHROPIC
from stigmer_desktop.runner.answer_piece import ChatMessage, Piece, ToolSchema
from stigmer_desktop.runner.chat_model import ChatModel
from stigmer_desktop.runner.model_call import RETRIES
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts


class ModelClient(Protocol):
    """Asks one model; see `ChatModel`, whose methods these are."""

    @property
    def endpoint(self) -> ModelEndpoint: ...

    def answer(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema] = ()
    ) -> AsyncGenerator[Piece, None]: ...

    async def count_tokens(self, messages: Sequence[ChatMessage]) -> int: ...


@asynccontextmanager
async def model_client(
    endpoint: ModelEndpoint, timeouts: Timeouts | None = None, retries: int = RETRIES
) -> AsyncIterator[ModelClient]:
    """The client for `endpoint`, closed at the end."""
    made: Any = ChatModel
    if endpoint.provider == ANTHROPIC:
        # Loaded where it is needed, and where it holds up no heartbeat.
        module = await asyncio.to_thread(importlib.import_module, "stigmer_desktop.runner.anthropic_model")
        made = module.AnthropicModel
    async with made(endpoint, timeouts, retries) as client:
        yield client
