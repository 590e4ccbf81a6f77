"""The threads that touch the database: one that writes, and a few that read."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from stigmer_desktop.backend.errors import Unavailable

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "Future[Any]"]


class Connections(Protocol):
    """Gives each thread a connection of its own, until the thread closes it."""

    def close(self) -> object:
        """Closes the connection of the calling thread."""


class WorkerThreads:
    """Threads that take jobs from one queue, each with a connection of its own."""

    def __init__(self, name: str, count: int, connections: Connections) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._connections = connections
        self._closing = threading.Lock()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Runs `job` on one of the threads, in the order of submission.

        Raises:
            Unavailable: the threads have been stopped.
        """
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise Unavailable("The server is shutting down. Try again when it is back.")
            self._jobs.put((job, future))
        return future

    def stop(self) -> None:
        """Lets the jobs that were submitted finish, closes the connections and ends the threads."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            for _ in self._threads:
                self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, future = entry
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = job()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
            # A finished job must not keep its messages alive until the next one comes.
            del entry, job, future
        self._connections.close()
