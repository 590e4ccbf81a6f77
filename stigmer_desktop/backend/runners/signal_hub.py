"""Tells runners what the user wants of their executions, as soon as it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field

from stigmer_desktop.api.desktop import (
    SIGNAL_KIND_WORK,
    RunnerSignal,
    SignalKind,
    WatchSignalsRequest,
)
from stigmer_desktop.api.execution import ExecutionPhase
from stigmer_desktop.backend.errors import Unavailable
from stigmer_desktop.backend.pipeline.context import Call
from stigmer_desktop.backend.pipeline.resource_steps import check_request
from stigmer_desktop.backend.runners.registry import RunnerRegistry
from stigmer_desktop.backend.store.outbox import RunnerNote


@dataclass(eq=False)
class _Listener:
    """A runner that listens, and what it has still to hear."""

    waiting: list[RunnerSignal] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class SignalHub:
    """The runners that listen; used on the server's loop alone."""

    def __init__(self, registry: RunnerRegistry) -> None:
        self._registry = registry
        self._listeners: dict[str, set[_Listener]] = {}
        self._closed = False

    def tell(self, notes: Iterable[RunnerNote]) -> None:
        """Hands each note to the runner that it is for."""
        for note in notes:
            signal = RunnerSignal(
                kind=SignalKind.ValueType(note.signal),
                execution_id=note.execution_id,
                attempt=note.attempt,
                phase=ExecutionPhase.ValueType(note.phase),
                tool_call=note.tool_call,
            )
            self._wake(self._listeners.get(note.runner_id, ()), signal)

    def work_came(self) -> None:
        """Lets every runner know that it may claim."""
        for listeners in self._listeners.values():
            self._wake(listeners, RunnerSignal(kind=SIGNAL_KIND_WORK))

    def close(self) -> None:
        """Ends all streams with UNAVAILABLE."""
        self._closed = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.woken.set()

    async def listen(self, request: WatchSignalsRequest, call: Call) -> AsyncGenerator[RunnerSignal, None]:
        """What the runner must hear, from now on.

        Raises:
            StepFailed: the runner does not say who it is.
            Unavailable: the server is shutting down.
        """
        check_request(request)
        self._registry.heard(request.runner_id, request.runner_name)
        listener = _Listener()
        self._listeners.setdefault(request.runner_id, set()).add(listener)
        try:
            # The first signal says that the server listens to this runner now.
            yield RunnerSignal(kind=SIGNAL_KIND_WORK)
            while True:
                await listener.woken.wait()
                listener.woken.clear()
                if self._closed:
                    raise Unavailable("The server is shutting down. Listen again when it is back.")
                waiting, listener.waiting = listener.waiting, []
                for signal in waiting:
                    yield signal
        finally:
            others = self._listeners[request.runner_id]
            others.discard(listener)
            if not others:
                del self._listeners[request.runner_id]

    @staticmethod
    def _wake(listeners: Iterable[_Listener], signal: RunnerSignal) -> None:
        for listener in listeners:
            listener.waiting.append(signal)
            listener.woken.set()
