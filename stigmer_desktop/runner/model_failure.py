"""What can go wrong with a model server, as sentences that say what to do."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from stigmer_desktop.model_names import ANTHROPIC, OLLAMA, OPENAI
from stigmer_desktop.runner.model_endpoint import ModelEndpoint

WORDS_LIMIT = 300
NO_QUOTA = "insufficient_quota"
CHARACTERS_PER_TOKEN = 4
CONTEXT_CODES = {"context_length_exceeded", "exceed_context_size_error"}
CONTEXT_WORDS = re.compile(
    r"context (length|size|window)|maximum context|too many tokens"
    r"|(prompt|input|request) is too (long|large)",
    re.IGNORECASE,
)
TOOL_STATUSES = {400, 404, 422, 500, 501}
NO_TOOLS_WORDS = re.compile(
    r"(not|n't) support[^.]{0,40}\b(tools?|functions?)\b|\b(tools?|functions?)\b[^.]{0,40}(not|n't) support"
    r"|support(s|ing)? tool use|enable-auto-tool-choice|extra[^.]{0,30}\btools\b|requires[^.]{0,20}--jinja",
    re.IGNORECASE,
)
CONTEXT_LIMITS = (
    re.compile(r"maximum context length (?:is|of) (\d[\d,]*)", re.IGNORECASE),
    re.compile(r"context (?:length|size|window)\D{0,20}(\d[\d,]*)", re.IGNORECASE),
)


WORD_FIELDS = ("message", "detail", "error")
TOKENS_OVER = re.compile(r"(\d+) tokens > (\d+)")
NO_CREDIT = re.compile(r"credit balance is too low", re.IGNORECASE)


class ModelFailure(Exception):
    """A model did not answer, or not to the end; the text is the sentence for people."""


@dataclass(eq=False)
class ContextTooLong(ModelFailure):
    """The model's window cannot hold what it was asked.

    Attributes:
        place: the model server as a sentence calls it.
        model: the model's name.
        limit: how many tokens the window holds, if that is known.
        size: how many tokens it was asked to hold, if that is known.
    """

    place: str
    model: str
    limit: int | None = None
    size: int | None = None

    def __str__(self) -> str:
        holds = "has a smaller window"
        if self.limit:
            holds = (
                f"holds at most {self.limit:,} tokens, question and answer together, "
                f"which is roughly {self.limit * CHARACTERS_PER_TOKEN:,} characters"
            )
        size = f"; this would be {self.size:,} tokens" if self.size else ""
        return (
            f'The message is too long: the model "{self.model}" {holds}{size}. '
            "Shorten the message, or choose a model with a larger window."
        )


class ToolsRefused(ModelFailure):
    """The model, or its server, takes no tools; without them it may answer."""


@dataclass(frozen=True)
class Complaint:
    """What a model server said was wrong, whatever its protocol.

    Attributes:
        status: the HTTP status; None where it came in the middle of an answer.
        body: the whole, or the part that describes the error.
        codes: the names that the protocol gives to the error.
        retry_after: the header of that name.
    """

    status: int | None
    body: Any = None
    codes: frozenset[str] = field(default_factory=frozenset)
    retry_after: str = ""

    @property
    def text(self) -> str:
        """The server's own words; empty where there are none."""
        body = self.body
        if isinstance(body, Mapping):
            return next((text for key in WORD_FIELDS if (text := _text(body.get(key)))), "")
        return _text(body)


def status_failure(
    endpoint: ModelEndpoint, complaint: Complaint, *, with_tools: bool = False
) -> ModelFailure:
    """The failure behind an answer with an HTTP status that is not a success.

    Args:
        with_tools: whether the request offered tools.
    """
    place, status = endpoint.place, complaint.status or 0
    words = said(endpoint, complaint)
    if too_long := context_failure(endpoint, complaint):
        return too_long
    if with_tools and status in TOOL_STATUSES and NO_TOOLS_WORDS.search(complaint.text):
        return ToolsRefused(f'The model "{endpoint.model}" takes no tools.{words}')
    if status == 401 and not endpoint.key:
        return ModelFailure(f"{place} asks for an API key. Save one for it in Settings.{words}")
    if status == 401:
        return ModelFailure(f"{place} refused the API key. Save a valid one for it in Settings.{words}")
    if status == 403:
        return ModelFailure(f"{place} does not allow this with this API key.{words}")
    if status == 404:
        return ModelFailure(f'{place} does not know the model "{endpoint.model}". {_have(endpoint)}{words}')
    if NO_QUOTA in complaint.codes or (endpoint.provider == ANTHROPIC and NO_CREDIT.search(complaint.text)):
        return ModelFailure(f"The account at {endpoint.address} has no quota left.{words}")
    if status == 429:
        return ModelFailure(
            f"{place} takes no more requests for now. {_wait(complaint)} and send the message again.{words}"
        )
    if status >= 500:
        return ModelFailure(
            f"{place} had a problem of its own (status {status}). "
            f"See to the server, or send the message again later.{words}"
        )
    return ModelFailure(
        f"{place} refused the request (status {status}). "
        f"Check the base URL and whether the model can chat.{words}"
    )


def context_failure(endpoint: ModelEndpoint, complaint: Complaint) -> ContextTooLong | None:
    """The failure if `complaint` says that the conversation does not fit into the model's window."""
    status, text = complaint.status, complaint.text
    known = complaint.codes & CONTEXT_CODES
    if not (known or status == 413 or (status in (None, 400, 422) and CONTEXT_WORDS.search(text))):
        return None
    body = complaint.body if isinstance(complaint.body, Mapping) else {}
    size, limit = _sizes(text)
    return ContextTooLong(
        endpoint.place,
        endpoint.model,
        limit=_whole(body.get("n_ctx")) or limit or endpoint.context_tokens,
        size=_whole(body.get("n_prompt_tokens")) or size,
    )


def connection_failure(endpoint: ModelEndpoint, *, answering: bool) -> ModelFailure:
    """The failure when the connection could not be made, or broke."""
    if answering:
        return ModelFailure(
            f"{endpoint.place} broke off in the middle of the answer; what came is kept. "
            "Send the message again for a whole answer."
        )
    if endpoint.builtin:
        return ModelFailure(f"{endpoint.place} has ended unexpectedly. Send the message again.")
    start = (
        "Start the model server there" if is_on_this_machine(endpoint.base_url) else "Check the connection"
    )
    return ModelFailure(
        f"Nothing answers at {endpoint.address}. {start}, or choose another model in Settings."
    )


def silence_failure(endpoint: ModelEndpoint, seconds: float, *, answering: bool) -> ModelFailure:
    """The failure when nothing came for `seconds`."""
    if answering:
        return ModelFailure(
            f"{endpoint.place} stopped in the middle of the answer and sent nothing for {seconds:g} s; "
            "what came is kept. Send the message again for a whole answer."
        )
    return ModelFailure(
        f"{endpoint.place} took the question but sent nothing for {seconds:g} s. "
        "See whether it is stuck or overloaded, then send the message again."
    )


def stream_failure(endpoint: ModelEndpoint, complaint: Complaint) -> ModelFailure:
    """The failure that the server itself told in the middle of its answer."""
    return context_failure(endpoint, complaint) or ModelFailure(
        f"{endpoint.place} gave up in the middle of the answer. "
        f"Send the message again, or see to the server.{said(endpoint, complaint)}"
    )


def malformed_failure(endpoint: ModelEndpoint) -> ModelFailure:
    """The failure when what came is not an answer stream."""
    protocol = "of Anthropic's protocol" if endpoint.provider == ANTHROPIC else "an OpenAI-compatible one"
    ending = "" if endpoint.provider == ANTHROPIC else "; its base URL mostly ends in /v1"
    return ModelFailure(
        f"{endpoint.place} sent something that is not a valid answer. "
        f"Check that the server there is {protocol}{ending}."
    )


def empty_failure(endpoint: ModelEndpoint, finish: str) -> ModelFailure:
    """The failure when an answer ended and held no text."""
    if finish == "content_filter":
        return ModelFailure(
            f"{endpoint.place} withheld the answer by its content filter. Put the message differently."
        )
    return ModelFailure(
        f'The model "{endpoint.model}" answered with nothing. '
        "Send the message again, or choose another model."
    )


def said(endpoint: ModelEndpoint, complaint: Complaint) -> str:
    """The server's own words as a last sentence, shortened and without the key; or nothing."""
    words = " ".join(complaint.text.split())
    if endpoint.key:
        words = words.replace(endpoint.key, "…")
    if not words or words.startswith(("<", "{")):
        return ""
    if len(words) > WORDS_LIMIT:
        words = words[: WORDS_LIMIT - 1].rstrip() + "…"
    return f" It said: “{words}”"


def is_on_this_machine(base_url: str) -> bool:
    """Whether the server at `base_url` is one of this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _have(endpoint: ModelEndpoint) -> str:
    """How to come to a model that the server knows."""
    if endpoint.provider == OLLAMA:
        return f'Get it with "ollama pull {endpoint.model}", or choose one that it has.'
    if endpoint.provider == OPENAI:
        return "Choose one that it has, and check the base URL, which mostly ends in /v1."
    return "Choose one that it has."


def _wait(complaint: Complaint) -> str:
    return f"Wait {complaint.retry_after} s" if complaint.retry_after.isdigit() else "Wait a little"


def _sizes(text: str) -> tuple[int | None, int | None]:
    """Size and limit, in tokens, as far as `text` tells them."""
    if both := TOKENS_OVER.search(text):
        return int(both[1]), int(both[2])
    return None, _limit_in(text)


def _limit_in(text: str) -> int | None:
    for pattern in CONTEXT_LIMITS:
        if match := pattern.search(text):
            return int(match.group(1).replace(",", ""))
    return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
