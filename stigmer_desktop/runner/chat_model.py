"""One call of a model over the OpenAI-compatible protocol: messages in, pieces of the answer out."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from stigmer_desktop.runner import model_failure
from stigmer_desktop.runner.answer_piece import (
    KEPT,
    ChatMessage,
    Piece,
    TokenCount,
    ToolCallPiece,
    ToolSchema,
)
from stigmer_desktop.runner.model_call import (
    RETRIED_STATUSES,
    RETRIES,
    AnswerProgress,
    connection,
    patiently,
    pause_before_retry,
)
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts

# Different servers give the thinking of a model different names.
THINKING_FIELDS = ("reasoning_content", "reasoning")


class ChatModel:
    """A client of one model endpoint; to be used as an async context manager."""

    def __init__(
        self, endpoint: ModelEndpoint, timeouts: Timeouts | None = None, retries: int = RETRIES
    ) -> None:
        self.endpoint = endpoint
        self._timeouts = timeouts or Timeouts()
        self._retries = retries
        options = connection(endpoint, self._timeouts)
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.key or "none",
            max_retries=0,
            timeout=options["timeout"],
            http_client=openai.DefaultAsyncHttpxClient(**options),
        )

    async def __aenter__(self) -> ChatModel:
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
        """Asks, and gives the pieces of the answer as they come, the last with its finish reason.

        Args:
            messages: the conversation, as the protocol writes it.
            tools: the tools that the model may call, as the protocol writes them.

        Raises:
            ModelFailure: the model does not answer, or not to the end; ContextTooLong, where the
                messages are too much for it; ToolsRefused, where it takes no tools.
        """
        progress = AnswerProgress(self.endpoint, self._timeouts)
        try:
            async with aclosing(self._stream(messages, tools)) as stream:
                async for chunk in stream:
                    yield progress.take(_piece(chunk))
        except openai.APITimeoutError as error:
            raise progress.too_late(error.__cause__) from None
        except openai.APIConnectionError:
            raise progress.broken_off() from None
        except openai.APIStatusError as error:
            complaint = _complaint(error)
            raise model_failure.status_failure(self.endpoint, complaint, with_tools=bool(tools)) from None
        except openai.APIError as error:
            raise model_failure.stream_failure(self.endpoint, _complaint(error)) from None
        except (ValueError, AttributeError, TypeError, KeyError, IndexError):
            raise model_failure.malformed_failure(self.endpoint) from None
        progress.check_end()

    async def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """How many tokens of its window `messages` take, as a llama.cpp server counts them.

        Raises:
            ModelFailure: the server does not say.
        """
        try:
            answer = await self._client.post(
                "/chat/completions/input_tokens",
                cast_to=dict[str, Any],
                body={"model": self.endpoint.model, "messages": list(messages)},
            )
            return int(answer["input_tokens"])
        except openai.APIConnectionError:
            raise model_failure.connection_failure(self.endpoint, answering=False) from None
        except openai.APIStatusError as error:
            raise model_failure.status_failure(self.endpoint, _complaint(error)) from None
        except (ValueError, TypeError, KeyError):
            raise model_failure.malformed_failure(self.endpoint) from None

    async def is_ready(self) -> bool:
        """Whether the server answers now, and takes our key."""
        try:
            await self._client.models.list()
        except openai.APIError:
            return False
        return True

    async def _stream(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema]
    ) -> AsyncGenerator[ChatCompletionChunk, None]:
        asked = patiently(lambda: self._request(messages, tools), _pause_before_retry, self._retries)
        async with await asked as stream:
            async for chunk in stream:
                yield chunk

    async def _request(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema], *, with_usage: bool = True
    ) -> openai.AsyncStream[ChatCompletionChunk]:
        endpoint = self.endpoint
        body: dict[str, Any] = {"model": endpoint.model, "messages": _sent(messages), "stream": True}
        if tools:
            body["tools"] = list(tools)
        if with_usage:
            body["stream_options"] = {"include_usage": True}
        if endpoint.answer_tokens is not None:
            body["max_tokens"] = endpoint.answer_tokens
        try:
            stream: openai.AsyncStream[ChatCompletionChunk] = await self._client.post(
                "/chat/completions",
                cast_to=ChatCompletionChunk,
                body={**body, **endpoint.sampling},
                stream=True,
                stream_cls=openai.AsyncStream[ChatCompletionChunk],
            )
            return stream
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if with_usage and "stream_options" in str(error.body):
                return await self._request(messages, tools, with_usage=False)
            raise


def _pause_before_retry(error: Exception, pause: float) -> float | None:
    """How long to wait before another try, in seconds; None if another would not help."""
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in RETRIED_STATUSES or error.code == model_failure.NO_QUOTA:
            return None
        return pause_before_retry(error.response.headers.get("retry-after", ""), pause)
    lost = isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError)
    return pause if lost else None


def _piece(chunk: ChatCompletionChunk) -> Piece:
    """The part of the answer in `chunk`, whose fields the client library has not checked.

    Raises:
        TypeError, AttributeError: it is not what a server of this protocol sends.
    """
    choices = getattr(chunk, "choices", None) or []
    choice = choices[0] if choices else None
    delta = choice.delta if choice is not None else None
    thinking = next(
        (value for name in THINKING_FIELDS if (value := getattr(delta, name, None))),
        "",
    )
    piece = Piece(
        # A refusal comes in a field of its own, and is what the model says.
        text=(delta.content if delta is not None else None) or getattr(delta, "refusal", None) or "",
        thinking=thinking,
        model=getattr(chunk, "model", None) or "",
        finish=(choice.finish_reason if choice is not None else None) or "",
        tokens=_tokens(getattr(chunk, "usage", None)),
        tool_calls=tuple(
            _call_piece(part, place)
            for place, part in enumerate((getattr(delta, "tool_calls", None) or []) if delta else [])
        ),
    )
    texts = [piece.text, piece.thinking, piece.model, piece.finish]
    texts += [text for call in piece.tool_calls for text in (call.id, call.name, call.arguments)]
    if not all(isinstance(part, str) for part in texts):
        raise TypeError("a text of the answer is not a text")
    return piece


def _call_piece(part: Any, place: int) -> ToolCallPiece:
    # Some servers send whole calls, all without an index.
    index = getattr(part, "index", None)
    function = part.function
    arguments = getattr(function, "arguments", None)
    if isinstance(arguments, dict):
        arguments = json.dumps(arguments)
    return ToolCallPiece(
        index=place if index is None else int(index),
        id=getattr(part, "id", None) or "",
        name=getattr(function, "name", None) or "",
        arguments=arguments or "",
    )


def _sent(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    return [{name: part for name, part in each.items() if name != KEPT} for each in messages]


def _tokens(usage: Any) -> TokenCount | None:
    if usage is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    return TokenCount(
        input=int(getattr(usage, "prompt_tokens", None) or 0),
        output=int(getattr(usage, "completion_tokens", None) or 0),
        cached_input=int(getattr(details, "cached_tokens", None) or 0),
    )


def _complaint(error: openai.APIError) -> model_failure.Complaint:
    response = error.response if isinstance(error, openai.APIStatusError) else None
    return model_failure.Complaint(
        status=response.status_code if response is not None else None,
        body=error.body,
        codes=frozenset(filter(None, (error.code, error.type))),
        retry_after=response.headers.get("retry-after", "") if response is not None else "",
    )
