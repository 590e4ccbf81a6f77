"""Who may call: the token, health and reflection, sizes, and the port."""

from __future__ import annotations

import json
import os
import stat

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from stigmer_desktop.api.agent import AgentId, AgentQueryControllerStub
from stigmer_desktop.backend.errors import ApiError
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from tests.contract.conftest import Caller, new_execution, refused

SOME_AGENT = AgentId(value="agt-none")


@pytest.mark.parametrize(
    "metadata",
    [
        (),
        (("authorization", "Bearer wrong"),),
        (("authorization", "wrong"),),
        (("authorization", ""),),
        (("authorization", "Bearer \u00e9".encode("latin-1").decode("latin-1", "ignore")[:7]),),
    ],
)
def test_without_the_right_token_nothing_answers(caller: Caller, metadata) -> None:  # type: ignore[no-untyped-def]
    stub = AgentQueryControllerStub(caller.channel)
    with refused("UNAUTHENTICATED", "token"):
        stub.get(SOME_AGENT, metadata=metadata)
    stream = caller.channel.unary_stream(
        "/ai.stigmer.agentic.agentexecution.v1.AgentExecutionQueryController/subscribe",
        request_serializer=bytes,
        response_deserializer=bytes,
    )
    with refused("UNAUTHENTICATED"):
        next(stream(b"", metadata=metadata))


def test_the_setting_lets_local_programs_in_without_one(caller: Caller, data: DataFolder) -> None:
    stub = AgentQueryControllerStub(caller.channel)
    SettingsFile(data.settings_file).save(open_without_token=True)
    with refused("NOT_FOUND"):
        stub.get(SOME_AGENT)
    with refused("UNAUTHENTICATED"):
        stub.get(SOME_AGENT, metadata=(("authorization", "Bearer wrong"),))
    SettingsFile(data.settings_file).save(open_without_token=False)
    with refused("UNAUTHENTICATED"):
        stub.get(SOME_AGENT)


def test_health_needs_no_token(caller: Caller) -> None:
    answer = health_pb2_grpc.HealthStub(caller.channel).Check(health_pb2.HealthCheckRequest())
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_reflection_names_the_services(caller: Caller) -> None:
    stub = reflection_pb2_grpc.ServerReflectionStub(caller.channel)
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    (answer,) = stub.ServerReflectionInfo(iter([request]), metadata=caller.metadata)
    names = {service.name for service in answer.list_services_response.service}
    assert "ai.stigmer.agentic.agentexecution.v1.AgentExecutionQueryController" in names
    assert "stigmer.desktop.v1.RunnerController" in names


def test_a_message_over_the_limit(caller: Caller) -> None:
    options = [("grpc.max_send_message_length", -1)]
    address = caller.channel._channel.target().decode()  # type: ignore[attr-defined]
    with grpc.insecure_channel(address, options=options) as channel:
        call = channel.unary_unary(
            "/ai.stigmer.agentic.agentexecution.v1.AgentExecutionCommandController/create",
            request_serializer=lambda message: message.SerializeToString(),
        )
        with refused("RESOURCE_EXHAUSTED"):
            call(new_execution("x" * (65 * 2**20)), metadata=caller.metadata)


def test_endpoint_file_and_token_are_for_the_user_alone(server: ServerThread, data: DataFolder) -> None:
    content = json.loads(data.endpoint_file.read_text())
    assert content == {
        "address": server.endpoint.address,
        "token_file": str(data.token_file),
        "pid": os.getpid(),
    }
    assert content["address"].startswith("127.0.0.1:")
    for path in (data.endpoint_file, data.token_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    server.stop()
    assert not data.endpoint_file.exists()


def test_a_taken_port_is_left_for_a_free_one_or_refused(server: ServerThread, tmp_path) -> None:  # type: ignore[no-untyped-def]
    port = int(server.endpoint.address.rpartition(":")[2])
    second = ServerThread(ServerOptions(data=DataFolder(tmp_path / "b"), port=port, samples=False))
    assert second.start().address != server.endpoint.address
    second.stop()
    third = ServerThread(
        ServerOptions(data=DataFolder(tmp_path / "c"), port=port, fall_back=False, samples=False)
    )
    with pytest.raises(ApiError, match=f"Port {port} is taken"):
        third.start()
    assert not DataFolder(tmp_path / "c").endpoint_file.exists()
