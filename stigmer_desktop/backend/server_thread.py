"""Runs the server in a thread of its own, beside a window or a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.backend.access_token import token_in
from stigmer_desktop.backend.server import DesktopServer, ServerParameters
from stigmer_desktop.backend.store.secret_keys import SecretKeys
from stigmer_desktop.backend.store.store import Store
from stigmer_desktop.backend.validation import warm_up
from stigmer_desktop.key_storage import KeyStorage
from stigmer_desktop.paths import DataFolder, resources
from stigmer_desktop.settings import SettingsFile, write_atomically

DEFAULT_PORT = 7234


@dataclass(frozen=True)
class ServerOptions:
    """How the server is to run.

    Attributes:
        data: the folder that holds everything.
        port: where to listen; 0 takes a free one.
        fall_back: whether a free port is taken when `port` is not free.
        poll_interval: seconds between two looks for changes.
        samples: whether a first start adds the sample agents.
        own_runner: says in words how the runner that the program starts is doing.
    """

    data: DataFolder
    port: int = DEFAULT_PORT
    fall_back: bool = True
    poll_interval: float = 1.0
    samples: bool = True
    own_runner: Callable[[], str] = lambda: "none"


@dataclass(frozen=True)
class Endpoint:
    """Where the server answers, and the token that callers send."""

    address: str
    token: str


class ServerThread:
    """The server of a data folder. Start it once; stop it once."""

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)
        self._stopping = asyncio.Event()
        self._started: Future[Endpoint] = Future()
        self._server: DesktopServer | None = None
        self._failure: BaseException | None = None

    def start(self) -> Endpoint:
        """Starts the server and returns once it answers; endpoint.json says where.

        Raises:
            ApiError: the store cannot be opened or the port cannot be had.
            OSError: the data folder cannot be used.
        """
        self.begin()
        return self._started.result()

    def begin(self) -> Future[Endpoint]:
        """Starts the server without waiting; the future gives what `start` gives."""
        self._thread.start()
        return self._started

    def stop(self) -> None:
        """Stops the server and returns once everything is written and closed."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def submit(self, work: Callable[[DesktopServer], Coroutine[Any, Any, Any]]) -> Future[Any]:
        """Runs `work` on the server's loop, once the server answers."""

        async def run() -> Any:
            assert self._server is not None
            return await work(self._server)

        return asyncio.run_coroutine_threadsafe(run(), self._loop)

    @property
    def endpoint(self) -> Endpoint:
        """Where the server answers, once it does."""
        return self._started.result()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that the server runs on."""
        return self._loop

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        store: Store | None = None
        try:
            data = self._options.data
            data.create()
            token = token_in(data.token_file)
            keys = SecretKeys(KeyStorage(data.secret_keys_file))
            store = Store(data.database, data.backups, keys)
            # Compiling the rules takes a while; it runs beside the start.
            warmed = asyncio.ensure_future(asyncio.to_thread(warm_up, Agent()))
            self._server = DesktopServer(store, self._parameters(token))
            await self._server.start()
            await warmed
            self._write_endpoint(self._server.address)
        except BaseException as error:
            if self._server:
                await self._server.stop()
            if store:
                store.stop()
            self._started.set_exception(error)
            return
        self._started.set_result(Endpoint(self._server.address, token))
        await self._stopping.wait()
        self._remove_endpoint()
        await self._server.stop()
        store.stop()

    def _parameters(self, token: str) -> ServerParameters:
        options = self._options
        settings = SettingsFile(options.data.settings_file)
        return ServerParameters(
            port=options.port,
            fall_back=options.fall_back,
            token=token,
            open_without_token=lambda: settings.load().open_without_token,
            poll_interval=options.poll_interval,
            samples=resources() / "agents" if options.samples else None,
            own_runner=options.own_runner,
            artifacts=options.data.artifacts,
            search_index=options.data.search_index,
        )

    def _write_endpoint(self, address: str) -> None:
        data = self._options.data
        content = {"address": address, "token_file": str(data.token_file), "pid": os.getpid()}
        write_atomically(data.endpoint_file, json.dumps(content, indent=2) + "\n")

    def _remove_endpoint(self) -> None:
        self._options.data.endpoint_file.unlink(missing_ok=True)
