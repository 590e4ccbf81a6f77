"""A real server on a real port, and a client that calls it as any program would."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from stigmer_desktop.api.agent import Agent, AgentCommandControllerStub, AgentQueryControllerStub
from stigmer_desktop.api.agent_instance import (
    AgentInstance,
    AgentInstanceCommandControllerStub,
    AgentInstanceQueryControllerStub,
)
from stigmer_desktop.api.common import identity_account, platform
from stigmer_desktop.api.desktop import (
    ArchiveControllerStub,
    BackupControllerStub,
    CatalogControllerStub,
    ClaimRequest,
    RunnerControllerStub,
    SearchControllerStub,
)
from stigmer_desktop.api.environment import (
    Environment,
    EnvironmentCommandControllerStub,
    EnvironmentQueryControllerStub,
)
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionCommandControllerStub,
    AgentExecutionQueryControllerStub,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)
from stigmer_desktop.api.execution_context import (
    ExecutionContext,
    ExecutionContextCommandControllerStub,
    ExecutionContextQueryControllerStub,
)
from stigmer_desktop.api.kinds import API_VERSION
from stigmer_desktop.api.mcp_server import (
    McpServer,
    McpServerCommandControllerStub,
    McpServerQueryControllerStub,
)
from stigmer_desktop.api.session import Session, SessionCommandControllerStub, SessionQueryControllerStub
from stigmer_desktop.api.skill import SkillCommandControllerStub, SkillQueryControllerStub
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder

POLL = 0.03


class Caller:
    """The stubs of one channel; every call carries the token."""

    def __init__(self, address: str, token: str) -> None:
        options = [("grpc.max_receive_message_length", 2**26), ("grpc.max_send_message_length", 2**26)]
        self.channel = grpc.insecure_channel(address, options=options)
        self.metadata = (("authorization", f"Bearer {token}"),)
        carrying = grpc.intercept_channel(self.channel, _Carrier(self.metadata))
        self.agents = AgentCommandControllerStub(carrying)
        self.agent_queries = AgentQueryControllerStub(carrying)
        self.instances = AgentInstanceCommandControllerStub(carrying)
        self.instance_queries = AgentInstanceQueryControllerStub(carrying)
        self.sessions = SessionCommandControllerStub(carrying)
        self.session_queries = SessionQueryControllerStub(carrying)
        self.executions = AgentExecutionCommandControllerStub(carrying)
        self.execution_queries = AgentExecutionQueryControllerStub(carrying)
        self.environments = EnvironmentCommandControllerStub(carrying)
        self.environment_queries = EnvironmentQueryControllerStub(carrying)
        self.contexts = ExecutionContextCommandControllerStub(carrying)
        self.context_queries = ExecutionContextQueryControllerStub(carrying)
        self.mcp_servers = McpServerCommandControllerStub(carrying)
        self.mcp_server_queries = McpServerQueryControllerStub(carrying)
        self.skills = SkillCommandControllerStub(carrying)
        self.skill_queries = SkillQueryControllerStub(carrying)
        self.runners = RunnerControllerStub(carrying)
        self.catalog = CatalogControllerStub(carrying)
        self.search = SearchControllerStub(carrying)
        self.archives = ArchiveControllerStub(carrying)
        self.backups = BackupControllerStub(carrying)

    def agent(self, name: str = "Helper", **spec: Any) -> Agent:
        """A new agent on the server."""
        return self.agents.create(new_agent(name, **spec))

    def execution(self, message: str = "Hello", **spec: Any) -> AgentExecution:
        """A new execution; with a new agent unless the spec names one or a session."""
        if not spec:
            spec = {"agent_id": self.agent(f"Agent {message[:20]} {id(message)}").metadata.id}
        return self.executions.create(new_execution(message, **spec))

    def claim(self, runner_id: str = "runner-1") -> Any:
        """A claim that does not wait."""
        return self.runners.claim(ClaimRequest(runner_id=runner_id))

    def report(
        self, execution_id: str, status: AgentExecutionStatus, attempt: int | None = None
    ) -> AgentExecution:
        """An updateStatus, of an attempt if one is given."""
        metadata = () if attempt is None else (("stigmer-attempt", str(attempt)),)
        request = AgentExecutionUpdateStatusInput(execution_id=execution_id, status=status)
        return self.executions.updateStatus(request, metadata=metadata)


class _Carrier(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    def __init__(self, metadata: Any) -> None:
        self._metadata = metadata

    def _carrying(self, details: Any) -> Any:
        return details._replace(metadata=tuple(details.metadata or ()) + self._metadata)

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._carrying(details), request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._carrying(details), request)


def new_agent(name: str = "Helper", **spec: Any) -> Agent:
    agent = Agent(api_version=API_VERSION, kind="Agent")
    agent.metadata.name = name
    agent.metadata.owner_scope = platform
    agent.spec.instructions = spec.pop("instructions", "Answer briefly and kindly.")
    for field, value in spec.items():
        setattr(agent.spec, field, value)
    return agent


def new_instance(name: str, agent_id: str) -> AgentInstance:
    instance = AgentInstance(api_version=API_VERSION, kind="AgentInstance")
    instance.metadata.name = name
    instance.spec.agent_id = agent_id
    return instance


def new_session(name: str, instance_id: str, **spec: Any) -> Session:
    session = Session(api_version=API_VERSION, kind="Session")
    session.metadata.name = name
    session.metadata.owner_scope = identity_account
    session.spec.agent_instance_id = instance_id
    for field, value in spec.items():
        setattr(session.spec, field, value)
    return session


def new_execution(message: str = "Hello", name: str = "run", **spec: Any) -> AgentExecution:
    execution = AgentExecution(api_version=API_VERSION, kind="AgentExecution")
    execution.metadata.name = name
    execution.spec.message = message
    for field, value in spec.items():
        setattr(execution.spec, field, value)
    return execution


def new_environment(name: str = "Prod", **values: str) -> Environment:
    """An environment; names that begin with SECRET are marked secret."""
    environment = Environment(api_version=API_VERSION, kind="Environment")
    environment.metadata.name = name
    environment.metadata.owner_scope = identity_account
    environment.spec.description = f"Values of {name}"
    for key, value in values.items():
        environment.spec.data[key].value = value
        environment.spec.data[key].is_secret = key.startswith("SECRET")
    return environment


def new_context(name: str, execution_id: str = "aex-other", **values: str) -> ExecutionContext:
    """An execution context; names that begin with SECRET are marked secret."""
    context = ExecutionContext(api_version=API_VERSION, kind="ExecutionContext")
    context.metadata.name = name
    context.spec.execution_id = execution_id
    for key, value in values.items():
        context.spec.data[key].value = value
        context.spec.data[key].is_secret = key.startswith("SECRET")
    return context


def new_mcp_server(name: str = "Files") -> McpServer:
    server = McpServer(api_version=API_VERSION, kind="McpServer")
    server.metadata.name = name
    server.spec.description = "Reads and writes files"
    server.spec.stdio.command = "file-server"
    return server


@contextlib.contextmanager
def refused(code: str, *words: str) -> Iterator[Any]:
    """The block's call must be refused with this code and a text that holds all the words."""
    caught: dict[str, Any] = {}
    with pytest.raises(grpc.RpcError) as info:
        yield caught
    error: Any = info.value
    assert error.code() is grpc.StatusCode[code], error
    for word in words:
        assert word in error.details(), error.details()
    caught["violations"] = violations_of(error)


def violations_of(error: Any) -> dict[str, str]:
    """The broken rules that the error carries: field to rule id."""
    found = {}
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                bad = error_details_pb2.BadRequest()
                assert detail.Unpack(bad)
                found.update({each.field: each.reason for each in bad.field_violations})
    return found


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def server(data: DataFolder) -> Iterator[ServerThread]:
    before = set(threading.enumerate())
    thread = ServerThread(ServerOptions(data=data, port=0, poll_interval=POLL, samples=False))
    thread.start()
    yield thread
    thread.stop()
    left = [each for each in set(threading.enumerate()) - before if each.name.startswith(("server", "store"))]
    assert not left, left


@pytest.fixture
def caller(server: ServerThread) -> Iterator[Caller]:
    endpoint = server.endpoint
    made = Caller(endpoint.address, endpoint.token)
    yield made
    made.channel.close()
