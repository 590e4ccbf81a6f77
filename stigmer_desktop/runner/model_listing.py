"""Asks model servers which models they have; finds those of Ollama and LM Studio on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from stigmer_desktop.model_names import ANTHROPIC, LMSTUDIO, OLLAMA, OPENAI, is_address, model_url

# Ollama's own list tells more than its list in OpenAI's form.
PATHS = {OLLAMA: "/api/tags", LMSTUDIO: "/models", OPENAI: "/models", ANTHROPIC: "/v1/models?limit=1000"}
ANTHROPIC_VERSION = "2023-06-01"
LOCAL_SECONDS = 1.0
SECONDS = 10.0
# Models that turn text into numbers; they cannot answer.
SILENT_PREFIXES = ("text-embedding", "nomic-embed", "mxbai-embed")
SILENT_FAMILIES = {"bert", "nomic-bert"}


@dataclass(frozen=True)
class Listing:
    """What a server said: its models' names, or in `problem` why it did not say."""

    provider: str
    base_url: str
    models: tuple[str, ...] = ()
    problem: str = ""


async def found_servers(addresses: Mapping[str, str]) -> list[Listing]:
    """The servers among `addresses` (provider to base URL, empty for the usual one) that answer at once."""
    answers = await asyncio.gather(
        *(listing(provider, url, seconds=LOCAL_SECONDS) for provider, url in addresses.items())
    )
    return [answer for answer in answers if not answer.problem]


async def listing(provider: str, base_url: str = "", key: str = "", seconds: float = SECONDS) -> Listing:
    """The models of one server; `provider` says in which protocol to ask."""
    url = model_url(provider, base_url)
    root = url.removesuffix("/v1") if provider == OLLAMA else url
    if not is_address(url):
        words = f'"{base_url.strip()}" is not the address of a server; it begins with http:// or https://.'
        return Listing(provider, url, problem=words)
    try:
        content = await _asked(f"{root}{PATHS[provider]}", _headers(provider, key), seconds)
        return Listing(provider, url, tuple(_names(content)))
    except TimeoutError:
        problem = f"{root} did not answer within {seconds:g} s."
    except _Refused as refused:
        problem = f"{root} refused: {refused}"
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        problem = f"{root} cannot be reached: {error or type(error).__name__}"
    except (ValueError, TypeError, KeyError, AttributeError):
        problem = f"{root} answers, but does not list models as expected."
    return Listing(provider, url, problem=problem.replace(key, "…") if key else problem)


class _Refused(Exception):
    pass


async def _asked(url: str, headers: Mapping[str, str], seconds: float) -> Any:
    # Without the environment's proxies: these are no way to a server on this machine.
    local = "//127." in url or "//localhost" in url
    # Reading all certificates takes a while, and here often nobody needs them.
    client = httpx2.AsyncClient(trust_env=not local, timeout=SECONDS, verify=url.startswith("https:"))
    async with client, asyncio.timeout(seconds):
        answer = await client.get(url, headers=dict(headers))
    if answer.is_success:
        return answer.json()
    raise _Refused(_words(answer) or f"status {answer.status_code}")


def _headers(provider: str, key: str) -> dict[str, str]:
    if provider == ANTHROPIC:
        return {"x-api-key": key, "anthropic-version": ANTHROPIC_VERSION}
    return {"Authorization": f"Bearer {key}"} if key else {}


def _names(content: Any) -> Sequence[str]:
    """The names in Ollama's list, or in one of OpenAI's form; in the servers' order."""
    if "models" in content:
        entries = [
            (str(each["name"]), set(each.get("details", {}).get("families") or ()))
            for each in content["models"]
        ]
    else:
        entries = [(str(each["id"]), set()) for each in content["data"]]
    return [
        name
        for name, families in entries
        if not name.startswith(SILENT_PREFIXES) and not families & SILENT_FAMILIES
    ]


def _words(answer: httpx2.Response) -> str:
    """The server's own sentence in an error's body, in the shapes that servers use."""

    def found(body: Any) -> str:
        if isinstance(body, dict):
            return next(
                (text for name in ("message", "error", "detail") if (text := found(body.get(name)))), ""
            )
        return body if isinstance(body, str) else ""

    try:
        return " ".join(found(answer.json()).split())[:300]
    except ValueError:
        return ""
