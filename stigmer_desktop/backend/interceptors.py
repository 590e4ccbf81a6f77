"""Lets in only calls that carry the token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import grpc

from stigmer_desktop.backend.errors import Unauthenticated, code_of

HEALTH = "/grpc.health.v1.Health/"
_SCHEME = "Bearer "


class TokenInterceptor(grpc.aio.ServerInterceptor):
    """Refuses every call without the right token, except for health.

    Args:
        token: what callers must send.
        open_without_token: whether calls without any token are let in; asked for each of them.
    """

    def __init__(self, token: str, open_without_token: Callable[[], bool]) -> None:
        self._expected = (_SCHEME + token).encode()
        self._open = open_without_token
        self._refuse: Any = grpc.unary_unary_rpc_method_handler(_refuse)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        if handler_call_details.method.startswith(HEALTH) or self._accepts(handler_call_details):
            return await continuation(handler_call_details)
        return self._refuse

    def _accepts(self, details: grpc.HandlerCallDetails) -> bool:
        metadata = dict(details.invocation_metadata or ())
        sent = metadata.get("authorization")
        if sent is None:
            return self._open()
        return hmac.compare_digest(str(sent).encode(), self._expected)


async def _refuse(request: bytes, servicer: Any) -> None:
    error = Unauthenticated(
        "The call carries no token, or a wrong one. Send the metadata "
        "'authorization: Bearer TOKEN' with the token from the file that endpoint.json names."
    )
    await servicer.abort(code_of(error), str(error))
