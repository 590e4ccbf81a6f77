"""A database that turns out to be damaged while it is served: what callers are told."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from stigmer_desktop.api.desktop import ListSessionHeadersRequest
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller
from tests.damage import damage_table


def test_damage_has_a_reason_of_its_own(data: DataFolder) -> None:
    first = ServerThread(ServerOptions(data=data, port=0))
    endpoint = first.start()
    Caller(endpoint.address, endpoint.token).execution()
    first.stop()
    damage_table(data.database)
    server = ServerThread(ServerOptions(data=data, port=0))
    endpoint = server.start()
    try:
        caller = Caller(endpoint.address, endpoint.token)
        with pytest.raises(grpc.RpcError) as info:
            caller.catalog.listSessions(ListSessionHeadersRequest())
    finally:
        server.stop()
    error: Any = info.value
    assert error.code() is grpc.StatusCode.INTERNAL
    assert "The database is damaged: " in error.details()
    (packed,) = (value for key, value in error.trailing_metadata() if key == "grpc-status-details-bin")
    (detail,) = status_pb2.Status.FromString(packed).details
    reason = error_details_pb2.ErrorInfo()
    assert detail.Unpack(reason)
    assert (reason.reason, reason.domain) == ("DATABASE_DAMAGED", "desktop.stigmer.ai")
