"""Asks an OpenAI-compatible server one short question, to see whether it can be used."""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.ui.operation import OperationScope

_SECONDS = 30.0
_LONGEST_WORDS = 300
_QUESTION = "Reply with one short friendly sentence."
# Servers on one's own machine often want no key, but the library wants one.
_NO_KEY = "none"


@dataclass(frozen=True)
class Trial:
    """How a trial went: whether the model answered, and what to read, with the server's own words."""

    answered: bool
    words: str


async def try_model(scope: OperationScope, *, base_url: str, key: str, model: str) -> Trial:
    """Sends one message to `model` and says how that went, within 30 s.

    The library is the one that the runner uses, so what works here works there.
    """
    openai: Any = await scope.in_thread(importlib.import_module, "openai")
    began = time.monotonic()
    try:
        async with openai.AsyncOpenAI(
            base_url=base_url or None, api_key=key or _NO_KEY, max_retries=0, timeout=_SECONDS
        ) as server:
            text = await _answer(server, model)
    except openai.APIStatusError as error:
        said = _short(_message_of(error.body) or error.message)
        words = _words("The server refused (%1): %2").replace("%1", str(error.status_code))
        return Trial(False, words.replace("%2", said))
    except openai.APITimeoutError:
        return Trial(False, _words("The server did not answer within 30 seconds."))
    except openai.APIConnectionError as error:
        reason = _short(str(error.__cause__ or error))
        return Trial(False, _words("The server cannot be reached: %1").replace("%1", reason))
    except openai.APIError as error:
        return Trial(False, _words("The server broke off: %1").replace("%1", _short(error.message)))
    except (openai.OpenAIError, AttributeError, IndexError, TypeError, ValueError):
        return Trial(False, _words("The server answered, but not as OpenAI's protocol has it."))
    if not text:
        return Trial(False, _words("The server answered, but without a word of text."))
    seconds = f"{time.monotonic() - began:.1f}"
    return Trial(True, _words("Answered in %1 s: “%2”").replace("%1", seconds).replace("%2", text))


async def _answer(server: Any, model: str) -> str:
    messages = [{"role": "user", "content": _QUESTION}]
    pieces: list[str] = []
    # As a stream, since that is how the runner will ask.
    async with await server.chat.completions.create(model=model, messages=messages, stream=True) as stream:
        async for chunk in stream:
            pieces.extend(choice.delta.content or "" for choice in chunk.choices)
    return _short("".join(pieces))


def _message_of(body: Any) -> str:
    """The provider's own sentence in an error's body, in the shapes that servers use."""
    if isinstance(body, dict):
        for name in ("message", "error", "detail"):
            if found := _message_of(body.get(name)):
                return found
        return ""
    return body if isinstance(body, str) else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 1] + "…"


def _words(source: str) -> str:
    return QCoreApplication.translate("ModelTrial", source)
