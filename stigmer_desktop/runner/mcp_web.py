"""An MCP server over HTTP: its streams, closed without delay, and why it cannot be used, in words."""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
from mcp.client.streamable_http import streamable_http_client

SECONDS_TO_CLOSE = 0.5
# A server may be silent as long as this while a call is at work.
SILENCE_SECONDS = 300.0
LONGEST_ADDRESS = 200
_MESSAGE_TYPES = ("application/json", "text/event-stream")
_NO_CONTENT = (202, 204)


class WebProblem(Exception):
    """Why the server cannot be used, as a sentence without its full stop."""


class WebServer:
    """One address."""

    def __init__(self, url: str, headers: Mapping[str, str], seconds: float) -> None:
        """Takes the address with its query, the headers of each request, and how long an answer may take."""
        self._url = url
        self._headers = dict(headers)
        self._seconds = seconds
        self._answers = False

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[tuple[Any, Any]]:
        """The streams from and to the server."""
        client = httpx.AsyncClient(
            headers=self._headers,
            timeout=httpx.Timeout(self._seconds, read=SILENCE_SECONDS),
            event_hooks={"response": [self._check]},
        )
        async with (
            client,
            streamable_http_client(self._url, http_client=client, terminate_on_close=False) as (
                read,
                write,
                session_id,
            ),
        ):
            try:
                yield read, write
            finally:
                await self._say_goodbye(client, session_id())

    def explained(self, error: BaseException | None) -> str:
        """Why the server cannot be used; empty where only the error itself can say it."""
        place = self._shown
        if isinstance(error, WebProblem):
            return str(error)
        if isinstance(error, httpx.HTTPStatusError):
            return self._refusal(error.response)
        if _is_of(error, ssl.SSLError) or "CERTIFICATE_VERIFY" in str(error) or "[SSL" in str(error):
            return f"no secure connection to {place} comes about ({_plain(error)})"
        if _is_of(error, TimeoutError) or isinstance(error, httpx.TimeoutException):
            return f"{place} did not answer in time"
        if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
            return f"{place} is no address of a web server; it begins with http:// or https://"
        if isinstance(error, httpx.ConnectError):
            if (
                "not known" in str(error)
                or "name resolution" in str(error).lower()
                or "getaddrinfo" in str(error)
            ):
                return f"there is no computer called {urlsplit(self._url).hostname}: is the name right?"
            return f"nothing answers at {place}: does the server run, and is the port right?"
        if isinstance(error, httpx.TransportError):
            return f"the connection to {place} broke off ({_plain(error)})"
        return ""

    async def _check(self, response: httpx.Response) -> None:
        """Refuses what is no answer of an MCP server, until there has been one."""
        if self._answers or response.request.method != "POST" or response.has_redirect_location:
            return
        if response.status_code >= 400:
            raise WebProblem(self._refusal(response))
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code in _NO_CONTENT:
            return
        if kind not in _MESSAGE_TYPES:
            raise WebProblem(self._foreign(kind or "nothing"))
        if kind == "application/json" and b'"jsonrpc"' not in await response.aread():
            raise WebProblem(self._foreign("JSON of another kind"))
        self._answers = True

    def _foreign(self, what: str) -> str:
        return (
            f"{self._shown} answers, but not as an MCP server does ({what}): is the path right? "
            "It often ends in /mcp"
        )

    def _refusal(self, response: httpx.Response) -> str:
        status, place = response.status_code, self._shown
        if status in (401, 403):
            names = ", ".join(sorted(self._headers))
            sent = (
                f"does it want another value in the header {names}?"
                if names
                else ("it wants to know who asks, mostly in the header Authorization, and no header is set")
            )
            return f"{place} answered {status}: {sent}"
        if status in (404, 405):
            return f"{place} answered {status}: is the path right? It often ends in /mcp"
        if 300 <= status < 400:
            target = response.headers.get("location", "")[:LONGEST_ADDRESS]
            return f"{place} answered {status} and leads to {target}: is that the right address?"
        if status >= 500:
            return f"{place} answered {status}: the server itself has failed"
        return f"{place} answered {status} ({response.reason_phrase}): it does not take what is sent"

    async def _say_goodbye(self, client: httpx.AsyncClient, session: str | None) -> None:
        """Tells the server that the session is over; who waits for our end waits no longer than a moment."""
        if not session:
            return
        with anyio.move_on_after(SECONDS_TO_CLOSE, shield=True), suppress(httpx.HTTPError):
            await client.delete(self._url, headers={"mcp-session-id": session})

    @property
    def _shown(self) -> str:
        """The address without what may be a secret in it."""
        parts = urlsplit(self._url)
        shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        return shown[:LONGEST_ADDRESS]


def _is_of(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether the error, or what led to it, is of a kind."""
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _plain(error: BaseException | None) -> str:
    text = re.sub(r"\[SSL[^\]]*\] *| *\(_ssl\.c:\d+\)", "", " ".join(str(error or "").split()))
    return text[:200] or type(error).__name__
