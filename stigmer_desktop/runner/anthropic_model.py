"""One call of a model over Anthropic's protocol: the same in and out as with `chat_model`."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import Any, cast

import anthropic
import httpx2
from anthropic.types import RawMessageStreamEvent

from stigmer_desktop.runner import model_failure
from stigmer_desktop.runner.answer_piece import ChatMessage, Piece, ToolSchema
from stigmer_desktop.runner.anthropic_messages import AnswerReader, request_body
from stigmer_desktop.runner.model_call import (
    RETRIED_STATUSES,
    RETRIES,
    AnswerProgress,
    connection,
    patiently,
    pause_before_retry,
)
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts

OVERLOADED = 529
# The protocol demands a number, thinking included. Older models take less, say so, and are asked again.
ANSWER_TOKENS = 32_000
# Models think by themselves, but tell of it only who asks; those that cannot are asked again without.
THINKING = {"type": "adaptive", "display": "summarized"}
_MOST_TOKENS = re.compile(r"max_tokens: \d+ > (\d+)")


class AnthropicModel:
    """A client of one model endpoint; to be used as an async context manager."""

    def __init__(
        self, endpoint: ModelEndpoint, timeouts: Timeouts | None = None, retries: int = RETRIES
    ) -> None:
        self.endpoint = endpoint
        self._timeouts = timeouts or Timeouts()
        self._retries = retries
        self._answer_tokens = endpoint.answer_tokens or ANSWER_TOKENS
        self._asks_for_thinking = True
        self._gives_thoughts_back = True
        options = connection(endpoint, self._timeouts)
        self._client = anthropic.AsyncAnthropic(
            base_url=endpoint.base_url,
            api_key=endpoint.key or "none",
            max_retries=0,
            timeout=options["timeout"],
            http_client=anthropic.DefaultAsyncHttpxClient(**options),
        )

    async def __aenter__(self) -> AnthropicModel:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def answer(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema] = ()
    ) -> AsyncGenerator[Piece, None]:
        """Asks, and gives the pieces of the answer as they come; see `ChatModel.answer`.

        Raises:
            ModelFailure: the model does not answer, or not to the end; ContextTooLong, where the
                messages are too much for it; ToolsRefused, where it takes no tools.
        """
        progress = AnswerProgress(self.endpoint, self._timeouts)
        reader = AnswerReader()
        try:
            async with aclosing(self._stream(messages, tools)) as stream:
                async for event in stream:
                    yield progress.take(reader.piece(event))
        except anthropic.APITimeoutError as error:
            raise progress.too_late(error.__cause__) from None
        except httpx2.TimeoutException:
            raise progress.too_late(None) from None
        except (anthropic.APIConnectionError, httpx2.TransportError):
            raise progress.broken_off() from None
        except anthropic.APIStatusError as error:
            complaint = _complaint(error)
            if complaint.status is None:
                raise model_failure.stream_failure(self.endpoint, complaint) from None
            raise model_failure.status_failure(self.endpoint, complaint, with_tools=bool(tools)) from None
        except (anthropic.APIError, ValueError, AttributeError, TypeError, KeyError, IndexError):
            raise model_failure.malformed_failure(self.endpoint) from None
        progress.check_end()

    async def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """How many tokens of its window `messages` take.

        Raises:
            ModelFailure: the server does not say.
        """
        body = request_body(self.endpoint.model, messages, (), 1)
        try:
            answer = await self._client.post(
                "/v1/messages/count_tokens",
                cast_to=dict[str, Any],
                body={name: body[name] for name in ("model", "messages", "system") if name in body},
            )
            return int(answer["input_tokens"])
        except anthropic.APIConnectionError:
            raise model_failure.connection_failure(self.endpoint, answering=False) from None
        except anthropic.APIStatusError as error:
            raise model_failure.status_failure(self.endpoint, _complaint(error)) from None
        except (ValueError, TypeError, KeyError):
            raise model_failure.malformed_failure(self.endpoint) from None

    async def _stream(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema]
    ) -> AsyncGenerator[Any, None]:
        asked = patiently(lambda: self._request(messages, tools), _pause_before_retry, self._retries)
        async with await asked as stream:
            async for event in stream:
                yield event

    async def _request(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema]
    ) -> anthropic.AsyncStream[RawMessageStreamEvent]:
        body = request_body(
            self.endpoint.model,
            messages,
            tools,
            self._answer_tokens,
            with_kept=self._gives_thoughts_back,
        )
        if self._asks_for_thinking:
            body["thinking"] = THINKING
        try:
            stream: anthropic.AsyncStream[RawMessageStreamEvent] = await self._client.post(
                "/v1/messages",
                cast_to=cast(type[Any], RawMessageStreamEvent),
                body={**body, **self.endpoint.sampling},
                stream=True,
                stream_cls=anthropic.AsyncStream[RawMessageStreamEvent],
            )
            return stream
        except anthropic.BadRequestError as error:
            if not self._can_ask_for_less(_complaint(error).text):
                raise
        return await self._request(messages, tools)

    def _can_ask_for_less(self, complaint: str) -> bool:
        """Takes back what the model of this server does not take, as `complaint` has it; whether it did."""
        most = _MOST_TOKENS.search(complaint)
        if most is not None and int(most[1]) < self._answer_tokens:
            self._answer_tokens = int(most[1])
            return True
        if "thinking" not in complaint:
            return False
        if self._asks_for_thinking and "block" not in complaint and "signature" not in complaint:
            self._asks_for_thinking = False
            return True
        # A conversation that was summarised since is no longer the one in which they were thought.
        took_back, self._gives_thoughts_back = self._gives_thoughts_back, False
        return took_back


def _pause_before_retry(error: Exception, pause: float) -> float | None:
    """How long to wait before another try, in seconds; None if another would not help."""
    if isinstance(error, anthropic.APIStatusError):
        if error.status_code not in RETRIED_STATUSES | {OVERLOADED}:
            return None
        return pause_before_retry(error.response.headers.get("retry-after", ""), pause)
    lost = isinstance(error, anthropic.APIConnectionError)
    return pause if lost and not isinstance(error, anthropic.APITimeoutError) else None


def _complaint(error: anthropic.APIStatusError) -> model_failure.Complaint:
    body = error.body
    described = body.get("error") if isinstance(body, Mapping) else None
    described = described if isinstance(described, Mapping) else body
    kind = described.get("type") if isinstance(described, Mapping) else None
    status = error.response.status_code
    return model_failure.Complaint(
        # What comes in the middle of an answer comes under the status of its good beginning.
        status=status if status >= 400 else None,
        body=described,
        codes=frozenset({kind} if isinstance(kind, str) else ()),
        retry_after=error.response.headers.get("retry-after", ""),
    )
