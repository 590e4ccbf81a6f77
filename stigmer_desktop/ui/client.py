"""The window's way to the server: one channel on the window's own event loop, with every typed stub."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import grpc
from PySide6.QtCore import QCoreApplication, QObject, Signal

from stigmer_desktop.api.agent import AgentCommandControllerStub, AgentQueryControllerStub
from stigmer_desktop.api.agent_instance import (
    AgentInstanceCommandControllerStub,
    AgentInstanceQueryControllerStub,
)
from stigmer_desktop.api.desktop import (
    ArchiveControllerStub,
    BackupControllerStub,
    CatalogControllerStub,
    SearchControllerStub,
)
from stigmer_desktop.api.environment import (
    EnvironmentCommandControllerStub,
    EnvironmentQueryControllerStub,
)
from stigmer_desktop.api.execution import (
    AgentExecutionCommandControllerStub,
    AgentExecutionQueryControllerStub,
)
from stigmer_desktop.api.mcp_server import McpServerCommandControllerStub, McpServerQueryControllerStub
from stigmer_desktop.api.session import SessionCommandControllerStub, SessionQueryControllerStub
from stigmer_desktop.api.skill import SkillCommandControllerStub, SkillQueryControllerStub

LARGEST_MESSAGE = 64 * 1024 * 1024

_CHANNEL_OPTIONS = (
    ("grpc.max_receive_message_length", LARGEST_MESSAGE),
    ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 3000),
    # Two windows in one process (as in tests) must not share a connection.
    ("grpc.use_local_subchannel_pool", 1),
)


class NotConnectedError(Exception):
    """The window has no server to call yet; the text is a sentence for people."""


class ConnectionPhase(Enum):
    """Where the window's connection stands."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"


@dataclass(frozen=True)
class ConnectionState:
    """The connection's phase and, when it is lost, the sentence that says so."""

    phase: ConnectionPhase
    sentence: str = ""


class Client(QObject):
    """Every stub of the API, ready from the start; calls before `connect_to` raise NotConnectedError.

    The stubs stay the same objects when the window connects to another address. All calls belong on the
    event loop that `connect_to` was called on.
    """

    state_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._road = _Road()
        self._watcher: asyncio.Task[None] | None = None
        self._state = ConnectionState(ConnectionPhase.CONNECTING)
        channel = cast(grpc.aio.Channel, self._road)
        self.agent_command = AgentCommandControllerStub(channel)
        self.agent_query = AgentQueryControllerStub(channel)
        self.instance_command = AgentInstanceCommandControllerStub(channel)
        self.instance_query = AgentInstanceQueryControllerStub(channel)
        self.environment_command = EnvironmentCommandControllerStub(channel)
        self.environment_query = EnvironmentQueryControllerStub(channel)
        self.mcp_server_command = McpServerCommandControllerStub(channel)
        self.mcp_server_query = McpServerQueryControllerStub(channel)
        self.skill_command = SkillCommandControllerStub(channel)
        self.skill_query = SkillQueryControllerStub(channel)
        self.session_command = SessionCommandControllerStub(channel)
        self.session_query = SessionQueryControllerStub(channel)
        self.execution_command = AgentExecutionCommandControllerStub(channel)
        self.execution_query = AgentExecutionQueryControllerStub(channel)
        self.catalog = CatalogControllerStub(channel)
        self.search = SearchControllerStub(channel)
        self.archive = ArchiveControllerStub(channel)
        self.backup = BackupControllerStub(channel)

    @property
    def state(self) -> ConnectionState:
        return self._state

    async def connect_to(self, address: str, token: str) -> None:
        """Sends calls to `address` ("127.0.0.1:7234") with `token`; leaves an earlier server."""
        await self._leave()
        self._set_state(ConnectionState(ConnectionPhase.CONNECTING))
        channel = grpc.aio.insecure_channel(address, options=_CHANNEL_OPTIONS)
        self._road.lead_to(channel, token)
        self._watcher = asyncio.get_running_loop().create_task(self._watch(channel))

    async def close(self) -> None:
        """Ends what is under way and closes the channel."""
        await self._leave()
        self._set_state(ConnectionState(ConnectionPhase.CONNECTING))

    async def _leave(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None
        await self._road.close()

    async def _watch(self, channel: grpc.aio.Channel) -> None:
        while True:
            connectivity = channel.get_state(try_to_connect=True)
            if connectivity is grpc.ChannelConnectivity.READY:
                self._set_state(ConnectionState(ConnectionPhase.CONNECTED))
            elif connectivity is grpc.ChannelConnectivity.TRANSIENT_FAILURE:
                sentence = QCoreApplication.translate(
                    "Client", "The server does not answer. Everything that was saved is safe."
                )
                self._set_state(ConnectionState(ConnectionPhase.LOST, sentence))
            await channel.wait_for_state_change(connectivity)

    def _set_state(self, state: ConnectionState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


class _Road:
    """Stands where the stubs expect a channel: adds the token, and can lead to another server later."""

    def __init__(self) -> None:
        self._channel: grpc.aio.Channel | None = None
        self._metadata: tuple[tuple[str, str], ...] = ()
        self._calls: dict[str, Any] = {}

    def lead_to(self, channel: grpc.aio.Channel, token: str) -> None:
        self._channel = channel
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._calls = {}

    async def close(self) -> None:
        channel, self._channel = self._channel, None
        self._calls = {}
        if channel is not None:
            await channel.close()

    def unary_unary(self, method: str, *shape: Any, **named_shape: Any) -> Callable[..., Any]:
        return self._caller("unary_unary", method, shape, named_shape)

    def unary_stream(self, method: str, *shape: Any, **named_shape: Any) -> Callable[..., Any]:
        return self._caller("unary_stream", method, shape, named_shape)

    def _caller(
        self, arity: str, method: str, shape: tuple[Any, ...], named_shape: dict[str, Any]
    ) -> Callable[..., Any]:
        def call(request: Any, *, metadata: Any = (), **options: Any) -> Any:
            if self._channel is None:
                raise NotConnectedError(QCoreApplication.translate("Client", "The server is still starting."))
            if method not in self._calls:
                self._calls[method] = getattr(self._channel, arity)(method, *shape, **named_shape)
            return self._calls[method](request, metadata=(*self._metadata, *metadata), **options)

        return call
