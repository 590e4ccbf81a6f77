"""The server and the runner of a data folder, started and stopped as one."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.backend.server import DesktopServer
from stigmer_desktop.backend.server_thread import DEFAULT_PORT, ServerOptions, ServerThread
from stigmer_desktop.endpoint import Endpoint
from stigmer_desktop.folder_lock import FolderLock
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.supervisor import RunnerSupervisor


@dataclass(frozen=True)
class BackendOptions:
    """How the server and its runner are to run.

    Attributes:
        data: the folder that holds everything.
        port: where to listen; 0 takes a free one.
        fall_back: whether a free port is taken when `port` is not free.
        runner: whether our own runner does the work.
        poll_interval: seconds between two looks for changes.
    """

    data: DataFolder
    port: int = DEFAULT_PORT
    fall_back: bool = True
    runner: bool = True
    poll_interval: float = 1.0


class LocalBackend:
    """One lock, one server, one supervised runner."""

    def __init__(self, options: BackendOptions, lock: FolderLock | None = None) -> None:
        """Takes the options, and the folder's lock where the caller holds it already."""
        self._options = options
        self._lock = lock or FolderLock(options.data)
        self._supervisor: RunnerSupervisor | None = None
        self._server: ServerThread | None = None

    def start(self) -> Endpoint:
        """Takes the folder and serves it; the runner starts beside.

        Raises:
            DataFolderTaken: another process serves it.
            ApiError: the store cannot be opened or the port cannot be had.
            OSError: the folder cannot be used.
        """
        self._lock.take()
        try:
            return self._serve()
        except BaseException:
            self.stop()
            raise

    def restart_runner(self) -> None:
        """Ends the runner and starts a new one; returns at once."""
        if self._server and self._supervisor:
            supervisor = self._supervisor
            self._server.submit(lambda server: supervisor.restart())

    def stop(self) -> None:
        """Stops the runner, then the server, then lets the folder go. Nothing is left running."""
        if self._server and self._supervisor:
            supervisor, self._supervisor = self._supervisor, None
            self._server.submit(lambda server: _end_runner(server, supervisor)).result()
        if self._server:
            self._server.stop()
            self._server = None
        self._lock.release()

    def _serve(self) -> Endpoint:
        options = self._options
        server = ServerThread(
            ServerOptions(
                data=options.data,
                port=options.port,
                fall_back=options.fall_back,
                poll_interval=options.poll_interval,
                own_runner=self._runner_state,
            )
        )
        answering = server.start()
        self._server = server
        endpoint = Endpoint(answering.address, answering.token)
        if options.runner:
            self._start_runner(server, endpoint)
        return endpoint

    def _start_runner(self, server: ServerThread, endpoint: Endpoint) -> None:
        async def start(running: DesktopServer) -> RunnerSupervisor:
            supervisor = RunnerSupervisor(
                address=endpoint.address,
                token_file=self._options.data.token_file,
                data=self._options.data,
                on_exit=running.runner_lost,
                on_state=lambda state: running.nudge(),
            )
            supervisor.start()
            return supervisor

        self._supervisor = server.submit(start).result()

    def _runner_state(self) -> str:
        if not self._options.runner:
            return "none"
        return self._supervisor.state if self._supervisor else "starting"


async def _end_runner(server: DesktopServer, supervisor: RunnerSupervisor) -> None:
    await server.give_out_no_work()
    await supervisor.stop()
