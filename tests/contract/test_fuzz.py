"""Broken bytes at every RPC: an error, never a crash, never a half-written row."""

from __future__ import annotations

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stigmer_desktop.api.desktop import GetOverviewRequest
from tests.contract.conftest import Caller
from tests.unit.backend.documented import all_controllers

METHODS = [method for pair in all_controllers() for service in pair for method in service.methods]
UNEXPECTED = {grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL}


def call(caller: Caller, method: MethodDescriptor, data: bytes) -> grpc.StatusCode | None:
    path = f"/{method.containing_service.full_name}/{method.name}"
    options = {"request_serializer": None, "response_deserializer": None}
    try:
        if method.server_streaming:
            stream = caller.channel.unary_stream(path, **options)(data, metadata=caller.metadata, timeout=0.2)
            next(stream)
            stream.cancel()
        else:
            caller.channel.unary_unary(path, **options)(data, metadata=caller.metadata, timeout=10)
    except grpc.RpcError as error:
        code: grpc.StatusCode = error.code()
        return code
    return None


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name)
def test_garbage_is_refused(caller: Caller, method: MethodDescriptor) -> None:
    for data in (b"\xff", b"\x0a\xff\xff\xff\xff\x0f", b"\x0a\x05ab", b"\x1a\x02\x08"):
        assert call(caller, method, data) is grpc.StatusCode.INVALID_ARGUMENT


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(METHODS),
    data=st.binary(max_size=200),
    flips=st.lists(st.integers(0, 999), max_size=4),
)
def test_no_bytes_break_the_server(
    caller: Caller, method: MethodDescriptor, data: bytes, flips: list[int]
) -> None:
    message = GetMessageClass(method.input_type)()
    whole = bytearray(message.SerializeToString() + data)
    for place in flips:
        if whole:
            whole[place % len(whole)] ^= 0x55
    before = caller.catalog.getOverview(GetOverviewRequest()).revision
    code = call(caller, method, bytes(whole))
    assert code not in UNEXPECTED
    if code is not None:
        assert caller.catalog.getOverview(GetOverviewRequest()).revision == before
