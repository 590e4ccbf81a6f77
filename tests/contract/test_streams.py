"""Streams: subscribe sends what is newest and ends by itself; the change stream tells everything."""

from __future__ import annotations

import threading
from pathlib import Path

import grpc
import pytest

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.desktop import GetOverviewRequest, WatchChangesRequest
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_RUNNING,
    AgentExecutionId,
    AgentExecutionStatus,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, SESSION
from stigmer_desktop.backend.server_thread import ServerThread
from tests.contract.conftest import Caller, refused


def subscribe(caller: Caller, execution_id: str):  # type: ignore[no-untyped-def]
    return caller.execution_queries.subscribe(AgentExecutionId(value=execution_id))


def test_every_kind_of_change_is_sent_and_the_end_ends_it(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    stream = subscribe(caller, execution_id)
    assert next(stream).status.phase == EXECUTION_PENDING
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    status.messages.add(type=MESSAGE_AI, content="He")
    status.tool_calls.add(id="c1", status=TOOL_CALL_RUNNING)
    seen = []

    def report_and_see() -> None:
        caller.report(execution_id, status)
        seen.append(next(stream).status)

    report_and_see()
    status.messages[0].content = "Hello"
    report_and_see()
    assert seen[-1].messages[0].content == "Hello"
    status.tool_calls[0].status, status.tool_calls[0].result = TOOL_CALL_COMPLETED, "found"
    report_and_see()
    assert seen[-1].tool_calls[0].result == "found"
    status.todos["t"].content = "plan"
    report_and_see()
    assert seen[-1].todos["t"].content == "plan"
    status.sub_agent_executions.add(id="s", name="helper")
    report_and_see()
    assert seen[-1].sub_agent_executions[0].name == "helper"
    caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    rest = list(stream)
    assert [each.status.phase for each in rest] == [EXECUTION_COMPLETED]
    revisions = [each.revision for each in seen] + [rest[0].status.revision]
    assert revisions == sorted(set(revisions))


def test_an_ended_execution_is_sent_once(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    assert [each.status.phase for each in subscribe(caller, execution_id)] == [EXECUTION_COMPLETED]


def test_unknown_missing_and_deleted(caller: Caller) -> None:
    with refused("NOT_FOUND", "pipeline step LoadTarget failed: AgentExecution not found: aex-none"):
        next(subscribe(caller, "aex-none"))
    with refused("INVALID_ARGUMENT", "pipeline step ValidateFieldConstraints failed: value"):
        next(subscribe(caller, ""))
    execution_id = caller.execution().metadata.id
    stream = subscribe(caller, execution_id)
    next(stream)
    caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    caller.executions.delete(ApiResourceId(value=execution_id))
    # Either the end was still seen, or the deletion is told; never silence.
    try:
        assert [each.status.phase for each in stream] == [EXECUTION_COMPLETED]
    except grpc.RpcError as error:
        assert error.code() is grpc.StatusCode.NOT_FOUND


def test_many_subscribers_of_one_execution_see_the_same(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    streams = [subscribe(caller, execution_id) for _ in range(50)]
    for stream in streams:
        next(stream)
    caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED, error=""))
    ends = [list(stream)[-1].SerializeToString(deterministic=True) for stream in streams]
    assert len(set(ends)) == 1


def test_shutdown_ends_streams_and_does_not_wait_for_them(server: ServerThread, caller: Caller) -> None:
    stream = subscribe(caller, caller.execution().metadata.id)
    next(stream)
    watching = caller.catalog.watchChanges(WatchChangesRequest())
    next(watching)
    stopper = threading.Thread(target=server.stop)
    stopper.start()
    for open_stream in (stream, watching):
        with refused("UNAVAILABLE"):
            next(open_stream)
    stopper.join(timeout=5)
    assert not stopper.is_alive()


def test_the_change_stream_tells_every_kind_once_and_in_order(caller: Caller) -> None:
    watching = caller.catalog.watchChanges(WatchChangesRequest())
    start = next(watching)
    assert not start.changes
    execution = caller.execution()
    told = []
    while not any(change.kind == AGENT_EXECUTION.number for change in told):
        told += next(watching).changes
    kinds = {change.kind for change in told}
    assert {AGENT.number, SESSION.number, AGENT_EXECUTION.number} <= kinds
    revisions = [change.revision for change in told]
    assert revisions == sorted(set(revisions))
    assert min(revisions) > start.revision
    (change,) = [each for each in told if each.kind == AGENT_EXECUTION.number]
    assert (change.id, change.session_id) == (execution.metadata.id, execution.spec.session_id)
    assert change.phase == EXECUTION_PENDING
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    caller.executions.delete(ApiResourceId(value=execution.metadata.id))
    while not any(each.deleted and each.kind == AGENT_EXECUTION.number for each in told):
        told += next(watching).changes
    (gone,) = [each for each in told if each.deleted and each.kind == AGENT_EXECUTION.number]
    assert (gone.id, gone.session_id) == (execution.metadata.id, execution.spec.session_id)


def test_a_revision_that_is_still_to_come_starts_with_the_present(caller: Caller) -> None:
    present = caller.catalog.getOverview(GetOverviewRequest()).revision
    watching = caller.catalog.watchChanges(WatchChangesRequest(since_revision=present + 1000))
    first = next(watching)
    assert (first.revision, list(first.changes)) == (present, [])
    made = caller.agent("First")
    assert made.metadata.id in {change.id for change in next(watching).changes}


def test_the_change_stream_catches_up(caller: Caller) -> None:
    begin = caller.catalog.getOverview(GetOverviewRequest()).revision
    caller.agent("First")
    revision = caller.catalog.getOverview(GetOverviewRequest()).revision
    caller.agent("Second")
    batch = next(caller.catalog.watchChanges(WatchChangesRequest(since_revision=revision)))
    assert min(change.revision for change in batch.changes) > revision > begin
    with refused("INVALID_ARGUMENT", "pipeline step ValidateFieldConstraints failed: since_revision"):
        next(caller.catalog.watchChanges(WatchChangesRequest(since_revision=-1)))


@pytest.mark.parametrize("path", ["ai.stigmer.agentic.workflow.v1.WorkflowQueryController/get", "x.Y/z"])
def test_services_that_are_not_ours_are_unimplemented(caller: Caller, path: str) -> None:
    call = caller.channel.unary_unary(f"/{path}", request_serializer=bytes, response_deserializer=bytes)
    with refused("UNIMPLEMENTED"):
        call(b"", metadata=caller.metadata)


def test_bytes_that_are_no_message(caller: Caller) -> None:
    path = "/ai.stigmer.agentic.agent.v1.AgentCommandController/create"
    call = caller.channel.unary_unary(path, request_serializer=bytes, response_deserializer=bytes)
    with refused("INVALID_ARGUMENT", "ai.stigmer.agentic.agent.v1.Agent"):
        call(b"\xff\xff\xff", metadata=caller.metadata)


def test_a_streams_end_leaves_no_thread(server: ServerThread, caller: Caller, tmp_path: Path) -> None:
    stream = subscribe(caller, caller.execution().metadata.id)
    next(stream)
    stream.cancel()
    with pytest.raises(grpc.RpcError):
        next(stream)
