"""A user action under way: awaitable, with hooks for success and failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, Protocol, Self, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from stigmer_desktop.ui.user_error import UserError, user_error

Result = TypeVar("Result")


class ShowsWork(Protocol):
    """A widget that can show that what it was asked to do is under way."""

    def set_under_way(self, under_way: bool) -> None: ...


class Operation(Generic[Result]):
    """Work that has begun. Hooks may be added until control returns to the event loop.

    A hook that belongs to a widget which is gone by then is left out. Awaiting gives the result or
    raises what the work raised; the hooks are called in either case.
    """

    def __init__(self, task: asyncio.Task[Result] | None, otherwise: Callable[[UserError], None]) -> None:
        """Without a `task`, for what was asked too late, it counts as cancelled and calls no hook."""
        self._otherwise = otherwise
        self._successes: list[Callable[[Result], None]] = []
        self._failures: list[Callable[[UserError], None]] = []
        self._ends: list[Callable[[], None]] = []
        self._task = task
        if task is not None:
            task.add_done_callback(self._on_done)

    def on_success(self, hook: Callable[[Result], None]) -> Self:
        """Calls `hook` with the result."""
        self._successes.append(hook)
        return self

    def on_failure(self, hook: Callable[[UserError], None]) -> Self:
        """Calls `hook` with the failure, in place of the message bar."""
        self._failures.append(hook)
        return self

    def on_end(self, hook: Callable[[], None]) -> Self:
        """Calls `hook` when it is over, however it went."""
        self._ends.append(hook)
        return self

    def shown_on(self, widget: ShowsWork) -> Self:
        """`widget` shows from now to the end that this is under way."""
        if self._task is None:
            return self
        widget.set_under_way(True)
        self._ends.append(lambda: _call_unless_gone(widget.set_under_way, False))
        return self

    def cancel(self) -> None:
        """Stops the work; neither success nor failure is called, only the end."""
        if self._task is not None:
            self._task.cancel()

    @property
    def is_done(self) -> bool:
        return self._task is None or self._task.done()

    def __await__(self) -> Generator[Any, None, Result]:
        if self._task is None:
            raise asyncio.CancelledError
        return self._task.__await__()

    def _on_done(self, task: asyncio.Task[Result]) -> None:
        for end in self._ends:
            _call_unless_gone(end)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            result = task.result()
            for success in self._successes:
                _call_unless_gone(success, result)
            return
        words = user_error(error)
        for failure in self._failures or [self._otherwise]:
            _call_unless_gone(failure, words)


class OperationScope:
    """Begins operations for one window, and ends with it those that are still under way.

    Work that blocks (a keyring, a request without asyncio) goes through `in_thread`.
    """

    def __init__(self, on_failure: Callable[[UserError], None]) -> None:
        """`on_failure` hears of every failure that the operation has no hook of its own for."""
        self._on_failure = on_failure
        self._running: set[Operation[Any]] = set()
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="window")
        self._is_closed = False

    def start(self, work: Coroutine[Any, Any, Result]) -> Operation[Result]:
        """Begins `work` on the running event loop.

        What a timer or a widget still asks for when the window is closed, or its loop has ended, is not
        begun any more.
        """
        try:
            loop = None if self._is_closed else asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None:
            work.close()
            return Operation(None, self._on_failure)
        operation = Operation(loop.create_task(work), self._on_failure)
        self._running.add(operation)
        return operation.on_end(lambda: self._running.discard(operation))

    async def in_thread(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """What `work(*arguments)` returns, run where it blocks nobody."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def close(self) -> None:
        """Cancels what is under way and waits until it has ended, threads included."""
        # The hooks of what ended just now may begin something more.
        while self._running:
            left = list(self._running)
            for operation in left:
                operation.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.sleep(0)
        self._is_closed = True
        self._threads.shutdown(cancel_futures=True)


def _call_unless_gone(hook: Callable[..., None], *arguments: Any) -> None:
    owner = getattr(hook, "__self__", None)
    if isinstance(owner, QObject) and not isValid(owner):
        return
    hook(*arguments)
