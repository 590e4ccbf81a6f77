"""One call of a model over the OpenAI-compatible protocol: messages in, pieces of the answer out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpx2
import openai
from openai.types.chat import ChatCompletionChunk

from stigmer_desktop.runner import model_failure
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts

ChatMessage = Mapping[str, Any]
ToolSchema = Mapping[str, Any]

# Two more tries where the server is busy or the connection fails; never once an answer has begun, and
# never after silence: who took the question and says nothing would only get it twice.
RETRIES = 2
RETRIED_STATUSES = {408, 409, 429, 500, 502, 503, 504}
FIRST_PAUSE = 0.5
# A server that wants to be left alone for longer is not waited for; the user is told.
LONGEST_PAUSE = 10.0
# The field of a message with what its provider wants back; other providers are not sent it.
KEPT = "kept"
# Different servers give the thinking of a model different names.
THINKING_FIELDS = ("reasoning_content", "reasoning")


@dataclass(frozen=True)
class TokenCount:
    """What one call used, in tokens; `written_input` is what the provider took into its cache."""

    input: int
    output: int
    cached_input: int
    written_input: int = 0


@dataclass(frozen=True)
class ToolCallPiece:
    """A part of a call of a tool; the parts with the same index belong together."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of an answer; what is not in it is empty.

    `kept` is what the provider wants back, as it is, with the calls that it came with.
    """

    text: str = ""
    thinking: str = ""
    model: str = ""
    finish: str = ""
    tokens: TokenCount | None = None
    tool_calls: tuple[ToolCallPiece, ...] = ()
    kept: tuple[Mapping[str, Any], ...] = ()


class ChatModel:
    """A client of one model endpoint; to be used as an async context manager."""

    def __init__(
        self, endpoint: ModelEndpoint, timeouts: Timeouts | None = None, retries: int = RETRIES
    ) -> None:
        self.endpoint = endpoint
        self._timeouts = timeouts or Timeouts()
        self._retries = retries
        seconds = self._timeouts
        timeout = openai.Timeout(
            connect=seconds.connect, read=seconds.silence, write=seconds.silence, pool=seconds.connect
        )
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.key or "none",
            max_retries=0,
            timeout=timeout,
            http_client=openai.DefaultAsyncHttpxClient(
                timeout=timeout,
                # A redirect could carry the key and the conversation to another server.
                follow_redirects=False,
                # A proxy of the environment is not the way to a server on this machine.
                trust_env=not model_failure.is_on_this_machine(endpoint.base_url),
            ),
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
        answering = False
        finished = False
        try:
            async with aclosing(self._stream(messages, tools)) as stream:
                async for chunk in stream:
                    piece = _piece(chunk)
                    answering = answering or bool(piece.text or piece.thinking or piece.tool_calls)
                    finished = finished or bool(piece.finish)
                    yield piece
        except openai.APITimeoutError as error:
            if isinstance(error.__cause__, httpx2.ConnectTimeout):
                raise model_failure.connection_failure(self.endpoint, answering=False) from None
            silence = self._timeouts.silence
            raise model_failure.silence_failure(self.endpoint, silence, answering=answering) from None
        except openai.APIConnectionError:
            raise model_failure.connection_failure(self.endpoint, answering=answering) from None
        except openai.APIStatusError as error:
            complaint = _complaint(error)
            raise model_failure.status_failure(self.endpoint, complaint, with_tools=bool(tools)) from None
        except openai.APIError as error:
            raise model_failure.stream_failure(self.endpoint, _complaint(error)) from None
        except (ValueError, AttributeError, TypeError, KeyError, IndexError):
            raise model_failure.malformed_failure(self.endpoint) from None
        if not finished:
            raise (
                model_failure.connection_failure(self.endpoint, answering=True)
                if answering
                else model_failure.malformed_failure(self.endpoint)
            )

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
        async with await self._patiently(messages, tools) as stream:
            async for chunk in stream:
                yield chunk

    async def _patiently(
        self, messages: Sequence[ChatMessage], tools: Sequence[ToolSchema]
    ) -> openai.AsyncStream[ChatCompletionChunk]:
        pause = FIRST_PAUSE
        for _ in range(self._retries):
            try:
                return await self._request(messages, tools)
            except (openai.APIConnectionError, openai.APIStatusError) as error:
                wait = _pause_before_retry(error, pause)
                if wait is None:
                    raise
            await asyncio.sleep(wait)
            pause *= 2
        return await self._request(messages, tools)

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


def _pause_before_retry(error: openai.APIError, pause: float) -> float | None:
    """How long to wait before another try, in seconds; None if another would not help."""
    if isinstance(error, openai.APITimeoutError):
        return None
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in RETRIED_STATUSES or error.code == model_failure.NO_QUOTA:
            return None
        return pause_before_retry(error.response.headers.get("retry-after", ""), pause)
    return pause


def pause_before_retry(asked: str, pause: float) -> float | None:
    """How long to wait, in seconds, where a server `asked` for so much; None if that is too long."""
    pause = float(asked) if asked.isdigit() else pause
    return pause if pause <= LONGEST_PAUSE else None


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
