"""The gRPC server: builds the controllers, serves them on this machine, watches over leases."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import aio as aio_health
from grpc_reflection.v1alpha import reflection

from stigmer_desktop import __version__
from stigmer_desktop.api import services
from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.backend.agents.controller import agent_controller
from stigmer_desktop.backend.agents.samples import add_sample_agents
from stigmer_desktop.backend.archives.controller import archive_controller
from stigmer_desktop.backend.backups.controller import backup_controller
from stigmer_desktop.backend.catalog.change_hub import ChangeHub
from stigmer_desktop.backend.catalog.controller import catalog_controller
from stigmer_desktop.backend.environments.controller import environment_controller
from stigmer_desktop.backend.errors import Unavailable
from stigmer_desktop.backend.execution_contexts.controller import execution_context_controller
from stigmer_desktop.backend.executions.controller import agent_execution_controller
from stigmer_desktop.backend.executions.secret_texts import secret_masking
from stigmer_desktop.backend.executions.snapshot_hub import SnapshotHub
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.instances.controller import agent_instance_controller
from stigmer_desktop.backend.interceptors import TokenInterceptor
from stigmer_desktop.backend.mcp_servers.controller import mcp_server_controller
from stigmer_desktop.backend.pipeline.executor import PipelineExecutor
from stigmer_desktop.backend.pipeline.rpc import UnaryRpc
from stigmer_desktop.backend.runners.controller import runner_controller
from stigmer_desktop.backend.runners.lease_keeper import LeaseKeeper
from stigmer_desktop.backend.runners.registry import RunnerRegistry
from stigmer_desktop.backend.runners.signal_hub import SignalHub
from stigmer_desktop.backend.runners.work_bell import WorkBell
from stigmer_desktop.backend.search.search import Search
from stigmer_desktop.backend.serving import handler_of
from stigmer_desktop.backend.sessions.controller import session_client, session_controller
from stigmer_desktop.backend.skills.artifact_store import ArtifactStore
from stigmer_desktop.backend.skills.controller import skill_controller
from stigmer_desktop.backend.store.clock import rfc3339
from stigmer_desktop.backend.store.outbox import RunnerNote
from stigmer_desktop.backend.store.poller import ChangePoller, Tick
from stigmer_desktop.backend.store.store import Store, Unit

_log = logging.getLogger(__name__)
HOST = "127.0.0.1"
LARGEST_MESSAGE = 64 * 1024 * 1024
STOP_GRACE = 1.0
_OPTIONS = (
    ("grpc.max_receive_message_length", LARGEST_MESSAGE),
    ("grpc.max_send_message_length", LARGEST_MESSAGE),
    # Two programs must not share a port without knowing it.
    ("grpc.so_reuseport", 0),
)


@dataclass(frozen=True)
class ServerParameters:
    """What the server needs to know beside its store.

    Attributes:
        port: where to listen; 0 takes a free one.
        fall_back: whether a free port is taken when `port` is not.
        token: what callers send.
        open_without_token: whether calls without a token are let in.
        poll_interval: seconds between two looks for changes.
        samples: the folder of sample agents, added to an empty store; None adds none.
        own_runner: says in words how the runner that the program itself starts is doing.
        artifacts: the folder of skills' zips.
        search_index: the folder of the search index.
    """

    port: int
    fall_back: bool
    token: str
    open_without_token: Callable[[], bool]
    poll_interval: float
    samples: Path | None
    own_runner: Callable[[], str]
    artifacts: Path
    search_index: Path


class DesktopServer:
    """The server of one store, on the loop it is started on."""

    def __init__(self, store: Store, parameters: ServerParameters) -> None:
        self._store = store
        self._parameters = parameters
        self._registry = RunnerRegistry()
        self._bell = WorkBell()
        self._signals = SignalHub(self._registry)
        self._snapshots = SnapshotHub(store)
        self._artifacts = ArtifactStore(parameters.artifacts)
        self._changes = ChangeHub(store)
        self._search = Search(store, parameters.search_index, secret_masking, parameters.poll_interval)
        self._health = aio_health.HealthServicer()
        self._grpc: grpc.aio.Server | None = None
        self._poller: ChangePoller | None = None
        self._expiry: asyncio.Task[None] | None = None
        self.leases = LeaseKeeper(store, self._registry)
        self.address = ""

    async def start(self) -> None:
        """Serves, and returns once the port answers.

        Raises:
            Unavailable: the port is taken.
            StoreFailed: the store cannot be used.
        """
        loop = asyncio.get_running_loop()
        executor = PipelineExecutor(self._store)
        await self.leases.after_start()
        self._artifacts.sweep(await self._store.read(lambda unit: unit.skills.hashes()))
        self._grpc = grpc.aio.server(
            interceptors=[TokenInterceptor(self._parameters.token, self._parameters.open_without_token)],
            options=_OPTIONS,
        )
        await self._add_services(executor)
        self.address = f"{HOST}:{self._bind(self._grpc)}"
        self._store.on_commit(lambda unit: self._after_commit(loop, unit))
        self._poller = ChangePoller(
            self._store,
            self._parameters.poll_interval,
            self._snapshots.watched,
            lambda tick: _hand_over(loop, self._tell, tick),
        )
        self._poller.start()
        await self._grpc.start()
        await self._health.set("", health_pb2.HealthCheckResponse.SERVING)
        self._expiry = loop.create_task(self._expire_leases())
        self._search.start()

    async def runner_lost(self, runner_id: str, reason: str) -> None:
        """Fails what a runner that is gone was working on; `reason` is a sentence for a person."""
        await self.leases.runner_lost(runner_id, reason)

    def nudge(self) -> None:
        """Lets those who watch changes look again: something changed that no row tells."""
        self._changes.nudge()

    async def give_out_no_work(self) -> None:
        """The program is about to end: nothing more is claimed, and what its own runner does is ended."""
        self._bell.close()
        await self.leases.before_stop()

    async def stop(self) -> None:
        """Ends streams and claims, finishes the calls that are under way, and stops serving."""
        await self._health.enter_graceful_shutdown()
        if self._expiry:
            self._expiry.cancel()
            await asyncio.gather(self._expiry, return_exceptions=True)
        if self._poller:
            await asyncio.to_thread(self._poller.stop)
        self._snapshots.close()
        self._changes.close()
        self._bell.close()
        self._signals.close()
        self._search.close()
        if self._grpc:
            await self._grpc.stop(STOP_GRACE)
        await asyncio.to_thread(self._search.stop)

    async def _add_services(self, executor: PipelineExecutor) -> None:
        assert self._grpc is not None
        instance_rpcs = agent_instance_controller()
        create_instance = instance_rpcs["create"]
        assert isinstance(create_instance, UnaryRpc)
        instances = AgentInstanceClient(create_instance.pipeline)
        agent_rpcs = agent_controller(instances)
        if self._parameters.samples:
            await add_sample_agents(self._store, executor, agent_rpcs, self._parameters.samples)
        controllers = {
            services.AGENT: agent_rpcs,
            services.AGENT_INSTANCE: instance_rpcs,
            services.SESSION: session_controller(),
            services.AGENT_EXECUTION: agent_execution_controller(
                instances, session_client(), self._snapshots
            ),
            services.ENVIRONMENT: environment_controller(),
            services.EXECUTION_CONTEXT: execution_context_controller(),
            services.MCP_SERVER: mcp_server_controller(),
            services.SKILL: skill_controller(self._artifacts),
            services.RUNNER: runner_controller(self._registry, self._bell, self._signals),
            services.CATALOG: catalog_controller(self._changes, self._describe),
            services.SEARCH: self._search.controller(),
            services.ARCHIVE: archive_controller(instances),
            services.BACKUP: backup_controller(self._store.backups),
        }
        names = [reflection.SERVICE_NAME, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name]
        for pair, controller in controllers.items():
            for service in pair:
                handler = handler_of(service, controller, executor)
                self._grpc.add_generic_rpc_handlers((handler,))
                names.append(service.full_name)
        query = services.AGENT_INSTANCE[1]
        alias = handler_of(query, instance_rpcs, executor, services.AGENT_INSTANCE_QUERY_ALIAS)
        self._grpc.add_generic_rpc_handlers((alias,))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._grpc)
        reflection.enable_server_reflection(names, self._grpc)

    def _bind(self, server: grpc.aio.Server) -> int:
        wanted = self._parameters.port
        for port in (wanted, 0) if self._parameters.fall_back else (wanted,):
            try:
                bound = server.add_insecure_port(f"{HOST}:{port}")
            except RuntimeError:
                bound = 0
            if bound:
                return bound
        raise Unavailable(
            f"Port {wanted} is taken by another program. Choose another with --port, "
            "or --port 0 for any free one."
        )

    def _after_commit(self, loop: asyncio.AbstractEventLoop, unit: Unit) -> None:
        """Called on the writer's thread: wakes claims, and runners that must hear something.

        Artifacts that lost their last version go now, when that can no longer be undone.
        """
        for version_hash in unit.skills.take_dropped():
            if not unit.skills.holds(version_hash):
                self._artifacts.remove(version_hash)
        work_came, notes = unit.leases.take_work_came(), unit.outbox.take()
        if (work_came or notes) and not loop.is_closed():
            loop.call_soon_threadsafe(self._tell_runners, work_came, notes)

    def _tell_runners(self, work_came: bool, notes: list[RunnerNote]) -> None:
        self._signals.tell(notes)
        if work_came:
            self._bell.ring()
            self._signals.work_came()

    def _tell(self, tick: Tick) -> None:
        self._snapshots.tell(tick)
        self._changes.tell(tick)

    def _describe(self, overview: Overview) -> None:
        overview.address = self.address
        overview.version = __version__
        overview.last_backup_at = rfc3339(self._store.last_backup_at())
        overview.database_bytes = self._store.size_bytes()
        overview.open_without_token = self._parameters.open_without_token()
        overview.own_runner = self._parameters.own_runner()
        for runner in self._registry.present():
            overview.runners.add(
                runner_id=runner.runner_id,
                runner_name=runner.name,
                capabilities=runner.capabilities,
                heard_at=rfc3339(runner.heard_at),
            )

    async def _expire_leases(self) -> None:
        while True:
            await asyncio.sleep(max(self._parameters.poll_interval, 0.2))
            try:
                await self.leases.expire()
            except Exception:
                _log.exception("leases could not be checked")


def _hand_over(loop: asyncio.AbstractEventLoop, tell: Callable[[Tick], None], tick: Tick) -> None:
    loop.call_soon_threadsafe(tell, tick)
